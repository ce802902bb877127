import type { Random } from "./random.ts";
import { CHANNELS, type ProviderFinding, type ProviderOutcome, type SentEnvelope } from "./wire.ts";

/** A message that reached its reader. */
export interface Delivered {
  id: string;
  channel: string;
  chatId: string;
}

export interface Provider {
  /** Everything that reached a reader, in order; a message that came twice stands here twice. */
  readonly delivered: readonly Delivered[];
  readonly figures: { asked: number; retries: number; unknown: number; found: number; absent: number };
  /** Try to deliver. `answerAfterMs`: when the program is to hear of it. */
  send(channel: string, envelope: SentEnvelope): { outcome: ProviderOutcome; answerAfterMs: number };
  /** It reaches the reader, whatever the program hears of it. */
  deliver(channel: string, envelope: SentEnvelope): void;
  lookUp(envelope: SentEnvelope): ProviderFinding;
}

/** More mischief than this with one message would make it a dead letter, which is another test. */
const MOST_REFUSALS = 3;

/**
 * The provider of a channel: counts what reaches a reader, and is now and then slow, busy, or silent about what
 * it did.
 */
export function createProvider(random: Random): Provider {
  const delivered: Delivered[] = [];
  const reached = new Set<string>();
  const refusals = new Map<string, number>();
  const figures = { asked: 0, retries: 0, unknown: 0, found: 0, absent: 0 };

  function deliver(channel: string, { id, chatId }: SentEnvelope): void {
    delivered.push({ id, channel, chatId });
    reached.add(id);
  }

  return {
    delivered,
    figures,
    deliver,
    send(channel, envelope) {
      figures.asked += 1;
      const answerAfterMs = random.chance(0.05) ? random.whole(1, 20) : 0;
      const refused = refusals.get(envelope.id) ?? 0;
      const mischief = refused < MOST_REFUSALS ? random.next() : 1;
      if (mischief < 0.06) refusals.set(envelope.id, refused + 1);
      if (mischief < 0.02) {
        figures.retries += 1;
        const afterMs = random.whole(1, 40);
        return { outcome: { kind: "retry", afterMs, reason: "the provider is busy" }, answerAfterMs };
      }
      const lost = mischief < 0.025;
      if (!lost) deliver(channel, envelope);
      // The colleagues' own place never loses an answer: it is the program's own page.
      if (mischief < 0.06 && channel !== CHANNELS.desk) {
        figures.unknown += 1;
        return { outcome: { kind: "unknown", reason: "the answer was lost" }, answerAfterMs };
      }
      if (lost) deliver(channel, envelope);
      return { outcome: { kind: "sent", externalId: `provider-${envelope.id}` }, answerAfterMs };
    },
    lookUp({ id }) {
      if (reached.has(id)) {
        figures.found += 1;
        return { kind: "found", externalId: `provider-${id}` };
      }
      figures.absent += 1;
      return { kind: "absent" };
    },
  };
}
