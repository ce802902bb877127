import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWhatsAppCloudAdapter, WEBHOOK_PATH } from "../../../adapters/whatsapp/cloud/index.ts";
import type { CountedOnTemplate } from "../../../src/channel/adapter.ts";
import { packageFolder } from "../../../src/config.ts";
import { cloudOptions } from "../../support/whatsapp-cloud/connect.ts";
import { ACCOUNT_ID, createFakeGraph, type FakeGraph } from "../../support/whatsapp-cloud/fake-graph.ts";

const page = readFileSync(join(packageFolder(), "docs/whatsapp.md"), "utf8");
const section = page.split("## Meta's official API (Cloud API)")[1]?.split("\n## ")[0] ?? "";

let graph: FakeGraph;
beforeEach(async () => {
  graph = await createFakeGraph();
});
afterEach(() => graph.close());

async function sentences(options = {}, templates: readonly CountedOnTemplate[] = []): Promise<string[]> {
  const findings = await createWhatsAppCloudAdapter(cloudOptions(graph, options)).diagnose?.(templates);
  return (findings ?? []).map(({ detail }) => detail);
}

describe("docs/whatsapp.md", () => {
  it("names the webhook's address", () => {
    expect(section).toContain(`https://chat.example.com${WEBHOOK_PATH}`);
  });

  it("has every sentence of the doctor", async () => {
    const said = new Set(await sentences({ sending: false, publicUrl: null }));
    graph.number.quality_rating = "RED";
    for (const application of [`https://chat.example.com${WEBHOOK_PATH}`, "https://elsewhere.example/"]) {
      graph.number.webhook_configuration = { application };
      for (const sentence of await sentences()) said.add(sentence);
    }
    for (const [status, code, subcode] of [
      [401, 190],
      [403, 10],
      [400, 100, 33],
      [400, 131031],
    ] as const) {
      graph.fail("number", { kind: "error", status, code, ...(subcode ? { subcode } : {}) });
      for (const sentence of await sentences()) said.add(sentence);
    }
    const isProof = (asked: { query: Record<string, string> }) => asked.query.appsecret_proof !== undefined;
    for (const code of [100, 2]) {
      graph.refuseIf((asked) => isProof(asked) && code === asking, { kind: "error", status: 400, code });
    }
    let asking = 100;
    for (const sentence of await sentences()) said.add(sentence);
    asking = 2;
    for (const sentence of await sentences()) said.add(sentence);
    const name = "intro_1";
    const wanted = [{ name, language: "pt_BR", parameters: 1, text: "Oi {{1}}" }];
    const atMeta = { name, language: "pt_BR", components: [{ type: "BODY", text: "Oi {{1}}" }] };
    for (const sentence of await sentences({}, wanted)) said.add(sentence);
    for (const accountId of ["1", ACCOUNT_ID])
      for (const sentence of await sentences({ accountId }, wanted)) said.add(sentence);
    for (const change of [
      { status: "APPROVED" },
      { status: "PENDING" },
      { status: "PAUSED" },
      { status: "APPROVED", components: [] },
      { status: "APPROVED", components: [{ type: "BODY", text: "Olá {{1}}" }] },
    ]) {
      graph.templates = [{ ...atMeta, ...change }];
      for (const sentence of await sentences({ accountId: ACCOUNT_ID }, wanted)) said.add(sentence);
    }
    await graph.close();
    for (const sentence of await sentences()) said.add(sentence);
    expect(said.size).toBeGreaterThanOrEqual(22);
    for (const sentence of said)
      for (const part of sentence.split(/(?<=\.) (?=Its)/)) expect(section, part).toContain(`| ${part} `);
  });
});
