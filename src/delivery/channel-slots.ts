import { Fifo } from "./fifo.ts";

/** Sends in lanes, channel by channel, in the order in which they became ready, and never in more at once than a channel takes. */
export interface ChannelSlots {
  /** How many lanes are being sent in, on all channels. */
  readonly underWay: number;
  /** The lane comes next when those before it have; nothing begins before {@link pump}. */
  makeReady(channel: string, lane: string): void;
  /** Begin in lanes that are ready, as far as their channel has room. */
  pump(channel: string): void;
  pumpAll(): void;
  /** Begin nothing more. */
  stop(): void;
}

export interface ChannelSlotsOptions {
  /** How many at once a channel takes. */
  most(channel: string): number;
  /** Send in a lane, until it is empty or must wait. Never rejects. */
  run(lane: string, channel: string): Promise<void>;
  /** A lane has been left, and what could begin in its place has begun. */
  onEnd(): void;
}

export function createChannelSlots(options: ChannelSlotsOptions): ChannelSlots {
  const ready = new Map<string, Fifo<string>>();
  const taken = new Map<string, number>();
  let underWay = 0;
  let stopped = false;

  function pump(channel: string): void {
    const waiting = ready.get(channel);
    if (stopped || waiting === undefined) return;
    const most = options.most(channel);
    let count = taken.get(channel) ?? 0;
    while (count < most) {
      const lane = waiting.shift();
      if (lane === undefined) break;
      count += 1;
      underWay += 1;
      void options.run(lane, channel).finally(() => {
        taken.set(channel, (taken.get(channel) ?? 1) - 1);
        underWay -= 1;
        pump(channel);
        options.onEnd();
      });
    }
    taken.set(channel, count);
  }

  return {
    get underWay() {
      return underWay;
    },
    makeReady(channel, lane) {
      let waiting = ready.get(channel);
      if (waiting === undefined) {
        waiting = new Fifo();
        ready.set(channel, waiting);
      }
      waiting.push(lane);
    },
    pump,
    pumpAll() {
      for (const channel of ready.keys()) pump(channel);
    },
    stop() {
      stopped = true;
    },
  };
}
