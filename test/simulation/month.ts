import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFlows } from "../crash/config.ts";
import { createRandom } from "../crash/random.ts";
import { CAMPAIGN_AT, createOffice } from "./office.ts";
import { MONTH, withHolidays, withPatience } from "./people.ts";
import { type Program, startProgram } from "./program.ts";
import { type Planned, planProspects } from "./prospects.ts";
import { CHANNELS, type Delivery, type FromProgram, type Sent } from "./wire.ts";

export interface MonthOptions {
  /** For the database and the flows; made when it is not there. */
  folder: string;
  seed: number;
  prospects: number;
  /** How often the program is killed, at moments that the seed chooses, besides three while a campaign is sent. */
  kills: number;
  /** Let it live at those moments: to compare with, since each of them is one more at which people look. */
  spared?: boolean;
}

/** What the world outside the program knows of the month. */
export interface Month {
  databaseUrl: string;
  /** What reached its reader, in order. */
  sent: Sent[];
  /** The external ids of each chat's messages, in the order in which they were accepted. */
  chats: Map<string, string[]>;
  commands: number;
  figures: {
    kills: number;
    steps: number;
    events: number;
    repeated: number;
    seconds: number;
    cpuSeconds: number;
  };
}

/** The clock moves in steps of half an hour for people; what falls due between them falls due at its own time. */
const STEP = 30 * 60_000;

/** Live through the month. Rejects when the program ends by itself, or takes an event twice as new. */
export async function runMonth(options: MonthOptions): Promise<Month> {
  const { folder, seed } = options;
  const [from, to] = [Date.parse(MONTH.from), Date.parse(MONTH.to)];
  await mkdir(folder, { recursive: true });
  await copyFlows(folder);
  const business = join(folder, "flows", "business.yaml");
  await writeFile(business, withHolidays(await readFile(business, "utf8")));
  // As long as a step and more: whoever answers at once must not be late for it.
  const routing = join(folder, "flows", "routing.yaml");
  await writeFile(routing, withPatience(await readFile(routing, "utf8")));
  const month: Month = {
    databaseUrl: `file:${join(folder, "leadline.db")}`,
    sent: [],
    chats: new Map(),
    commands: 0,
    figures: { kills: 0, steps: 0, events: 0, repeated: 0, seconds: 0, cpuSeconds: 0 },
  };
  const prospects = planProspects(seed, options.prospects, from, to);
  const office = createOffice(seed, from, to);
  const random = createRandom(seed + 1);
  const killAt = new Set(Array.from({ length: options.kills }, () => random.whole(1, (to - from) / STEP)));
  if (options.kills > 0) for (const step of [1, 2, 4]) killAt.add((CAMPAIGN_AT - from) / STEP + step);
  let fresh: Sent[] = [];
  /** How late it was for the program when it last said so. */
  let reachedAt = from;
  let heard: (message: FromProgram) => void = () => {};
  const listen = (message: FromProgram) => {
    if (message.type === "sent") fresh.push(...message.sends);
    if (message.type === "clock") reachedAt = Date.parse(message.now);
    heard(message);
  };
  let program = startProgram(listen);
  let spare: Program | null = null;
  await program.hears("loaded");
  await begin(program, from, []);
  const began = performance.now();
  let cpuMs = 0;
  let next = 0;
  for (let now = from, nth = 0; now <= to; now += STEP, nth += 1) {
    const events: Planned[] = [];
    for (; next < prospects.length && prospects[next]!.at <= now; next += 1) events.push(prospects[next]!);
    events.push(...office.does(now));
    if (events.length === 0 && !killAt.has(nth) && now < to) continue;
    let mayKill = killAt.has(nth) && options.spared !== true;
    const deliveries = events.map(({ channel, event }): Delivery => ({ channel, event }));
    let timed = false;
    for (;;) {
      const stepped = program.hears("stepped");
      stepped.catch(() => {});
      if (mayKill) {
        spare ??= startProgram(listen);
        await spare.hears("loaded");
      }
      let countdown = mayKill ? random.whole(0, 12) : Number.POSITIVE_INFINITY;
      const struck = new Promise<"struck">((resolve) => {
        heard = (message) => {
          if (message.type === "timed") timed = true;
          countdown -= 1;
          if (countdown < 0) resolve("struck");
        };
        // When nothing is said, or between two things that are said.
        if (mayKill && random.chance(0.5)) setTimeout(resolve, random.whole(0, 40), "struck");
      });
      program.post({ type: "step", now: iso(now), events: deliveries, timed });
      const outcome = await Promise.race([stepped, struck]);
      if (outcome !== "struck" && mayKill && random.chance(0.3)) mayKill = false;
      if (outcome === "struck" || mayKill) {
        await program.kill();
        month.figures.kills += 1;
        cpuMs = 0;
        program = spare!;
        spare = null;
        mayKill = false;
        const reached = fresh.map(({ envelope }) => envelope.id);
        await begin(program, timed ? now : reachedAt, reached);
        if (outcome === "struck") continue;
      } else if (outcome.type === "stepped") {
        month.figures.cpuSeconds += (outcome.cpuMs - cpuMs) / 1_000;
        cpuMs = outcome.cpuMs;
      }
      break;
    }
    heard = () => {};
    reachedAt = now;
    record(month, events);
    office.sees(fresh);
    month.sent.push(...fresh);
    fresh = [];
    month.figures.steps += 1;
  }
  await program.stop();
  await spare?.kill();
  month.figures.seconds = (performance.now() - began) / 1_000;
  return month;

  async function begin(which: Program, at: number, delivered: string[]): Promise<void> {
    which.post({
      type: "go",
      databaseUrl: month.databaseUrl,
      folder,
      now: iso(at),
      delivered,
      careful: options.kills > 0 && options.spared !== true,
    });
    await which.hears("up");
  }
}

function record(month: Month, events: readonly Planned[]): void {
  for (const { again, event } of events) {
    month.figures.events += 1;
    if (again) month.figures.repeated += 1;
    else if (event.type === "command") month.commands += 1;
    else {
      const key = `${CHANNELS.chat}:${event.chatId}`;
      month.chats.set(key, [...(month.chats.get(key) ?? []), event.externalId]);
    }
  }
}

const iso = (at: number) => new Date(at).toISOString();
