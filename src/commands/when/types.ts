import type { Language } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import type { WeekHours } from "../../leads/types/rep.ts";
import type { Texts } from "../present/phrase.ts";

/** Who says it, when and where. */
export interface MomentContext {
  /** The present. */
  at: At;
  /** IANA name of the person's time zone; an unknown one counts as UTC. */
  zone: string;
  /** Decides what 5/12 means. Words are understood in all three languages. */
  language: Language;
  /** The person's working hours. Default: none, which makes a day begin at 09:00. */
  hours?: WeekHours | null;
  /** Local dates, `yyyy-mm-dd`, that are no working days. Default: none. */
  holidays?: readonly string[];
}

/** A time that was understood. */
export interface Moment {
  kind: "moment";
  /** On the whole minute, in UTC. */
  at: At;
  /** Where in the text it stood. */
  start: number;
  end: number;
  /** What follows it, without the separators between. */
  rest: string;
  /** Whether an hour was said. Else `at` has the start of work, or a usual hour of the part of the day. */
  hasTime: boolean;
}

/** A time that was not understood wholly, or is not possible. Nothing was guessed. */
export interface MomentRefused {
  kind: "refused";
  /** Stable, for tests: `time-past`, `time-ambiguous`, … */
  code: MomentFault;
  /** What was understood, and how to say it. */
  text: Texts;
  /** Definite times that may have been meant, to be read in place of what was said. */
  instead: { text: string; label: Texts }[];
  /** How far the text was looked at. */
  end: number;
}

export type MomentFault =
  | "time-past"
  | "time-ambiguous"
  | "time-vague"
  | "time-recurring"
  | "time-half-understood"
  | "time-contradicts"
  | "time-other-zone"
  | "time-not-on-the-clock"
  | "time-twice-on-the-clock"
  | "time-too-far"
  | "no-such-date";

/** Null: the text does not begin with a time at all. */
export type MomentReading = Moment | MomentRefused | null;
