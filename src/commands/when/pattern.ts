import type { DateTime } from "luxon";
import type { MomentContext } from "./types.ts";

/** What a few words say of a time. */
export interface Said {
  /** The days that may be meant, as midnights in UTC; more than one is ambiguous. */
  days?: DateTime[];
  /** The plain English for the day, for the second reading; null where there is none. */
  english?: string | null;
  /** Only a day of the week, which may also confirm a date: 1–7. */
  weekday?: number;
  /** Close to today, so that a bare number behind it is an hour: "tomorrow 10". */
  isNear?: true;
  clock?: Clock;
  /** Minutes of the day that the hour may mean, when it is said of several. */
  either?: number[];
  part?: Part;
  /** From now. */
  minutes?: number;
  /** The name of a zone, as said. */
  zone?: string;
  /** A day that the calendar does not have. */
  isNoDate?: true;
}

export type Part = "morning" | "afternoon" | "evening" | "dawn" | "closing";

/** An hour as said. `bare` may be meant by a clock of twelve hours. */
export interface Clock {
  minute: number;
  bare: boolean;
  /** Between two days: "midnight on Friday" may be either end of it. */
  midnight?: true;
  /** "2h" with nothing around it: may as well be two hours from now. In minutes. */
  length?: number;
}

export interface Asked extends MomentContext {
  /** The local date, as midnight in UTC. */
  today: DateTime;
}

export type Groups = Record<string, string | undefined>;

/** A way to say something of a time, tried where a word begins. */
export interface Pattern {
  pattern: RegExp;
  read: (groups: Groups, asked: Asked) => Said | null;
}

/** A pattern of whole words at one place of a folded text. */
export function saying(source: string, read: Pattern["read"]): Pattern {
  return { pattern: new RegExp(`(?:${source})(?![\\p{L}\\p{N}])`, "uy"), read };
}
