import { nextWorkingTime } from "../../src/leads/calendar.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import { createRandom, type Random } from "../crash/random.ts";
import { calendarOfRep, REPS, SELLERS } from "./people.ts";
import type { Planned } from "./prospects.ts";
import { CHANNELS, type Sent } from "./wire.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** When the manager drafts a campaign for everybody whose lead is not lost: a Tuesday morning of the business. */
export const CAMPAIGN_AT = Date.parse("2026-03-17T13:00:00.000Z");

/** The colleagues: what they do follows from what they are shown, and from nothing else. */
export interface Office {
  /** What was shown since the last time. */
  sees(shown: readonly Sent[]): void;
  /** What they do until `end`, in order, and not again. */
  does(end: number): Planned[];
}

export function createOffice(seed: number, from: number, to: number): Office {
  const manager = REPS.find(({ role }) => role === "manager")!;
  let planned: Planned[] = [];
  let commands = 0;
  /** A card is shown anew whenever its lead changes: `rep L-42`. */
  const seen = new Set<string>();

  function plan(rep: Rep, at: number, text: string): void {
    commands += 1;
    const working = rep.hours === null ? at : workingTime(rep, at);
    const event = {
      type: "command" as const,
      externalId: `command-${commands}`,
      chatId: `rep:${rep.id}`,
      at: new Date(working).toISOString(),
      actor: { kind: CHANNELS.desk, value: rep.id },
      text,
    };
    planned.push({ at: working, again: false, channel: CHANNELS.desk, event });
    // A click that is sent again because the answer did not come back.
    if (commands % 29 === 0) planned.push({ at: working, again: true, channel: CHANNELS.desk, event });
  }

  /** What happens to everybody, whatever they are shown: absences, numbers. */
  function planMonth(): void {
    const random = createRandom(seed);
    for (const rep of SELLERS) {
      plan(rep, from + random.whole(8, 12) * HOUR, "digest on daily at 8:00 stats");
      const day = random.whole(3, 24);
      plan(rep, from + day * DAY + 10 * HOUR, `away ${random.whole(4, 70)}h`);
      if (random.chance(0.3)) plan(rep, from + (day + 1) * DAY + 10 * HOUR, "back");
    }
    plan(manager, from + 9 * HOUR, "digest on weekly at 9:00 report");
    plan(manager, CAMPAIGN_AT, "campaign new news template:launch");
    for (let day = 1; day < (to - from) / DAY; day += 1) {
      const at = from + day * DAY + random.whole(12, 20) * HOUR;
      plan(manager, at, random.pick(["stats", "pipeline", "leads", "team", "funnel this month"]));
    }
  }

  /** From a card of a lead that is free or offered: whoever sees it may take it. */
  function offered(rep: Rep, lead: string, at: number, random: Random): void {
    if (seen.has(`${rep.id} ${lead}`)) return;
    seen.add(`${rep.id} ${lead}`);
    // Who is not at work does not see it before it has gone to others.
    if (workingTime(rep, at) > at + 20 * MINUTE) return;
    const chance = random.next();
    if (chance < 0.9) {
      plan(rep, at + random.whole(1, 9) * MINUTE, `claim ${lead}`);
      work(rep, lead, at + 10 * MINUTE, random);
    } else if (chance < 0.97) plan(rep, at + random.whole(1, 9) * MINUTE, `pass ${lead}`);
  }

  /** The sale of a lead, from the first answer to its end. Whoever did not get the lead is refused. */
  function work(rep: Rep, lead: string, at: number, random: Random): void {
    const k = commands;
    const later = (chance: number, least: number, most: number, text: string) => {
      if (random.chance(chance)) plan(rep, at + random.whole(least * 60, most * 60) * MINUTE, text);
    };
    later(0.35, 0, 1, `reply ${lead} When can we talk? (${k})`);
    later(0.06, 0, 1, `send ${lead} introduction`);
    later(0.1, 1, 5, `note ${lead} note ${k}`);
    const when = random.pick(["tomorrow at 10:00", "in 2 days", "every week monday 9:00", "in 3 hours"]);
    later(0.16, 1, 4, `followup ${lead} ${when} call ${k}`);
    later(0.05, 1, 30, `undo ${lead}`);
    later(0.05, 1, 30, `pass ${lead}`);
    later(0.05, 1, 30, `tag ${lead} vip`);
    later(0.14, 8, 60, `stage ${lead} qualified`);
    later(0.1, 24, 48, `stage ${lead} nurture`);
    later(0.08, 60, 100, `stage ${lead} negotiation`);
    const end = random.chance(0.4) ? `customer ${random.whole(1, 40)}k` : "unqualified no budget";
    later(0.4, 72, 240, `stage ${lead} ${end}`);
  }

  function sees({ at, channel, envelope }: Sent): void {
    if (channel !== CHANNELS.desk) return;
    const { chatId, message } = envelope;
    const commandsShown = (message.card?.buttons ?? []).map(({ command }) => command);
    const claim = commandsShown.find((command) => /^claim L-\d+$/.test(command));
    const done = commandsShown.find((command) => command.startsWith("done "));
    const confirm = commandsShown.find((command) => command.startsWith("send "));
    const random = createRandom(hash(`${seed} ${keyOf(envelope)}`));
    const now = Date.parse(at);
    // What was drafted is confirmed, and so is what is shown again because more people had come.
    const start = message.choices?.find(({ value }) => value.startsWith("campaign start "));
    if (start !== undefined) plan(manager, now + MINUTE, start.value);
    const rep = SELLERS.find(({ id: repId }) => chatId === `rep:${repId}`);
    if (rep === undefined) {
      // In the team's place two may want the same one.
      const lead = claim?.slice("claim ".length) ?? "";
      if (claim === undefined || seen.has(lead)) return;
      seen.add(lead);
      const first = random.pick(SELLERS);
      if (random.chance(0.5)) offered(first, lead, now, random);
      if (random.chance(0.15)) plan(random.pick(SELLERS), now + 5 * MINUTE, claim);
      return;
    }
    if (claim !== undefined && message.privately !== true)
      offered(rep, claim.slice("claim ".length), now, random);
    else if (done !== undefined) {
      const what = random.next();
      if (what < 0.6) plan(rep, now + random.whole(5, 90) * MINUTE, `${done} it went well`);
      else if (what < 0.8)
        plan(rep, now + random.whole(5, 90) * MINUTE, done.replace(/^done/, "snooze").concat(" 3h"));
    } else if (confirm !== undefined && message.privately === true) plan(rep, now + MINUTE, confirm);
  }

  planMonth();
  return {
    sees(shown) {
      // In the order in which it was made, whatever the order in which it went out.
      const inOrder = shown.map((each) => ({ each, key: keyOf(each.envelope) }));
      inOrder.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
      for (const { each } of inOrder) sees(each);
    },
    does(end) {
      const due = planned.filter(({ at }) => at <= end);
      planned = planned.filter(({ at }) => at > end);
      return due.sort((a, b) => a.at - b.at);
    },
  };
}

/** What is shown, without ids: they depend on how often the same was delivered. */
function keyOf({ createdAt, chatId, message }: Sent["envelope"]): string {
  return [createdAt, chatId, message.card?.title ?? "", message.text ?? ""].join("\n");
}

function workingTime(rep: Rep, at: number): number {
  return Date.parse(
    nextWorkingTime(new Date(at).toISOString(), calendarOfRep(rep)) ?? new Date(at).toISOString(),
  );
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619);
  return value >>> 0;
}
