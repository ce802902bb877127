import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readFlowFolder } from "../../src/flow/folder.ts";
import { flowJsonSchemas, writeFlowSchemas } from "../../src/flow/json-schema.ts";

it("is committed as the zod schemas say", async () => {
  expect(await writeFlowSchemas({ check: true, folder: "flows/schema" })).toEqual([]);
  expect(readdirSync("flows/schema").sort()).toEqual(Object.keys(flowJsonSchemas()).sort());
});

it("lets an author leave out what has a default", () => {
  const business = JSON.parse(readFileSync("flows/schema/business.json", "utf8"));
  expect(business.required.sort()).toEqual(["country", "currency", "language", "name", "timeZone"]);
});

it("is named in every flow file, so that editors find it", async () => {
  for (const [name, text] of Object.entries(await readFlowFolder("flows"))) {
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    expect(schema, name).toBeDefined();
    expect(readdirSync("flows/schema")).toContain(join(name, "..", schema ?? "").replace("schema/", ""));
  }
});
