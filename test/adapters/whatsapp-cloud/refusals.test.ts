import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWhatsAppCloudAdapter } from "../../../adapters/whatsapp/cloud/index.ts";
import type { ChannelAdapter } from "../../../src/channel/adapter.ts";
import type { OutboundEnvelope, SendOutcome } from "../../../src/channel/outbound.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import { interceptHttp } from "../../support/nock.ts";
import { type Connected, cloudOptions, connect, until } from "../../support/whatsapp-cloud/connect.ts";
import { type Fault, PHONE_ID, TOKEN } from "../../support/whatsapp-cloud/fake-graph.ts";
import { APP_SECRET, phoneOf } from "../../support/whatsapp-cloud/posts.ts";

const ORIGIN = "https://graph.facebook.com";

function envelope(id = "out-1", attempt = 1): OutboundEnvelope {
  return {
    id,
    chatId: phoneOf("ana"),
    message: { text: "hi" },
    attempt,
    createdAt: new Date().toISOString(),
  };
}

type Row = [code: number, status: number, outcome: Partial<SendOutcome> & { says?: string }, health?: string];

const rejected = (says: string) => ({ kind: "rejected" as const, says });
const unreachable = (says: string) => ({ kind: "unreachable" as const, says });
const busy = { kind: "retry" as const, scope: undefined, patient: undefined, says: "Meta" };
const away = { ...busy, patient: true };
const channelWaits = { kind: "retry" as const, scope: "channel" as const, patient: true };

/** Meta's error reference, as far as it matters to whoever sends. */
const TABLE: Row[] = [
  [0, 401, channelWaits, "LEADLINE_WHATSAPP_TOKEN"],
  [1, 400, busy],
  [2, 503, away],
  [3, 500, channelWaits, "LEADLINE_WHATSAPP_TOKEN"],
  [4, 400, { ...channelWaits, says: "too often" }],
  [10, 403, channelWaits, "LEADLINE_WHATSAPP_TOKEN"],
  [33, 400, channelWaits, "LEADLINE_WHATSAPP_PHONE_ID"],
  [100, 400, rejected("code 100")],
  [190, 401, { ...channelWaits, says: "expired" }, "LEADLINE_WHATSAPP_TOKEN"],
  [200, 403, { ...channelWaits, says: "may not send" }, "LEADLINE_WHATSAPP_TOKEN"],
  [294, 403, channelWaits, "LEADLINE_WHATSAPP_TOKEN"],
  [368, 403, { ...channelWaits, says: "blocked" }, "Account quality"],
  [470, 400, rejected("approved template")],
  [80007, 400, { ...channelWaits, says: "too often" }],
  [130429, 400, { ...channelWaits, says: "too many messages" }],
  [130472, 400, rejected("experiment")],
  [130497, 403, unreachable("country")],
  [131000, 500, busy],
  [131005, 403, channelWaits, "LEADLINE_WHATSAPP_TOKEN"],
  [131008, 400, rejected("misses")],
  [131009, 400, rejected("value")],
  [131016, 500, away],
  [131021, 400, rejected("itself")],
  [131026, 400, unreachable("cannot be reached")],
  [131030, 400, unreachable("allowed recipients")],
  [131031, 403, { ...channelWaits, says: "locked" }, "ask for a review"],
  [131037, 400, { ...channelWaits, says: "display name" }, "WhatsApp Manager"],
  [131042, 400, { ...channelWaits, says: "charge" }, "payment method"],
  [131045, 500, { ...channelWaits, says: "registered" }, "docs/whatsapp.md"],
  [131047, 400, rejected("approved template")],
  [131048, 400, { ...channelWaits, says: "reported" }],
  [131049, 400, rejected("marketing")],
  [131050, 400, { ...rejected("marketing"), why: "no-news" }],
  [131051, 400, rejected("kind of message")],
  [131053, 400, rejected("file")],
  [131056, 400, { kind: "retry", scope: undefined, patient: true, says: "this person" }],
  [131057, 500, away],
  [131062, 400, rejected("phone number")],
  [132000, 400, rejected("template")],
  [132001, 404, rejected("template")],
  [132015, 400, rejected("paused")],
  [132016, 400, rejected("switched")],
  [133010, 400, { ...channelWaits, says: "registered" }, "docs/whatsapp.md"],
  [999_999, 400, rejected("code 999999")],
  [999_999, 500, { ...busy, says: "code 999999" }],
  [999_999, 429, channelWaits],
  [999_999, 401, channelWaits, "LEADLINE_WHATSAPP_TOKEN"],
];

