import { z } from "zod";
import type { WeekHours } from "../types/rep.ts";
import { conditionSchema, idSchema, localTextSchema } from "./condition.ts";
import { firstResponseSchema } from "./pipeline.ts";

export const teamRoutingSchema = z.strictObject({
  /** push: offered to one rep; pull: offered to the team, whoever claims it first has it. */
  mode: z.enum(["push", "pull"]).default("push"),
  /**
   * round-robin: who has waited longest. weighted: open leads in proportion to the members' weights.
   * least-loaded: who has the fewest open leads.
   */
  strategy: z.enum(["round-robin", "weighted", "least-loaded"]).default("round-robin"),
  /** The accept clock, in working minutes; none when null. */
  acceptMinutes: z.number().int().positive().max(10_080).nullable().default(10),
  /** Remind the rep, or of a pool the team, so many working minutes after the offer; never when null. */
  remindMinutes: z.number().int().positive().max(10_080).nullable().default(null),
  /** next: the next rep, and the pool when all have had it. pool: the pool. manager: the pool, and managers are told. */
  onExpire: z.enum(["next", "pool", "manager"]).default("next"),
  /** By when a person should have answered; null: no limit. Default: pipeline.yaml's. */
  firstResponse: firstResponseSchema.nullable().optional(),
});
export type TeamRouting = z.infer<typeof teamRoutingSchema>;

export const routingRuleSchema = z.strictObject({
  id: idSchema,
  when: conditionSchema,
  team: idSchema,
  /** Why, as a rep reads it. */
  reason: localTextSchema,
});
export type RoutingRule = z.infer<typeof routingRuleSchema>;

export const routingSchema = z.strictObject({
  /** By team id; who is in a team is kept in the database. */
  teams: z.record(idSchema, teamRoutingSchema),
  /** The first that applies decides. */
  rules: z.array(routingRuleSchema).default([]),
  /** The team when no rule applies. */
  fallback: idSchema,
  /** A contact who comes back goes to the rep who had them, when that rep can take it. */
  ownerFirst: z.boolean().default(true),
});
export type Routing = z.infer<typeof routingSchema>;

/** When the business is open. */
export interface BusinessCalendar {
  /** IANA. */
  timeZone: string;
  /** Null: always open. */
  hours: WeekHours | null;
  /** Local dates, `yyyy-mm-dd`. */
  holidays: readonly string[];
  /** Only what is working time there too, such as a rep's hours within those of the business. */
  and?: BusinessCalendar;
}

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "write times as 09:00; the end may be 24:00");

/** Working hours by weekday: spans of local time that do not cross midnight. */
export const weekHoursSchema = z.partialRecord(
  z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
  z.array(
    z.tuple([clockTime, clockTime]).refine(([from, to]) => from < to, "the end must be after the beginning"),
  ),
);
