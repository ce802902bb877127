import { describe, expect, it } from "vitest";
import { createChatIds, identitiesOf } from "../../../adapters/whatsapp/ids.ts";
import { createChatRecords, printOf } from "../../../adapters/whatsapp/web/chat-record.ts";
import { createDailyCap } from "../../../adapters/whatsapp/web/daily-cap.ts";
import { createWhatsAppWebAdapter } from "../../../adapters/whatsapp/web/index.ts";
import { outcomeOf } from "../../../adapters/whatsapp/web/outcome.ts";
import { createOutgoing } from "../../../adapters/whatsapp/web/outgoing.ts";
import { toParts } from "../../../adapters/whatsapp/web/render.ts";
import { ChildSilent } from "../../../adapters/whatsapp/web/start-child.ts";
import type { Supervisor } from "../../../adapters/whatsapp/web/supervisor.ts";
import { createManualClock } from "../../../src/clock.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import { envelope } from "../../support/whatsapp-web/linked.ts";

const HOUR = 3_600_000;
const choices = [
  { value: "a", label: "Doors" },
  { value: "b", label: "Windows" },
];
const image = { path: "a/b.png", alt: "A chart" };

describe("what a message becomes on WhatsApp", () => {
  it("has numbered choices, below everything else", () => {
    expect(toParts({ text: "Which?", choices })).toEqual([{ text: "Which?\n\n1. Doors\n2. Windows" }]);
    const file = { path: "a/c.pdf", fileName: "c.pdf", mime: "application/pdf" };
    const parts = toParts({ text: "Which?", choices, file });
    expect(parts.map((part) => part.file?.fileName ?? part.text)).toEqual([
      "c.pdf",
      "Which?\n\n1. Doors\n2. Windows",
    ]);
  });

  it("has a short text below its picture, and a long one before it", () => {
    expect(toParts({ text: "See", image })).toMatchObject([{ text: "See", file: { fileName: "b.png" } }]);
    const long = toParts({ text: "x".repeat(2_000), image });
    expect(long.map(({ text }) => text.length)).toEqual([2_000, 0]);
    const caption = toParts({ image: { ...image, caption: "y".repeat(2_000) } });
    expect(caption.map(({ text }) => text.length)).toEqual([2_000, 0]);
  });

  it("is nothing when there is nothing", () => {
    expect(toParts({})).toEqual([]);
  });
});

describe("the daily cap", () => {
  it("lets so many through in any 24 hours, also over a restart", async () => {
    const clock = createManualClock(new Date("2026-03-01T10:30:00Z"));
    const { memory } = createFakeHost({ clock });
    const cap = () => createDailyCap(3, memory, clock);
    await cap().count();
    clock.advance(2 * HOUR);
    await Promise.all([cap().count(), Promise.resolve()]);
    await cap().count();
    // The first one was sent in the hour that began at 10.
    expect(await cap().waitMs()).toBe(22.5 * HOUR);
    clock.advance(22.5 * HOUR);
    expect(await cap().waitMs()).toBe(0);
    await cap().count();
    expect(await cap().waitMs()).toBe(2 * HOUR);
  });

  it("counts what is sent at once", async () => {
    const clock = createManualClock(new Date("2026-03-01T10:30:00Z"));
    const cap = createDailyCap(5, createFakeHost({ clock }).memory, clock);
    await Promise.all(Array.from({ length: 5 }, () => cap.count()));
    expect(await cap.waitMs()).toBeGreaterThan(0);
  });
});

describe("what becomes of a send that fails", () => {
  it.each([
    [new ChildSilent("gone", false), "retry"],
    [new ChildSilent("gone", true), "unknown"],
    [new Error("Attempted to use detached Frame 'A'"), "unknown"],
    [new Error("Execution context was destroyed"), "unknown"],
    [new Error("t: No LID for user"), "unreachable"],
    [new Error("wid error: invalid wid"), "rejected"],
    [new Error("rate-overlimit"), "retry"],
    ["a plain string", "unknown"],
  ])("%s → %s", (error, kind) => {
    expect(outcomeOf(error).kind).toBe(kind);
  });

  it("says nothing of what the library said", () => {
    const outcome = outcomeOf(new Error("secret 15550101001@c.us text of the message"));
    expect(JSON.stringify(outcome)).not.toMatch(/secret|1555|text of/);
  });

  it("waits, with patience, when stopped or when the brake is on", async () => {
    const settings = { transport: "web", phone: null, dailyCap: 1, chromePath: null } as const;
    const stopped = createWhatsAppWebAdapter({ ...settings, sending: true });
    expect(await stopped.send(envelope("1", "15550101001", { text: "x" }))).toMatchObject({
      kind: "retry",
      patient: true,
    });
    expect(await stopped.lookUp?.(envelope("1", "15550101001", { text: "x" }))).toEqual({
      kind: "later",
    });
    expect(stopped.health()).toEqual({ state: "down", detail: "WhatsApp is stopped." });
    const findings = await createWhatsAppWebAdapter({ ...settings, sending: false }).diagnose?.();
    expect(findings?.find(({ name }) => name === "sending")).toMatchObject({ ok: false });
  });
});