describe("what Meta refuses", () => {
  const nock = interceptHttp();
  let adapter: ChannelAdapter;

  beforeEach(async () => {
    nock.disableNetConnect();
    nock(ORIGIN)
      .get(`/v23.0/${PHONE_ID}`)
      .query(true)
      .reply(200, { id: PHONE_ID, display_phone_number: "+1 555-0100", verified_name: "Sample" });
    adapter = createWhatsAppCloudAdapter(cloudOptions({ apiUrl: `${ORIGIN}/v23.0` }, { pauseMs: 60_000 }));
    await adapter.start(createFakeHost());
    await until(() => adapter.health().state === "ready");
  });
  afterEach(async () => {
    await adapter.stop();
  });

  function refuse(
    status: number,
    error: Record<string, unknown> | string,
    headers: Record<string, string> = {},
  ) {
    const body =
      typeof error === "string" ? error : { error: { type: "OAuthException", message: "(#) no", ...error } };
    return nock(ORIGIN).post(`/v23.0/${PHONE_ID}/messages`).reply(status, body, headers);
  }

  it.each(TABLE)("with code %i (status %i) is %j", async (code, status, { says, ...outcome }, health) => {
    const scope = refuse(status, { code, error_data: { details: "as details say" } });
    const found = await adapter.send(envelope());
    expect({ scope: undefined, patient: undefined, ...found }).toMatchObject(outcome);
    if (found.kind === "sent") throw new Error("sent");
    expect(found.reason).toContain(says ?? "");
    expect(found.reason).toContain(`(Meta's code ${code})`);
    if (found.kind === "retry") expect(found.afterMs).toBeGreaterThanOrEqual(1_000);
    if (health === undefined) expect(adapter.health().state).toBe("ready");
    else {
      expect(adapter.health().state).toBe("down");
      expect(adapter.health().detail).toContain(health);
    }
    expect(scope.isDone()).toBe(true);
  });

  it("with the number unknown says which setting to look at", async () => {
    refuse(400, { code: 100, error_subcode: 33 });
    expect(await adapter.send(envelope())).toMatchObject(channelWaits);
    expect(adapter.health().detail).toBe(
      "Meta does not know the number, or the token may not use it (Meta's code 100). Check LEADLINE_WHATSAPP_PHONE_ID and the assets of the system user.",
    );
  });

  it.each([
    [500, "retry"],
    [502, "unknown"],
    [503, "retry"],
    [504, "unknown"],
    [429, "retry"],
    [413, "rejected"],
    [403, "retry"],
    [302, "retry"],
  ])("by status %i only, from something on the way, is %s", async (status, kind) => {
    refuse(status, "<html>", status === 302 ? { location: "https://elsewhere.example/" } : {});
    expect(await adapter.send(envelope())).toMatchObject({ kind });
  });

  it.each([
    ["7", 7_000],
    ["0", 1_000],
    ["86400", 3_600_000],
    ["soon", 5_000],
  ])("for a while waits as long as Meta says: %s", async (seconds, afterMs) => {
    refuse(400, { code: 130429 }, { "retry-after": seconds });
    expect(await adapter.send(envelope())).toMatchObject({ kind: "retry", afterMs });
  });

  it("for a fault of Meta's own waits longer each time", async () => {
    const waits: number[] = [];
    for (const attempt of [1, 2, 3, 30]) {
      refuse(500, { code: 131000 });
      const outcome = await adapter.send(envelope("out-1", attempt));
      if (outcome.kind === "retry") waits.push(outcome.afterMs ?? 0);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 512_000]);
  });

  it("never tells a secret", async () => {
    const message = `Malformed access token ${TOKEN} at https://graph.facebook.com/?access_token=${TOKEN} ${APP_SECRET}`;
    refuse(400, { code: 999_999, message });
    const outcome = await adapter.send(envelope());
    expect(outcome).toEqual({
      kind: "rejected",
      reason: "Malformed access token [hidden] at [address] [hidden] (Meta's code 999999)",
    });
    refuse(401, { code: 190, message });
    await adapter.send(envelope());
    for (const secret of [TOKEN, APP_SECRET]) expect(JSON.stringify(adapter.health())).not.toContain(secret);
  });
});

/** The same with real connections: nock's faults look different from the network's. */
describe("when the network fails", () => {
  let channel: Connected;
  beforeEach(async () => {
    channel = await connect();
  });
  afterEach(() => channel.close());

  it("before anything was written, it is tried again", async () => {
    await channel.graph.close();
    expect(await channel.adapter.send(envelope())).toMatchObject({
      kind: "retry",
      patient: true,
      reason: "Meta cannot be reached (ECONNREFUSED)",
    });
  });

  it.each([{ kind: "reset" }, { kind: "lost" }, { kind: "unreadable" }] as Fault[])(
    "after it was written, nobody knows: %j",
    async (fault) => {
      channel.graph.fail("message", fault);
      expect(await channel.adapter.send(envelope())).toMatchObject({ kind: "unknown", reason: /\w/ });
    },
  );
});

