import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChannelAdapter } from "../../src/channel/adapter.ts";
import type { InboundEvent } from "../../src/channel/inbound.ts";
import type { OutboundEnvelope, OutboundMessage } from "../../src/channel/outbound.ts";
import { renderPlain } from "../../src/channel/render.ts";
import { createFakeHost, diskFull, type FakeHost } from "../support/fake-host.ts";

/** What the suite needs to play the vendor and a person on a channel. */
export interface ChannelHarness {
  adapter: ChannelAdapter;
  /**
   * Deliver one event as the vendor does: `id` is the vendor's id, `chat` a name for the chat. Resolves to what
   * the vendor was told: `taken` (it will not come again) or `again` (the vendor must deliver it again).
   */
  deliver(event: { id: string; chat: string; text: string }): Promise<"taken" | "again">;
  /** The chatId that stands for `chat`. */
  chatId(chat: string): string;
  /** What a person sees of these messages once they were sent to the chat, in order, as plain texts. */
  shown(chat: string, count: number): Promise<string[]>;
  /**
   * Let the vendor answer the next send so: `busy` – wait two seconds; `refused` – never, whatever is tried;
   * `gone` – this person cannot be reached; `lost` – it goes out, and the answer does not come back. Absent where
   * there is no vendor between.
   */
  failNext?(how: "busy" | "refused" | "gone" | "lost"): Promise<void> | void;
  close(): Promise<void>;
}

/** What every channel must do, whoever the vendor is. `build` starts the channel on the host it gets. */
export function describeChannel(name: string, build: (host: FakeHost) => Promise<ChannelHarness>): void {
  describe(`channel ${name}`, () => {
    let host: FakeHost;
    let channel: ChannelHarness;

    beforeEach(async () => {
      host = createFakeHost();
      channel = await build(host);
    });
    afterEach(() => channel.close());

    function envelope(chat: string, message: OutboundMessage, id = "out-1"): OutboundEnvelope {
      return { id, chatId: channel.chatId(chat), message, attempt: 1, createdAt: new Date().toISOString() };
    }

    /** As the program does: the turn is durable (in the history), then the outbox sends. */
    async function send(chat: string, message: OutboundMessage, id?: string) {
      host.says(channel.chatId(chat), message);
      return channel.adapter.send(envelope(chat, message, id));
    }

    describe("coming in", () => {
      it("hands on what was said, once it is told apart from every other event", async () => {
        expect(await channel.deliver({ id: "1", chat: "ana", text: "hello" })).toBe("taken");
        expect(host.accepted).toHaveLength(1);
        expect(host.accepted[0]).toMatchObject({ chatId: channel.chatId("ana"), text: "hello" });
        expect(host.accepted[0]?.externalId).not.toBe("");
      });

      it("tells the vendor only after the event is durable", async () => {
        const gate = host.hold();
        let told = false;
        const delivery = channel.deliver({ id: "1", chat: "ana", text: "hello" }).then((answer) => {
          told = true;
          return answer;
        });
        // Another delivery to a running server has gone all the way meanwhile: the first would be back too.
        await channel.shown("ana", 0);
        expect(told).toBe(false);
        gate.release();
        expect(await delivery).toBe("taken");
      });

      it("lets the vendor deliver again what could not be stored, and then takes it", async () => {
        host.refuse(diskFull());
        expect(await channel.deliver({ id: "1", chat: "ana", text: "hello" })).toBe("again");
        expect(host.accepted).toHaveLength(0);
        host.refuse(null);
        expect(await channel.deliver({ id: "1", chat: "ana", text: "hello" })).toBe("taken");
        expect(host.accepted).toHaveLength(1);
      });

      it("takes a repeated delivery without a second effect", async () => {
        for (let i = 0; i < 3; i += 1)
          expect(await channel.deliver({ id: "1", chat: "ana", text: "hello" })).toBe("taken");
        await channel.deliver({ id: "2", chat: "ana", text: "again" });
        expect(texts(host.accepted)).toEqual(["hello", "again"]);
      });

      it("keeps the order within a chat", async () => {
        const said = Array.from({ length: 8 }, (_, index) => `message ${index}`);
        for (const [index, text] of said.entries())
          await channel.deliver({ id: `${index}`, chat: "ana", text });
        expect(texts(host.accepted)).toEqual(said);
      });

      it("cleans what would hurt the database or the reader", async () => {
        await channel.deliver({ id: "1", chat: "ana", text: "a\u0000b\ud800c \u202eevil\u202c Zoë 👩‍🚀" });
        expect(texts(host.accepted)).toEqual(["abc evil Zoë 👩‍🚀"]);
      });
    });

    describe("going out", () => {
      it("sends a text and says where it is", async () => {
        const outcome = await send("ana", { text: "Welcome!" });
        expect(outcome).toEqual({ kind: "sent", externalId: expect.stringMatching(/.+/) });
        expect(await channel.shown("ana", 1)).toEqual(["Welcome!"]);
      });

      it("keeps the order within a chat", async () => {
        for (const n of [1, 2, 3]) await send("ana", { text: `message ${n}` }, `out-${n}`);
        expect(await channel.shown("ana", 3)).toEqual(["message 1", "message 2", "message 3"]);
      });

      it("shows choices, in order", async () => {
        const choices = [
          { value: "a", label: "Doors" },
          { value: "b", label: "Windows" },
        ];
        await send("ana", { text: "What do you need?", choices });
        const [shown] = await channel.shown("ana", 1);
        expect(shown).toMatch(/What do you need\?[\s\S]*Doors[\s\S]*Windows/);
      });

      it.each([
        ["right-to-left", "مرحبا، كيف يمكنني المساعدة؟"],
        ["emoji of several parts", "👩‍👩‍👧‍👦 🇧🇷 👍🏽"],
        ["markup of every kind", "<b>&amp;</b> *bold* <!channel> [a](http://example.com)"],
        ["several lines", "one\ntwo\n\nthree"],
      ])("shows %s as it is", async (_name, text) => {
        await send("ana", { text });
        expect(await channel.shown("ana", 1)).toEqual([text]);
      });

      it("never throws, whatever the message holds", async () => {
        for (const [index, message] of everyKind().entries()) {
          const outcome = await send("ana", message, `out-${index}`);
          expect(["sent", "rejected"]).toContain(outcome.kind);
        }
      });
    });

    describe("when the vendor does not take it", () => {
      it("says what became of it", async () => {
        if (channel.failNext === undefined) return expectNoVendor(channel);
        await channel.failNext("busy");
        const busy = await send("ana", { text: "one" }, "out-busy");
        expect(busy).toMatchObject({ kind: "retry", reason: expect.stringMatching(/\w+/) });
        expect(busy.kind === "retry" && busy.afterMs).toBeGreaterThanOrEqual(1_000);
        await channel.failNext("refused");
        expect(await send("ana", { text: "two" }, "out-refused")).toMatchObject({ kind: "rejected" });
        await channel.failNext("gone");
        expect(await send("ana", { text: "three" }, "out-gone")).toMatchObject({ kind: "unreachable" });
        expect(await send("ana", { text: "four" }, "out-four")).toMatchObject({ kind: "sent" });
        expect(await channel.shown("ana", 1)).toEqual(["four"]);
      });

      it("does not claim to know what became of a send whose answer was lost", async () => {
        if (channel.failNext === undefined) return expectNoVendor(channel);
        await channel.failNext("lost");
        const lost = envelope("ana", { text: "did it go?" }, "out-lost");
        expect(await channel.adapter.send(lost)).toMatchObject({ kind: "unknown" });
        expect(await channel.shown("ana", 1)).toEqual(["did it go?"]);
        if (channel.adapter.lookUp === undefined) return;
        expect(await channel.adapter.lookUp(lost)).toEqual({
          kind: "found",
          externalId: expect.stringMatching(/.+/),
        });
        const never = envelope("ana", { text: "never sent" }, "out-never");
        expect(await channel.adapter.lookUp(never)).toEqual({ kind: "absent" });
      });
    });

    describe("being honest", () => {
      it("has capabilities that a message can be brought down to", () => {
        const { capabilities } = channel.adapter;
        for (const message of everyKind())
          for (const part of renderPlain(message, capabilities)) {
            expect(part.text.length).toBeLessThanOrEqual(capabilities.textLength);
            expect(part.text).not.toMatch(/\p{Surrogate}/u);
          }
        expect(capabilities.lookUp).toBe(channel.adapter.lookUp !== undefined);
      });

      it("is ready while it runs, and says so when it is stopped", async () => {
        expect(channel.adapter.health().state).toBe("ready");
        await channel.adapter.stop();
        const health = channel.adapter.health();
        expect(health.state).toBe("down");
        expect(health.detail).toMatch(/\w+/);
      });

      it("takes nothing once it is stopped, and lets the vendor keep it", async () => {
        await channel.adapter.stop();
        expect(await channel.deliver({ id: "1", chat: "ana", text: "late" })).toBe("again");
        expect(host.accepted).toHaveLength(0);
      });

      it("can be stopped twice", async () => {
        await channel.adapter.stop();
        await channel.adapter.stop();
      });
    });
  });
}