describe("sending in a chat", () => {
  /** A session that sends everything, and gives a number to each. */
  function sessions(options: { cap?: number; fails?: () => Error | null } = {}) {
    const clock = createManualClock(new Date("2026-03-01T10:30:00Z"));
    const host = createFakeHost({ clock });
    const texts: string[] = [];
    const ask: Supervisor["ask"] = async (question) => {
      const error = options.fails?.();
      if (error) throw error;
      if (question.type !== "send") throw new Error("only sends");
      texts.push(question.text);
      const answer: unknown = { stanza: `S${texts.length}` };
      return answer as never;
    };
    const build = () => {
      const records = createChatRecords(host.memory);
      const outgoing = createOutgoing({
        host,
        supervisor: { ask, state: () => ({ phase: "ready" }), whenReady: async () => true },
        people: { behind: () => Promise.reject(new Error("not asked")), addressOf: async () => null },
        records,
        dailyCap: createDailyCap(options.cap ?? 100, host.memory, clock),
        typingMs: 0,
      });
      return { records, outgoing };
    };
    return { host, texts, build };
  }

  async function wrote({ records }: ReturnType<ReturnType<typeof sessions>["build"]>, chatId: string) {
    await records.change(chatId, (record) => {
      record.wrote = true;
      record.wid = `${chatId}@c.us`;
    });
  }

  it("stops at the cap in the middle of a message, and goes on where it was after a restart", async () => {
    const { texts, build, host } = sessions({ cap: 2 });
    const first = build();
    await wrote(first, "15550101001");
    const paragraphs = ["a", "b", "c"].map((letter) => letter.repeat(3_000));
    const long = envelope("long", "15550101001", { text: paragraphs.join("\n\n") });
    expect(await first.outgoing.send(long)).toMatchObject({ kind: "retry", patient: true, scope: "channel" });
    expect(await host.memory.get("sent:long")).toEqual({
      externalIds: ["true_15550101001_S1", "true_15550101001_S2"],
    });
    await host.memory.set("whatsapp-sent-by-hour", {});
    expect(await build().outgoing.send(long)).toEqual({ kind: "sent", externalId: "true_15550101001_S3" });
    expect(texts).toEqual(paragraphs);
  });

  it("finds what is out without asking, once it was noted", async () => {
    const { build } = sessions();
    const first = build();
    await wrote(first, "15550101001");
    const hello = envelope("hello", "15550101001", { text: "Hello" });
    await first.outgoing.send(hello);
    expect(await build().outgoing.lookUp(hello)).toEqual({
      kind: "found",
      externalId: "true_15550101001_S1",
    });
    const never = envelope("never", "15550101001", { text: "Hello" });
    expect(await build().outgoing.lookUp(never)).toEqual({ kind: "absent" });
  });

  it("takes the history's word for who has written, as after a change of transport", async () => {
    const { build, host } = sessions();
    const ids = createChatIds(host.memory);
    await ids.of({ phone: "15550101001" });
    await host.accept({
      type: "message",
      externalId: "m1",
      chatId: "15550101001",
      at: "2026-03-01T10:00:00Z",
      from: { identities: [{ kind: "phone", value: "+15550101001" }] },
      text: "hello",
      attachments: [],
    });
    const outcome = await build().outgoing.send(envelope("x", "15550101001", { text: "Hi" }));
    // Past the guard: only the address is missing in this set-up.
    expect(outcome).toMatchObject({ kind: "unreachable" });
  });
});

describe("what is remembered of a chat", () => {
  it("survives a restart, and changes one after the other", async () => {
    const { memory } = createFakeHost();
    const records = createChatRecords(memory);
    const add = (n: number) =>
      records.change("1", ({ own }) => {
        own.push({ stanza: `${n}`, outboxId: null, last: false });
      });
    await Promise.all(Array.from({ length: 80 }, (_, n) => add(n)));
    const { own } = await createChatRecords(memory).get("1");
    expect(own.at(-1)?.stanza).toBe("79");
    expect(own).toHaveLength(60);
  });

  it("knows a text again that WhatsApp has trimmed", () => {
    expect(printOf({ text: " a \n b ", hasFile: false })).toBe(printOf({ text: "a b", hasFile: false }));
    expect(printOf({ text: "a", hasFile: true })).not.toBe(printOf({ text: "a", hasFile: false }));
  });
});

describe("who is behind a chat", () => {
  it("keeps the first chat, whatever becomes known later", async () => {
    const { memory } = createFakeHost();
    const ids = createChatIds(memory);
    expect(await ids.of({ lid: "900000000000111" })).toBe("lid:900000000000111");
    expect(await ids.of({ lid: "900000000000111", phone: "15550101001" })).toBe("lid:900000000000111");
    const again = createChatIds(memory);
    expect(await again.of({ phone: "15550101001" })).toBe("lid:900000000000111");
    expect(await again.personOf("lid:900000000000111")).toEqual({
      lid: "900000000000111",
      phone: "15550101001",
    });
    expect(await again.of({ phone: "15550101002", user: "US.123" })).toBe("15550101002");
    expect(await again.of({ user: "US.123" })).toBe("15550101002");
    expect(await again.of({ user: "US.9" })).toBe("user:US.9");
  });

  it("gives one chat to two first messages of a person, and refuses nobody", async () => {
    const ids = createChatIds(createFakeHost().memory);
    const both = await Promise.all([
      ids.of({ lid: "900000000000111" }),
      ids.of({ lid: "900000000000111", phone: "15550101001" }),
    ]);
    expect(new Set(both).size).toBe(1);
    await expect(ids.of({ phone: "not a phone" })).rejects.toThrow(TypeError);
    expect(identitiesOf({ phone: "15550101001", lid: "x", user: "US.1" }).map(({ kind }) => kind)).toEqual([
      "whatsapp",
      "phone",
      "whatsapp-user",
    ]);
  });
});
