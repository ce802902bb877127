import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { InboundEvent } from "../../src/channel/inbound.ts";
import { SAMPLE_REPS } from "../../src/cli/sample-people.ts";
import { packageFolder } from "../../src/config.ts";
import type { Random } from "./random.ts";
import { CHANNELS, type SentEnvelope } from "./wire.ts";

/** An event on its way to the program, until the vendor is told that it was taken. */
export interface Delivery {
  channel: string;
  event: InboundEvent;
}

/** What the vendors know for themselves: every event that they were told was accepted, in order per chat. */
export interface Ledger {
  /** `channel:externalId` of every accepted event. */
  accepted: Map<string, Delivery>;
  /** The external ids of a chat's messages, by `channel:chatId`, in the order in which they were accepted. */
  chats: Map<string, string[]>;
  /** Chats in which every question has been answered. */
  qualified: Set<string>;
  figures: { redelivered: number; repeated: number; duplicatesTold: number };
}

export interface Vendor {
  readonly ledger: Ledger;
  /** The program takes events: give everything that can go out now, with a number to answer by. */
  open(deliver: (id: number, delivery: Delivery) => void): void;
  accepted(id: number, duplicate: boolean): void;
  refused(id: number): void;
  /** The program is gone: what it did not answer is delivered again to the next. */
  cut(): void;
  /** Colleagues were shown something; they press its buttons now and then. */
  shown(chatId: string, envelope: SentEnvelope): void;
  /** Begin no more conversations; `finished` resolves when those under way have come to their end. */
  finish(): Promise<void>;
}

/** A source of events in order: a prospect's chat, or a colleague at work. */
interface Talker {
  /** The next event; null when there is nothing to say now. */
  next(): Delivery | null;
  /** Under way, or to be delivered again. */
  waiting: Delivery | null;
  /** Number of the delivery under way; 0 when none is. */
  under: number;
  isChat: boolean;
}

const CHATS_AT_ONCE = 16;