describe("the health of the channel", () => {
  it("is told as soon as Meta has answered, and comes back by itself", async () => {
    const channel = await connect();
    expect(channel.adapter.health()).toEqual({
      state: "ready",
      detail: "WhatsApp takes and sends messages as +1 555-0100.",
    });
    channel.graph.fail("message", { kind: "error", status: 401, code: 190 });
    channel.graph.fail("number", { kind: "error", status: 401, code: 190 });
    await channel.adapter.send(envelope());
    expect(channel.adapter.health()).toMatchObject({
      state: "down",
      detail: expect.stringContaining("expired"),
    });
    await until(() => channel.adapter.health().state === "ready");
    expect(channel.host.reconnects).toBe(1);
    await channel.close();
  });

  it("stays down while only a send can tell that sending is allowed again", async () => {
    const channel = await connect();
    channel.graph.fail("message", { kind: "error", status: 400, code: 131042 });
    await channel.adapter.send(envelope());
    const asked = channel.graph.asked.length;
    expect(channel.adapter.health().state).toBe("down");
    expect(await channel.adapter.send(envelope())).toMatchObject({ kind: "sent" });
    expect(channel.adapter.health().state).toBe("ready");
    // The number was not asked for in between: it would have looked fine.
    expect(channel.graph.asked.slice(asked).map(({ path }) => path)).toEqual([`/v23.0/${PHONE_ID}/messages`]);
    await channel.close();
  });

  it("starts though Meta is away, takes messages, and is ready once Meta is back", async () => {
    const channel = await connect();
    await channel.adapter.stop();
    channel.graph.fail("number", ...Array.from({ length: 3 }, (): Fault => ({ kind: "reset" })));
    await channel.adapter.start(channel.host);
    await until(() => channel.adapter.health().state === "degraded");
    expect(channel.adapter.health().detail).toContain("asked again");
    await until(() => channel.adapter.health().state === "ready");
    await channel.close();
  });

  it("says that the brake is on, and keeps everything waiting", async () => {
    const channel = await connect({ sending: false });
    expect(await channel.adapter.send(envelope())).toMatchObject({
      kind: "retry",
      patient: true,
      scope: "channel",
    });
    expect(channel.graph.taken).toEqual([]);
    expect(channel.adapter.health()).toMatchObject({
      state: "degraded",
      detail: expect.stringContaining("LEADLINE_WHATSAPP_SENDING=on"),
    });
    await channel.close();
    expect(await channel.adapter.send(envelope())).toMatchObject({ kind: "retry", patient: true });
  });

  it("finishes the send that is under way when it stops", async () => {
    const channel = await connect();
    const order: string[] = [];
    let stopped: Promise<void> = Promise.resolve();
    channel.graph.onTaken(async () => {
      stopped = channel.adapter.stop().then(() => void order.push("stopped"));
      await fetch(`${channel.server.url}/healthz`);
    });
    const outcome = await channel.adapter.send(envelope());
    order.push(outcome.kind);
    await stopped;
    expect(order).toEqual(["sent", "stopped"]);
    await channel.close();
  });
});

describe("the doctor", () => {
  const diagnose = (channel: Connected, options = {}) =>
    createWhatsAppCloudAdapter(cloudOptions(channel.graph, options)).diagnose?.();

  it("finds nothing wrong, without being started", async () => {
    const channel = await connect();
    const url = "https://chat.example.com/whatsapp/webhook";
    channel.graph.number.webhook_configuration = { application: url };
    expect(await diagnose(channel)).toEqual([
      { name: "number", ok: true, detail: "The number +1 555-0100 (Sample) may be used." },
      { name: "app secret", ok: true, detail: "The app secret is the one of the token's app." },
      { name: "webhook", ok: true, detail: `Meta delivers to ${url}.` },
    ]);
    const proof = channel.graph.asked.find(({ query }) => query.appsecret_proof !== undefined);
    expect(proof?.query.appsecret_proof).toMatch(/^[0-9a-f]{64}$/);
    await channel.close();
  });

  it("says what is wrong and what to do", async () => {
    const channel = await connect();
    channel.graph.number.webhook_configuration = { application: "https://elsewhere.example/hook" };
    channel.graph.number.quality_rating = "RED";
    channel.graph.fail("number", { kind: "error", status: 401, code: 190 });
    const faults = async (options = {}) =>
      ((await diagnose(channel, options)) ?? [])
        .filter(({ ok }) => !ok)
        .map(({ name, fix }) => [name, fix ?? ""]);
    expect(await faults({ publicUrl: null, sending: false })).toEqual([
      ["number", expect.stringContaining("LEADLINE_WHATSAPP_TOKEN")],
      ["webhook", expect.stringContaining("LEADLINE_PUBLIC_URL")],
      ["sending", "Set LEADLINE_WHATSAPP_SENDING=on."],
    ]);
    expect(await faults()).toEqual([
      ["number", expect.stringContaining("Insights")],
      ["webhook", expect.stringContaining("Configuration")],
    ]);
    const proofRefused = (request: { query: Record<string, string> }) =>
      request.query.appsecret_proof !== undefined;
    channel.graph.refuseIf(proofRefused, {
      kind: "error",
      status: 400,
      code: 100,
      message: "Invalid appsecret_proof",
    });
    expect(await faults()).toContainEqual([
      "app secret",
      expect.stringContaining("LEADLINE_WHATSAPP_APP_SECRET"),
    ]);
    await channel.graph.close();
    expect(await faults()).toContainEqual(["number", expect.stringContaining("LEADLINE_WHATSAPP_API_URL")]);
    await channel.close();
  });
});
