import type { AdapterHost, Capabilities, ChannelAdapter, Pace } from "../../src/channel/adapter.ts";
import type { LookUp, OutboundEnvelope, SendOutcome } from "../../src/channel/outbound.ts";

/** What becomes of a send; one that is held stays under way until `release` is called. */
export type Fate = (SendOutcome & { held?: boolean }) | "hold" | "throws";

/** A prospects' channel in memory: the customers' phones, which outlive a restart of the program. */
export interface FakeChannel extends ChannelAdapter {
  /** Everything that a customer got, in order. */
  readonly sent: OutboundEnvelope[];
  /** Every call, also those that did not go out. */
  readonly tried: OutboundEnvelope[];
  /** The texts that a chat got, in order. */
  texts(chatId: string): string[];
  /** What becomes of the next sends; after these everything goes out. */
  fates(...fates: Fate[]): void;
  /** Whatever was to become of sends that are still to come: they go out. */
  recovers(): void;
  /** What the channel says of an earlier send whose outcome is unknown. */
  answerLookUps(answer: LookUp): void;
  /** How often it was asked. */
  readonly lookUps: number;
  /** Let the sends go out that are held. */
  release(): void;
  /** The program's side, once it has been started. */
  readonly host: AdapterHost;
}

const CAPABILITIES: Capabilities = {
  audience: "prospects",
  buttons: null,
  list: null,
  textLength: 4_000,
  cards: false,
  threads: false,
  images: false,
  files: false,
  edit: false,
  typing: false,
  receipts: true,
  freeFormHours: null,
  pairing: false,
  lookUp: true,
};

/**
 * `lookUp` false: a channel that cannot tell what became of a send. `edit`: it replaces what was posted.
 * `freeFormHours`: as of the capabilities. `personal`: colleagues are reminded there.
 */
export function createFakeChannel(
  name = "web",
  {
    lookUp = true,
    edit = false,
    freeFormHours = null,
    pace,
    personal = false,
  }: {
    lookUp?: boolean;
    edit?: boolean;
    freeFormHours?: number | null;
    pace?: Pace | undefined;
    personal?: boolean;
  } = {},
): FakeChannel {
  const sent: OutboundEnvelope[] = [];
  const tried: OutboundEnvelope[] = [];
  const fates: Fate[] = [];
  let answer: LookUp = { kind: "cannot-tell" };
  let host: AdapterHost | null = null;
  let lookUps = 0;
  let delivered = 0;
  let held: (() => void)[] = [];
  const deliver = (envelope: OutboundEnvelope): SendOutcome => {
    sent.push(envelope);
    delivered += 1;
    return { kind: "sent", externalId: `${name}-out-${delivered}` };
  };
  return {
    name,
    capabilities: { ...CAPABILITIES, lookUp, edit, freeFormHours },
    ...(pace ? { pace } : {}),
    ...(personal
      ? {
          personalChat: ({ kind, value }: { kind: string; value: string }) => (kind === name ? value : null),
        }
      : {}),
    sent,
    tried,
    texts: (chatId) =>
      sent.filter((each) => each.chatId === chatId).map((each) => each.message.text ?? "(no text)"),
    fates: (...next) => {
      fates.push(...next);
    },
    recovers() {
      fates.length = 0;
    },
    answerLookUps: (next) => {
      answer = next;
    },
    release() {
      for (const go of held.splice(0)) go();
    },
    get host() {
      if (host === null) throw new Error(`The channel ${name} has not been started.`);
      return host;
    },
    async start(to) {
      host = to;
    },
    async send(envelope) {
      tried.push(envelope);
      const fate = fates.shift();
      if (fate === undefined) return deliver(envelope);
      if (fate === "throws") throw new Error("the vendor's library threw");
      const isHeld = fate === "hold" || fate.held === true;
      if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
      return fate === "hold" ? deliver(envelope) : fate;
    },
    get lookUps() {
      return lookUps;
    },
    ...(lookUp
      ? {
          async lookUp() {
            lookUps += 1;
            return answer;
          },
        }
      : {}),
    health: () => ({ state: "ready", detail: "In memory." }),
    async stop() {
      host = null;
      for (const go of held) go();
      held = [];
    },
  };
}
