import type { OutboundMessage } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";

/** A message per reader's language, as `Notice.message` wants it. */
export type NoticeText = (language: Language) => OutboundMessage;
