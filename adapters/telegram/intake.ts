import type { AdapterHost } from "../../src/channel/adapter.ts";
import { LeadlineError } from "../../src/errors.ts";
import type { TelegramApi } from "./api.ts";
import type { Chats } from "./chats.ts";
import { choiceOf } from "./choices.ts";
import type { Courtesies } from "./courtesies.ts";
import { channelStopped } from "./faults.ts";
import { keepFile } from "./media.ts";
import { type Reading, readUpdate } from "./normalize.ts";
import { chatOf, parseUpdate, type Update } from "./updates.ts";

/** Takes updates, wherever they come from. */
export interface Intake {
  /**
   * Take one update. Resolves once it is durable, or needs not be; rejects when Telegram has to deliver it again.
   * Updates of a chat are taken one after another, as they came: when one fails, those that wait behind it fail
   * with it. Different chats do not wait for each other.
   */
  take(raw: unknown): Promise<void>;
  /** Take no more, and finish what is under way. */
  stop(): Promise<void>;
}

/** Updates taken lately: one that is delivered again costs nothing, not even fetching its file. */
const MAX_RECENT = 5_000;

export function createIntake(options: {
  api: TelegramApi;
  apiUrl: string;
  host: AdapterHost;
  chats: Chats;
  courtesies: Courtesies;
  /** Between tries to fetch a file, in ms. */
  pauseMs: number;
}): Intake {
  const { api, host, chats, courtesies } = options;
  const ending = new AbortController();
  const underWay = new Map<number, Promise<void>>();
  const recent = new Set<number>();
  /** The last update of each chat that is being taken; false when it failed. */
  const lanes = new Map<string, Promise<boolean>>();
  let unreadable = 0;

  async function inOrder(update: Update): Promise<void> {
    const chat = chatOf(update);
    if (chat === null) return process(update);
    const before = lanes.get(chat) ?? Promise.resolve(true);
    const turn = before.then((taken) => {
      if (!taken || ending.signal.aborted) throw notYet();
      return process(update);
    });
    const lane = turn.then(
      () => true,
      () => false,
    );
    lanes.set(chat, lane);
    void lane.then(() => {
      if (lanes.get(chat) === lane) lanes.delete(chat);
    });
    return turn;
  }

  async function process(update: Update): Promise<void> {
    if (update.kind === "unreadable") {
      unreadable += 1;
      host.log.warn(
        { update: update.id, unreadable },
        "an update of Telegram could not be read; it is left out",
      );
    }
    const reading = readUpdate(update, api.botId, host.clock.now());
    switch (reading.kind) {
      case "message":
        return takeMessage(reading);
      case "edit":
        await accept(reading.edit);
        return;
      case "blocked":
        chats.setBlocked(reading.chatId, reading.blocked);
        return;
      case "moved":
        await chats.move(reading.from, reading.to);
        return;
      case "ignored":
        host.log.debug({ update: update.id, why: reading.why }, "an update of Telegram is not for us");
    }
  }

  async function takeMessage({
    message,
    files,
    press,
  }: Extract<Reading, { kind: "message" }>): Promise<void> {
    const { chatId } = message;
    // Whoever writes can be written to.
    chats.setBlocked(chatId, false);
    const choice = press ? await choiceOf(press.data, host.memory) : null;
    if (press && choice === null && message.text === "") {
      courtesies.pressed(chatId, press);
      return;
    }
    for (const file of files) {
      const { apiUrl, pauseMs } = options;
      message.attachments.push(await keepFile(file, { api, apiUrl, host, pauseMs, signal: ending.signal }));
    }
    const { duplicate } = await accept({
      ...message,
      text: message.text || (choice ?? ""),
      ...(choice === null ? {} : { choice }),
    });
    courtesies.said(chatId);
    if (press) courtesies.pressed(chatId, press);
    if (!duplicate) courtesies.typing(chatId);
  }

  async function accept(event: Parameters<AdapterHost["accept"]>[0]): Promise<{ duplicate: boolean }> {
    try {
      return await host.accept(event);
    } catch (error) {
      if (!(error instanceof LeadlineError) || error.retryable) throw error;
      // It never will be taken, and everything behind it would wait for ever.
      host.log.error(
        { error, event: event.type },
        "an event of Telegram was refused for good; it is left out",
      );
      return { duplicate: true };
    }
  }

  return {
    async take(raw) {
      if (ending.signal.aborted) throw channelStopped();
      const update = parseUpdate(raw);
      if (update === null) {
        unreadable += 1;
        host.log.warn(
          { unreadable },
          "something without an id came as an update of Telegram; it is left out",
        );
        return;
      }
      if (recent.has(update.id)) return;
      const running = underWay.get(update.id);
      if (running) return running;
      const taking = inOrder(update)
        .then(() => {
          recent.add(update.id);
          if (recent.size > MAX_RECENT) for (const oldest of recent) if (recent.delete(oldest)) break;
        })
        .finally(() => underWay.delete(update.id));
      underWay.set(update.id, taking);
      return taking;
    },
    async stop() {
      ending.abort();
      await Promise.allSettled(underWay.values());
    },
  };
}

/** An earlier message of the chat has to come first. */
function notYet(): LeadlineError {
  return new LeadlineError("queue-full", "An earlier message of this chat could not be taken yet.", {
    fix: "Nothing: Telegram delivers both again.",
    retryable: true,
  });
}
