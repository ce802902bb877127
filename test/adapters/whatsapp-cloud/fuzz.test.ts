import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWhatsAppCloudAdapter } from "../../../adapters/whatsapp/cloud/index.ts";
import type { ChannelAdapter } from "../../../src/channel/adapter.ts";
import { createFakeHost, type FakeHost } from "../../support/fake-host.ts";
import { cloudOptions } from "../../support/whatsapp-cloud/connect.ts";
import { createFakeGraph, type FakeGraph } from "../../support/whatsapp-cloud/fake-graph.ts";
import { message, phoneOf, post, sign, status } from "../../support/whatsapp-cloud/posts.ts";

let graph: FakeGraph;
let host: FakeHost;
let adapter: ChannelAdapter;
beforeEach(async () => {
  graph = await createFakeGraph();
  host = createFakeHost();
  adapter = createWhatsAppCloudAdapter(cloudOptions(graph, { sending: false }));
  await adapter.start(host);
});
afterEach(async () => {
  await adapter.stop();
  await graph.close();
});

async function deliver(value: Record<string, unknown>): Promise<number> {
  const body = Buffer.from(JSON.stringify(post(value)));
  const route = adapter.routes?.().find(({ method }) => method === "POST");
  const response = await route?.handle({
    method: "POST",
    path: route.path,
    query: {},
    headers: { "x-hub-signature-256": sign(body) },
    body,
    remote: "127.0.0.1",
    signal: new AbortController().signal,
  });
  return response?.status ?? 0;
}

/** Everything that a field may hold instead of what it should, nasty texts among it. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom("\u0000", "a\u0000b", "\ud800", "x".repeat(9_000), -1, 1e300, ""),
);
const fields =
  "from from_user_id timestamp type text button location contacts order referral context edit revoke interactive".split(
    " ",
  );
const garbled = fc.dictionary(fc.constantFrom(...fields), anything);
const nested = fc.record(
  {
    text: fc.record({ body: anything }),
    context: fc.record({ id: anything }),
    button: fc.record({ payload: anything, text: anything }),
    interactive: fc.record({ button_reply: fc.record({ id: anything, title: anything }) }),
    location: fc.record({ latitude: anything, longitude: anything, name: anything }),
    contacts: fc.array(
      fc.record({
        name: fc.record({ formatted_name: anything }),
        phones: fc.array(fc.record({ phone: anything })),
        emails: fc.array(fc.record({ email: anything })),
      }),
    ),
    referral: fc.record({ source_id: anything, headline: anything, source_type: anything }),
    order: fc.record({ text: anything, product_items: fc.array(fc.record({ quantity: anything })) }),
  },
  { requiredKeys: [] },
);

describe("whatever a signed post holds", () => {
  it("is acknowledged, what is handed on is well formed, and what stands behind it is taken", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(garbled, nested),
        fc.array(anything, { maxLength: 3 }),
        async (garbage, contacts) => {
          count += 1;
          const before = host.accepted.length;
          const code = await deliver({
            contacts,
            messages: [
              { ...message(`wamid.a${count}`, phoneOf("ana"), {}), ...garbage },
              message(`wamid.b${count}`, phoneOf("ana"), "behind it"),
            ],
            statuses: [{ ...status(`wamid.s${count}`, phoneOf("ana"), "read"), ...garbage }],
          });
          // The host refuses what is not well formed, and then it would come again for ever.
          expect(code).toBe(200);
          const texts = host.accepted.slice(before).map((event) => ("text" in event ? event.text : ""));
          expect(texts).toContain("behind it");
          expect(JSON.stringify(host.accepted.slice(before))).not.toMatch(/\\u0000|\\ud800/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
