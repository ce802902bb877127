import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { Graph } from "./graph.ts";
import type { Incoming } from "./normalize.ts";

/** Blue ticks and "typing…" for what was just taken. Best effort: nothing waits for it. */
export interface ReadMarks {
  show(incoming: readonly Incoming[]): void;
  idle(): Promise<void>;
}

/** Older messages come after an outage: nobody sits there waiting for the answer. */
const FRESH_MS = 5 * 60_000;
/** More at once would only compete with the answers themselves. */
const MOST_UNDER_WAY = 16;

export function createReadMarks(options: { graph: Graph; phoneId: string; host: AdapterHost }): ReadMarks {
  const { graph, phoneId, host } = options;
  const underWay = new Set<Promise<void>>();

  async function show(messageId: string): Promise<void> {
    const answer = await graph.post(
      `${phoneId}/messages`,
      {
        messaging_product: "whatsapp",
        status: "read",
        message_id: messageId,
        typing_indicator: { type: "text" },
      },
      5_000,
    );
    if (answer.kind !== "ok")
      host.log.debug({ reason: answer.detail }, "A message could not be marked as read.");
  }

  return {
    show(incoming) {
      // The last message of each chat marks those before it.
      const last = new Map<string, string>();
      const now = host.clock.now().getTime();
      for (const { person, read } of incoming) {
        if (read !== null && now - Date.parse(read.at) < FRESH_MS)
          last.set(person.user ?? person.phone ?? "", read.messageId);
      }
      for (const messageId of last.values()) {
        if (underWay.size >= MOST_UNDER_WAY) return;
        const mark = show(messageId).finally(() => underWay.delete(mark));
        underWay.add(mark);
      }
    },
    async idle() {
      await Promise.allSettled([...underWay]);
    },
  };
}
