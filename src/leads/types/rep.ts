import type { Language } from "../../language.ts";
import type { At } from "./at.ts";

export interface Rep {
  id: string;
  name: string;
  role: Role;
  language: Language;
  timeZone: string;
  hours: WeekHours | null;
  /** Local dates, `yyyy-mm-dd`, on which they are not at work, beside the holidays of the business; null: none. */
  holidays: string[] | null;
  awayUntil: At | null;
  capacity: number | null;
  takes: RepTakes;
  active: boolean;
  /** Open leads that the rep owns or is offered at the moment: an offer holds a place. */
  openLeads: number;
  lastAssignedAt: At | null;
  createdAt: At;
  updatedAt: At;
  /** Since when the rep wants no list of what is overdue and unplanned each morning; null: it comes. */
  dailyListOffAt: At | null;
}

export type Role = "rep" | "manager" | "admin";

/** Local working hours by weekday, e.g. { mon: [["09:00", "12:00"], ["13:00", "18:00"]] }. */
export type WeekHours = Partial<Record<Weekday, [string, string][]>>;
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** What a rep takes; an absent list means anything. */
export interface RepTakes {
  products?: string[];
  segments?: string[];
  territories?: string[];
  languages?: Language[];
}

export interface RepIdentity {
  id: string;
  repId: string;
  kind: string;
  value: string;
}
