import type { InboundReceipt } from "../../../src/channel/inbound.ts";
import { receiptOf } from "../../../src/channel/inbound.ts";
import { cleanText, clip } from "../../../src/text.ts";
import type { WhatsAppPerson } from "../ids.ts";
import { digitsOf, type Status, timeOf } from "./payload.ts";
import { parseLabel } from "./progress.ts";
import { codeInWords, whyOfCode } from "./refusals.ts";

/** What became of a part of a message of ours, as Meta tells it. */
export interface StatusUpdate {
  /** Meta's id of the part. */
  externalId: string;
  /** Ours, when it was sent from here. */
  label: string | null;
  person: WhatsAppPerson;
  /** Null when there is nothing to tell anybody: Meta has it, or tells what is not known here. */
  status: InboundReceipt["status"] | null;
  /** Meta's code of why it failed. */
  code: number | null;
  /** For a part that is not the last of its message: only its failure is of interest. */
  isLast: boolean;
  toReceipt(chatId: string, messageExternalId: string): InboundReceipt | null;
}

/** Read one status. Order does not matter: each status of a message is taken once, and a later one never undoes another. */
export function readStatus(status: Status, now: Date): StatusUpdate {
  const label = status.biz_opaque_callback_data ?? null;
  const part = label === null ? null : parseLabel(label);
  const kind = status.recipient_type === "group" ? null : (KINDS[status.status] ?? null);
  const at = timeOf(status.timestamp, now);
  return {
    externalId: status.id,
    label,
    person: { phone: digitsOf(status.recipient_id), user: status.recipient_user_id },
    status: kind,
    code: kind === "failed" ? (status.errors?.[0]?.code ?? null) : null,
    isLast: part === null || part.index + 1 >= part.total,
    toReceipt: (chatId, messageExternalId) =>
      kind === null
        ? null
        : receiptOf({
            chatId,
            at,
            messageExternalId,
            status: kind,
            ...(kind === "failed" ? { reason: reasonOf(status), ...whyOf(status) } : {}),
          }),
  };
}

const KINDS: Record<string, InboundReceipt["status"]> = {
  delivered: "delivered",
  read: "read",
  // A voice message that was listened to.
  played: "read",
  failed: "failed",
};

function reasonOf({ errors }: Status): string {
  const [error] = errors ?? [];
  const detail = clip(cleanText(error?.error_data?.details ?? error?.message ?? error?.title ?? ""), 300);
  if (error?.code === undefined) return detail === "" ? "Meta does not say why" : detail;
  return clip(codeInWords(error.code, detail), 500);
}

function whyOf({ errors }: Status): Pick<InboundReceipt, "why"> {
  const why = whyOfCode(errors?.[0]?.code ?? -1);
  return why === undefined ? {} : { why };
}
