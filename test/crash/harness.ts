import { EPOCH } from "./epoch.ts";
import { type Program, startProgram } from "./process.ts";
import { createProvider, type Provider } from "./provider.ts";
import { createRandom, type Random } from "./random.ts";
import { createVendor, type Vendor } from "./vendor.ts";
import { CHANNELS, type SelfAim, type ToParent } from "./wire.ts";

/** Moments at which the program is killed; each round takes the next. */
export const MOMENTS = [
  /** At any time, after up to 150 ms of load. */
  "any",
  /** It has marked a message as being sent, and the message has not gone out. */
  "claimed",
  /** The message has gone out, and the program has not heard of it. */
  "sent",
  /** Around the commit of a batch. */
  "commit",
  /** Around the commit of what was accepted. */
  "accept",
  /** What was accepted is kept, and the vendor is not told. */
  "kept",
  /** While it starts and takes up what was left. */
  "start",
  /** While it asks the provider what became of a send. */
  "look-up",
] as const;
export type Moment = (typeof MOMENTS)[number];

export interface CrashOptions {
  databaseUrl: string;
  /** For the program's files. */
  folder: string;
  /** How often it is killed. */
  rounds: number;
  seed: number;
  /** Told after each round. Default: nobody. */
  onRound?: (round: number) => void;
}

export interface CrashRun {
  /** Kills that hit the moment that they were aimed at; "any" holds those that came too late for theirs too. */
  kills: Record<Moment, number>;
  vendor: Vendor;
  provider: Provider;
}

/** A round whose moment does not come is ended after this, at any moment. Milliseconds. */
const PATIENCE = 2_000;
/**
 * The clock leaps so far with each start: on a database with several processes a lease of a dead one must run
 * out, and reminders and offers fall due in the middle of it all. Milliseconds.
 */
const LEAP = 61_000;

/**
 * Run the program under load, kill it `rounds` times, then let it finish what there is to do. What must hold
 * afterwards is checked by `verify`.
 *
 * Throws when the program ends by itself, or does not come to an end.
 */
export async function runCrash(options: CrashOptions): Promise<CrashRun> {
  const random = createRandom(options.seed);
  const epochOffset = EPOCH.getTime() - Date.now();
  let clockOffsetMs = epochOffset;
  const vendor = createVendor(random, () => new Date(Date.now() + clockOffsetMs));
  const provider = createProvider(random);
  const kills: CrashRun["kills"] = {
    any: 0,
    claimed: 0,
    sent: 0,
    commit: 0,
    accept: 0,
    kept: 0,
    start: 0,
    "look-up": 0,
  };
  let next = startProgram();
  try {
    for (let round = 0; round < options.rounds; round++) {
      const program = next;
      await program.loaded;
      next = startProgram();
      clockOffsetMs += LEAP;
      const wanted = MOMENTS[round % MOMENTS.length] ?? "any";
      const hit = await killOnce({
        ...options,
        program,
        nth: round,
        wanted,
        clockOffsetMs,
        random,
        vendor,
        provider,
      });
      kills[hit] += 1;
      options.onRound?.(round + 1);
    }
    clockOffsetMs += LEAP;
    await next.loaded;
    await finish({ ...options, program: next, clockOffsetMs, random, vendor, provider });
  } catch (error) {
    next.kill();
    throw error;
  }
  return { kills, vendor, provider };
}

interface Round extends CrashOptions {
  program: Program;
  clockOffsetMs: number;
  random: Random;
  vendor: Vendor;
  provider: Provider;
}

