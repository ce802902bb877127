/** What colleagues see: cards, lists, numbers and notices. */
export { leadCard, leadTitle } from "./card.ts";
export { formatDuration, formatMoney, formatRelative, formatTime } from "./format.ts";
export { customerMessageNotice } from "./message-notices.ts";
export type { NoticeText } from "./notice-text.ts";
export type { NoticeFacts } from "./notices.ts";
export { claimedNotice, handoffNotice, newLeadNotice, offerNotice, threadNotice } from "./notices.ts";
export { phrase } from "./phrase.ts";
export { safeName, safeText } from "./safe.ts";
