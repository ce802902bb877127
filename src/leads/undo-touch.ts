import { changeLead } from "./change.ts";
import type { LeadAndContact } from "./details.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import type { Turn } from "./turn.ts";
import type { Activity } from "./types/activity.ts";
import type { Contact } from "./types/contact.ts";
import type { Lead } from "./types/lead.ts";

/** Calls, meetings and notes: what was noted of them stays in the trail, as taken back. */
export const TOUCHES = ["called", "met", "noted"] as const;

export interface UndoTouchContext {
  /** The lead's activities after the one to take back. */
  since?: readonly Activity[];
  /** Whether an activity was a person's answer to the customer. Default: replies only. */
  isAnswer?: (activity: Activity) => boolean;
  /** Take back the move that the pipeline made because of it; it stays when somebody has moved the lead since. */
  undoMove: (move: Activity) => LeadAndContact | Refusal;
}

/**
 * Take back a call, a meeting or a note that was logged by mistake. Where it counted as the first answer, the next one
 * does, and the lead goes back to the stage that it was moved from because of it.
 */
export function undoTouch(
  turn: Turn,
  touch: Activity,
  lead: Lead,
  contact: Contact,
  { since = [], isAnswer = ({ kind }) => kind === "replied", undoMove }: UndoTouchContext,
): LeadAndContact {
  const takenBack = new Set(since.flatMap(({ kind, note }) => (kind === "undone" ? [note] : [])));
  const others = since.filter(({ id, seq }) => seq > touch.seq && !takenBack.has(id));
  const move = others.find((each) => each.kind === "stage-moved" && isOfSameTurn(each, touch));
  const moved = move === undefined ? null : undoMove(move);
  const now = moved === null || isRefusal(moved) ? lead : moved.lead;
  const wasFirst = touch.after?.firstResponseAt !== undefined;
  const next = others.find((each) => isAnswer(each) && !isOfSameTurn(each, touch));
  const change = wasFirst ? { firstResponseAt: next?.at ?? null } : {};
  return { lead: changeLead(turn, now, change, { kind: "undone", note: touch.id }), contact };
}

/** Ids are made of the inbox row that was decided. */
export function isOfSameTurn(a: Pick<Activity, "id">, b: Pick<Activity, "id">): boolean {
  return a.id.split("-")[0] === b.id.split("-")[0];
}