/** Give the program load until its moment has come, and kill it. Gives the moment that was hit. */
async function killOnce(round: Round & { nth: number; wanted: Moment }): Promise<Moment> {
  const { program, nth, wanted, random, vendor } = round;
  const timers: NodeJS.Timeout[] = [];
  let killed: Moment | null = null;
  const kill = (moment: Moment) => {
    killed ??= moment;
    program.kill();
  };
  const after = (ms: number, moment: Moment) => timers.push(setTimeout(kill, ms, moment));
  let sendsBefore = random.whole(0, 60);
  // In turn a send that can be asked about, and one that cannot: which of them is under way would be luck.
  const isBlindsTurn = Math.floor(nth / MOMENTS.length) % 2 === 1;
  serve(round, {
    up() {
      if (wanted === "any" || wanted === "look-up") after(random.whole(0, 150), "any");
      else after(PATIENCE, "any");
    },
    onSend(channel, deliver) {
      if (wanted !== "claimed" && wanted !== "sent") return false;
      sendsBefore -= 1;
      const isMeant = sendsBefore < 0 && (channel === CHANNELS.blind) === isBlindsTurn;
      if (killed === null && !isMeant) return false;
      // Sends that reach us until it is dead: the provider takes them, or they are lost on the way.
      if (wanted === "sent") deliver();
      kill(wanted);
      return true;
    },
    onLookUp() {
      if (wanted === "look-up") kill("look-up");
      return wanted === "look-up";
    },
  });
  program.post(go(round, selfAim(wanted, random)));
  if (wanted === "start") after(random.whole(0, 400), "start");
  const { signal } = await program.gone;
  for (const timer of timers) clearTimeout(timer);
  vendor.cut();
  if (signal !== "SIGKILL") throw new Error(`the program ended by itself:\n${program.log()}`);
  return killed ?? wanted;
}

function selfAim(wanted: Moment, random: Random): SelfAim | null {
  if (wanted === "commit") return { at: "decide", nth: random.whole(1, 60), hops: random.whole(0, 6) };
  if (wanted === "accept") return { at: "accept", nth: random.whole(1, 60), hops: random.whole(0, 6) };
  if (wanted === "kept") return { at: "kept", nth: random.whole(1, 20), hops: 0 };
  return null;
}

/** The last start: nobody is killed any more, every conversation comes to its end, and nothing is left over. */
async function finish(round: Round): Promise<void> {
  const { program, vendor } = round;
  let tellUp = () => {};
  const up = new Promise<void>((resolve) => {
    tellUp = resolve;
  });
  let tellDrained = () => {};
  const drained = new Promise<void>((resolve) => {
    tellDrained = resolve;
  });
  const ended = program.gone.then(() => {
    throw new Error(`the program ended before it had done everything:\n${program.log()}`);
  });
  ended.catch(() => {});
  serve(round, {
    up: () => tellUp(),
    onSend: () => false,
    onLookUp: () => false,
    drained: () => tellDrained(),
  });
  program.post(go(round, null));
  await Promise.race([up, ended]);
  await Promise.race([vendor.finish(), ended]);
  program.post({ type: "drain" });
  await Promise.race([drained, ended]);
  program.post({ type: "stop" });
  const { code } = await program.gone;
  if (code !== 0) throw new Error(`the program stopped with code ${code}:\n${program.log()}`);
}

function go(round: Round, aim: SelfAim | null): Parameters<Program["post"]>[0] {
  const { databaseUrl, folder, clockOffsetMs } = round;
  return { type: "go", databaseUrl, folder, clockOffsetMs, aim };
}

interface Hooks {
  up(): void;
  /** True: the kill is on its way, so the program hears nothing. `deliver`: let it reach its reader. */
  onSend(channel: string, deliver: () => void): boolean;
  onLookUp(): boolean;
  drained?(): void;
}

/** Be vendor and provider for one life of the program. */
function serve({ program, vendor, provider }: Round, hooks: Hooks): void {
  program.listen((message: ToParent) => {
    switch (message.type) {
      case "up":
        vendor.open((id, delivery) => program.post({ type: "deliver", id, ...delivery }));
        hooks.up();
        break;
      case "accepted":
        vendor.accepted(message.id, message.duplicate);
        break;
      case "refused":
        vendor.refused(message.id);
        break;
      case "send": {
        const { call, channel, envelope } = message;
        if (channel === CHANNELS.desk) vendor.shown(envelope.chatId, envelope);
        if (hooks.onSend(channel, () => provider.deliver(channel, envelope))) break;
        const { outcome, answerAfterMs } = provider.send(channel, envelope);
        const answer = () => program.post({ type: "answer", call, value: outcome });
        if (answerAfterMs === 0) answer();
        else setTimeout(answer, answerAfterMs);
        break;
      }
      case "look-up":
        if (hooks.onLookUp()) break;
        program.post({ type: "answer", call: message.call, value: provider.lookUp(message.envelope) });
        break;
      case "drained":
        hooks.drained?.();
        break;
      case "loaded":
    }
  });
}
