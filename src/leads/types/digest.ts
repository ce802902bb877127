import type { At } from "./at.ts";

/** Numbers that somebody wants to be told regularly. */
export interface Digest {
  id: string;
  /** Who wants them: in their language, and no more than they may see. */
  repId: string;
  /** Told in private, or in the digest channel. */
  place: "rep" | "channel";
  /** What is asked, as a command: e.g. `report`. */
  question: string;
  every: "day" | "week" | "month";
  /** Local time in `timeZone`: 08:00. */
  at: string;
  timeZone: string;
  active: boolean;
  createdAt: At;
  updatedAt: At;
}
