import type { BusinessCalendar } from "../../leads/config.ts";
import type { Database } from "../database.ts";

/** What a question is answered with. */
export interface Context {
  db: Database;
  read: Database["read"];
  calendar: BusinessCalendar;
  now: Date;
}
