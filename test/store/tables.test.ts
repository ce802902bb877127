import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { tables } from "../../src/store/tables.ts";

const TYPES: Record<string, string> = {
  String: "text",
  Int: "int",
  BigInt: "int",
  Boolean: "bool",
  Json: "json",
  DateTime: "time",
};

/** Written when a send is settled, read by nobody on the hot path. */
const LEFT_OUT: Record<string, string[]> = {
  outbox: ["settledAt", "token", "leaseUntil", "externalId", "error"],
};

/** The columns of each table, by the name that it has in the database. */
function readSchema(): Map<string, Map<string, string>> {
  const text = readFileSync(new URL("../../prisma/schema.prisma", import.meta.url), "utf8");
  const models = new Map<string, Map<string, string>>();
  for (const [, body = ""] of text.matchAll(/^model \w+ \{\n(.*?)^\}/gms)) {
    const name = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "";
    const columns = new Map<string, string>();
    for (const [, column = "", type = ""] of body.matchAll(/^ {2}(\w+)\s+(\w+)\??/gm)) {
      const known = TYPES[type];
      if (known !== undefined) columns.set(column, known);
    }
    models.set(name, columns);
  }
  return models;
}

const schema = readSchema();

it("reads the schema", () => {
  expect(schema.size).toBeGreaterThan(15);
  expect(schema.get("counters")).toEqual(
    new Map([
      ["name", "text"],
      ["value", "int"],
    ]),
  );
});

it.each(Object.values(tables).map((table) => [table.name, table] as const))(
  "%s has the columns of the schema",
  (name, table) => {
    const columns = new Map<string, string>(Object.entries(table.columns));
    const wanted = new Map(schema.get(name));
    expect(wanted.size).toBeGreaterThan(0);
    for (const column of LEFT_OUT[name] ?? []) if (!columns.has(column)) wanted.delete(column);
    expect(columns).toEqual(wanted);
    expect(table.names).toEqual(Object.keys(table.columns));
  },
);
