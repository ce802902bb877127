import type { ChannelAdapter } from "../channel/adapter.ts";
import type { OutboundEnvelope, SendOutcome } from "../channel/outbound.ts";

/**
 * Ask the channel what became of a send. Null when it says that it did not go out, so that it may be sent; "later" when
 * it cannot be asked at the moment. Never rejects.
 */
export async function lookUp(
  envelope: OutboundEnvelope,
  adapter: Pick<ChannelAdapter, "lookUp">,
): Promise<SendOutcome | "later" | null> {
  if (adapter.lookUp === undefined)
    return { kind: "unknown", reason: "the channel cannot tell whether it went out" };
  try {
    const found = await adapter.lookUp(envelope);
    if (found.kind === "found") return { kind: "sent", externalId: found.externalId };
    if (found.kind === "absent") return null;
    if (found.kind === "later") return "later";
    return { kind: "unknown", reason: "the channel cannot tell whether it went out" };
  } catch (error) {
    return {
      kind: "unknown",
      reason: `the look-up failed: ${error instanceof Error ? error.message : error}`,
    };
  }
}