/** Only the program's own pages have no vendor between. */
function expectNoVendor(channel: ChannelHarness): void {
  expect(["web", "desk"]).toContain(channel.adapter.name);
}

/** A message of every kind, and some that hurt. */
export function everyKind(): OutboundMessage[] {
  return [
    { text: "plain" },
    { text: "x".repeat(20_000) },
    { text: "👩‍👩‍👧‍👦".repeat(3_000) },
    { text: "control \u0000\u0007 and lone \ud800 surrogate" },
    {
      text: "choose",
      choices: Array.from({ length: 30 }, (_, i) => ({ value: `${i}`, label: `Choice ${i}` })),
    },
    { text: "choose", choices: [{ value: "long", label: "label ".repeat(60) }] },
    { choices: [{ value: "a", label: "Only a choice" }] },
    {
      card: {
        title: "L-42 · Zoë <!channel>",
        subtitle: "why",
        fields: [{ label: "Score", value: "80 (hot)" }],
        lines: ["wants doors"],
        buttons: [{ label: "Claim", command: "claim L-42", style: "primary" }],
        leadId: "lead-42",
        tone: "hot",
      },
      thread: "lead-42",
      replaceKey: "card:lead-42",
    },
    { image: { path: "charts/1.png", alt: "Leads by week", caption: "This week" } },
    { file: { path: "reports/1.csv", fileName: "leads.csv", mime: "text/csv" } },
    { text: "only for you", privately: true },
  ];
}

function texts(events: InboundEvent[]): string[] {
  return events.map((event) =>
    event.type === "message" || event.type === "command" ? event.text : event.type,
  );
}
