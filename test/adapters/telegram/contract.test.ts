import { type ChannelHarness, describeChannel } from "../../contract/channel.ts";
import type { FakeTelegram, Fault } from "../../support/telegram/fake-telegram.ts";
import { type Connected, connect } from "../../support/telegram/harness.ts";

describeChannel("telegram, fetching", async (host) => {
  const connected = await connect({ mode: "poll", host });
  const { adapter, fake } = connected;
  return harness(connected, async (updateId) => {
    if (adapter.health().state === "down") return fake.updates.isPolled ? "taken" : "again";
    const before = fake.updates.given(updateId);
    await fake.until(() => !isWaiting(fake, updateId) || fake.updates.given(updateId) >= before + 2);
    return isWaiting(fake, updateId) ? "again" : "taken";
  });
});

describeChannel("telegram, by webhook", async (host) => {
  const connected = await connect({ mode: "webhook", host });
  const { fake } = connected;
  return harness(connected, async (updateId, tries) => {
    const own = () => fake.deliveries.filter((delivery) => delivery.updateId === updateId);
    await fake.until(() => own().length > tries);
    return own().at(-1)?.status === 200 ? "taken" : "again";
  });
});

function harness(
  { adapter, fake, close }: Connected,
  outcome: (updateId: number, tries: number) => Promise<"taken" | "again">,
): ChannelHarness {
  const idOf = (chat: string) => 1_000_000 + Buffer.from(chat).reduce((sum, byte) => sum * 7 + byte, 0);
  const faults: Record<string, Fault> = {
    busy: error(429, "Too Many Requests: retry after 2", { retry_after: 2 }),
    refused: error(400, "Bad Request: MESSAGE_NOT_TO_BE_SENT"),
    gone: error(403, "Forbidden: bot was blocked by the user"),
    lost: { kind: "lost" },
  };
  return {
    adapter,
    chatId: (chat) => `${idOf(chat)}`,
    async deliver({ id, chat, text }) {
      const updateId = 5_000 + Number(id);
      const tries = fake.deliveries.filter((delivery) => delivery.updateId === updateId).length;
      fake.says(idOf(chat), text, { updateId, messageId: 500 + Number(id) });
      return outcome(updateId, tries);
    },
    async shown(chat, count) {
      // What is on its way has arrived by then.
      await fake.until(() => fake.updates.waiting.every((id) => fake.updates.given(id) > 0));
      for (let i = 0; i < 3; i += 1) await fetch(`${fake.url}/bot${fake.token}/getMe`, { method: "POST" });
      const own = fake.posts.filter((post) => post.chat === idOf(chat));
      return own
        .slice(count === 0 ? 0 : -count)
        .map((post) => [post.text, ...post.buttons.map((button) => button.text)].join("\n"));
    },
    failNext: (how) => {
      const fault = faults[how];
      if (fault) fake.fail("sendMessage", fault);
    },
    close,
  };
}

function isWaiting(fake: FakeTelegram, updateId: number): boolean {
  return fake.updates.waiting.includes(updateId);
}

function error(code: number, description: string, parameters?: Record<string, unknown>): Fault {
  return { kind: "error", code, description, ...(parameters ? { parameters } : {}) };
}