/** Prospects who go through whole qualifying conversations in three languages, and colleagues who work on them. */
export function createVendor(random: Random, now: () => Date): Vendor {
  const scripts = loadScripts();
  const ledger: Ledger = {
    accepted: new Map(),
    chats: new Map(),
    qualified: new Set(),
    figures: { redelivered: 0, repeated: 0, duplicatesTold: 0 },
  };
  const talkers = new Set<Talker>();
  const byNumber = new Map<number, Talker>();
  /** Deliveries of what was accepted before: the program must say so. */
  const repeats = new Map<number, Delivery>();
  let deliver: ((id: number, delivery: Delivery) => void) | null = null;
  let lastNumber = 0;
  let chats = 0;
  let finishing = false;
  let tellFinished = () => {};
  const buttons: { actor: string; command: string }[] = [];
  let highestLead = 0;
  let commands = 0;

  function say(talker: Talker): void {
    if (deliver === null || talker.under !== 0) return;
    if (talker.waiting === null) talker.waiting = talker.next();
    else ledger.figures.redelivered += 1;
    if (talker.waiting === null) {
      if (talker.isChat || finishing) talkers.delete(talker);
      if (!finishing && talker.isChat) say(beginChat());
      if (finishing && talkers.size === 0) tellFinished();
      return;
    }
    lastNumber += 1;
    talker.under = lastNumber;
    byNumber.set(lastNumber, talker);
    deliver(lastNumber, talker.waiting);
  }

  function beginChat(): Talker {
    chats += 1;
    const channel = random.chance(0.5) ? CHANNELS.asked : CHANNELS.blind;
    const chatId = `chat-${chats}`;
    const script = random.pick(random.chance(0.75) ? scripts.whole : scripts.other);
    const key = `${channel}:${chatId}`;
    ledger.chats.set(key, []);
    let at = 0;
    const talker: Talker = {
      waiting: null,
      under: 0,
      isChat: true,
      next() {
        const text = script.texts[at];
        if (text === undefined) {
          if (script.completes) ledger.qualified.add(key);
          return null;
        }
        at += 1;
        const event: InboundEvent = {
          type: "message",
          externalId: `${chatId}-${at}`,
          chatId,
          at: now().toISOString(),
          from: { identities: [{ kind: "telegram", value: chatId }] },
          text,
          attachments: [],
        };
        return { channel, event };
      },
    };
    talkers.add(talker);
    return talker;
  }

  function beginColleague(actor: string): void {
    const talker: Talker = {
      waiting: null,
      under: 0,
      isChat: false,
      next() {
        // What colleagues do must not outweigh what prospects do.
        if (finishing || highestLead === 0 || commands * 4 > ledger.accepted.size) return null;
        commands += 1;
        const event: InboundEvent = {
          type: "command",
          externalId: `command-${commands}`,
          chatId: `rep:${actor}`,
          at: now().toISOString(),
          actor: { kind: "desk", value: actor },
          text: nextCommand(actor),
        };
        return { channel: CHANNELS.desk, event };
      },
    };
    talkers.add(talker);
  }

  function nextCommand(actor: string): string {
    const pressed = buttons.findIndex((button) => button.actor === actor);
    if (pressed !== -1 && random.chance(0.6)) return buttons.splice(pressed, 1)[0]?.command ?? "leads";
    const lead = `L-${random.whole(Math.max(1, highestLead - 40), highestLead)}`;
    return random.pick([
      `note ${lead} noted under ${commands}`,
      `note ${lead} anotado em ${commands}`,
      `tag ${lead} tag-${commands % 7}`,
      `stage ${lead} contacted`,
      `valor ${lead} ${1_000 + commands}`,
      `pass ${lead}`,
      `show ${lead}`,
      `followup ${lead} in 2 hours call ${commands}`,
      `agendar ${lead} em 3 dias ligar ${commands}`,
      `done ${lead}`,
      `snooze ${lead} 3h`,
      `enrol ${lead} quick`,
      `desinscrever ${lead}`,
      "digest on daily at 7:00 stats",
      "digest off 1",
      "undo",
      "leads",
      "stats today",
    ]);
  }

  function repeatSomething(delivery: Delivery): void {
    if (deliver === null || !random.chance(0.03)) return;
    lastNumber += 1;
    repeats.set(lastNumber, delivery);
    ledger.figures.repeated += 1;
    deliver(lastNumber, delivery);
  }

  for (const { id } of SAMPLE_REPS) beginColleague(id);
  for (let i = 0; i < CHATS_AT_ONCE; i++) beginChat();

  return {
    ledger,
    open(to) {
      deliver = to;
      for (const talker of [...talkers]) say(talker);
    },
    accepted(id, duplicate) {
      if (repeats.delete(id)) {
        if (!duplicate) throw new Error("an event that had been accepted was accepted again as new");
        return;
      }
      const talker = byNumber.get(id);
      byNumber.delete(id);
      if (talker === undefined || talker.under !== id || talker.waiting === null) return;
      const delivery = talker.waiting;
      const { channel, event } = delivery;
      if (duplicate) ledger.figures.duplicatesTold += 1;
      ledger.accepted.set(`${channel}:${event.externalId}`, delivery);
      if (event.type === "message") ledger.chats.get(`${channel}:${event.chatId}`)?.push(event.externalId);
      talker.waiting = null;
      talker.under = 0;
      repeatSomething(delivery);
      say(talker);
      // A colleague who had nothing to do may have now.
      for (const other of talkers) if (!other.isChat && other.under === 0) say(other);
    },
    refused(id) {
      repeats.delete(id);
      const talker = byNumber.get(id);
      byNumber.delete(id);
      if (talker === undefined) return;
      talker.under = 0;
      say(talker);
    },
    cut() {
      deliver = null;
      byNumber.clear();
      repeats.clear();
      for (const talker of talkers) talker.under = 0;
    },
    shown(chatId, { message }) {
      for (const { command, asks } of message.card?.buttons ?? []) {
        const number = Number(/L-(\d+)/.exec(command)?.[1] ?? 0);
        highestLead = Math.max(highestLead, number);
        const actor = /^rep:(.+)$/.exec(chatId)?.[1];
        // Who sends again what has arrived gets it twice, rightly: that is for people who have looked.
        if (/^(resend|mark arrived) /.test(command)) continue;
        if (actor !== undefined && asks === undefined && buttons.length < 200)
          buttons.push({ actor, command });
      }
    },
    finish() {
      finishing = true;
      const finished = new Promise<void>((resolve) => {
        tellFinished = resolve;
      });
      for (const talker of [...talkers]) say(talker);
      return finished;
    },
  };
}

const conversationSchema = z.looseObject({
  turns: z.array(z.looseObject({ they: z.string().optional() })),
  /** What is known before the conversation begins: nobody knows it here. */
  known: z.unknown().optional(),
  expect: z.looseObject({ control: z.string().nullish() }).optional(),
});

interface Script {
  texts: string[];
  /** It ends in a qualified lead. */
  completes: boolean;
}

/** What prospects say in the conversation tests of the sample business, in its three languages. */
function loadScripts(): { whole: Script[]; other: Script[] } {
  const folder = join(packageFolder(), "flows", "tests");
  const scripts = readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => conversationSchema.parse(parse(readFileSync(join(folder, file), "utf8"))))
    .filter(({ turns, known }) => known === undefined && turns.every((turn) => turn.they))
    .map(({ turns, expect }): Script => {
      return { texts: turns.map((turn) => turn.they ?? ""), completes: expect?.control === "completed" };
    });
  const whole = scripts.filter((script) => script.completes);
  if (whole.length < 3) throw new Error("flows/tests has too few conversations that end in a qualified lead");
  return { whole, other: scripts.filter((script) => !script.completes) };
}
