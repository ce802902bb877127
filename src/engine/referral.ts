import type { InboundMessage } from "../channel/inbound.ts";

/** A reference that a click-to-chat link put into the first message, such as `[ref: spring-fair]`. */
const REF = /[[(]?\bref\s*[:=]\s*([\p{L}\d][\p{L}\d_.-]{0,99})[\])]?/iu;

export interface Referral {
  source: string | null;
  campaign: string | null;
  ref: string | null;
}

/** Where a contact came from: what the channel knows, else the reference in the text. */
export function readReferral(event: Pick<InboundMessage, "referral" | "text">): Referral {
  const inText = REF.exec(event.text)?.[1] ?? null;
  return {
    source: event.referral?.source ?? (inText === null ? null : "click-to-chat"),
    campaign: event.referral?.campaign ?? null,
    ref: event.referral?.ref ?? inText,
  };
}

/** The text without the reference, which the person did not write. */
export function withoutReferral(text: string): string {
  return text.includes("ef") || text.includes("EF") ? text.replace(REF, "").trim() : text;
}
