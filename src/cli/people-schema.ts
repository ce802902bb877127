import { z } from "zod";
import { LANGUAGES } from "../language.ts";
import { weekHoursSchema } from "../leads/config.ts";

/** What can be asked about colleagues and teams, and what is answered: also over the control socket. */

export const ROLES = ["rep", "manager", "admin"] as const;

const hoursSchema = weekHoursSchema.nullable();
const holidaysSchema = z.array(z.iso.date()).nullable();
const takesSchema = z.object({
  products: z.array(z.string()).optional(),
  segments: z.array(z.string()).optional(),
  territories: z.array(z.string()).optional(),
  languages: z.array(z.enum(LANGUAGES)).optional(),
});

const repFacts = {
  name: z.string(),
  role: z.enum(ROLES),
  language: z.enum(LANGUAGES),
  timeZone: z.string(),
  /** Ids or names; new ones are made. `weight` null: as it is, or 1. */
  teams: z.array(z.object({ name: z.string(), weight: z.number().int().positive().nullable() })),
  /** The most open leads at once; null: no limit. */
  capacity: z.number().int().nonnegative().nullable(),
  /** Null: the business's. */
  hours: hoursSchema,
  /** Days off, `yyyy-mm-dd`, beside the business's holidays; null: none. */
  holidays: holidaysSchema,
  /** What is named replaces what was; null: anything. */
  takes: z
    .object({
      products: z.array(z.string()).nullable(),
      segments: z.array(z.string()).nullable(),
      territories: z.array(z.string()).nullable(),
      languages: z.array(z.enum(LANGUAGES)).nullable(),
    })
    .partial(),
};

/** `rep` and `team` are an id or a name, as somebody typed them. */
export const peopleRequestSchema = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("reps") }),
  z.object({ ask: z.literal("teams") }),
  z.object({
    ask: z.literal("add"),
    ...repFacts,
    hours: hoursSchema.default(null),
    holidays: holidaysSchema.default(null),
    takes: repFacts.takes.default({}),
  }),
  z.object({
    ask: z.literal("set"),
    rep: z.string(),
    ...z.object({ ...repFacts, active: z.boolean() }).partial().shape,
  }),
  /** Switch somebody off; `dryRun`: only say what would follow. */
  z.object({ ask: z.literal("disable"), rep: z.string(), dryRun: z.boolean() }),
  z.object({ ask: z.literal("link"), rep: z.string(), kind: z.string(), values: z.array(z.string()).min(1) }),
  z.object({
    ask: z.literal("unlink"),
    rep: z.string(),
    kinds: z.array(z.string()),
    /** Null: all of these kinds. */
    values: z.array(z.string()).nullable(),
  }),
  z.object({ ask: z.literal("code"), rep: z.string() }),
  /** `manager` null: none. */
  z.object({
    ask: z.literal("team"),
    team: z.string(),
    name: z.string().optional(),
    manager: z.string().nullable().optional(),
  }),
]);
export type PeopleRequest = z.infer<typeof peopleRequestSchema>;
/** A request of one kind. */
export type Asked<Ask extends PeopleRequest["ask"]> = Extract<PeopleRequest, { ask: Ask }>;

const repViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  /** Ids. */
  teams: z.array(z.string()),
  /** By the id of the team; those of weight 1 are absent. */
  weights: z.record(z.string(), z.number()),
  language: z.enum(LANGUAGES),
  timeZone: z.string(),
  identities: z.array(z.object({ kind: z.string(), value: z.string() })),
  awayUntil: z.string().nullable(),
  capacity: z.number().nullable(),
  hours: hoursSchema,
  holidays: holidaysSchema.default(null),
  takes: takesSchema,
  openLeads: z.number(),
  active: z.boolean(),
});
export type RepView = z.infer<typeof repViewSchema>;

const teamViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  manager: z.string().nullable(),
  /** Names. */
  members: z.array(z.string()),
});
export type TeamView = z.infer<typeof teamViewSchema>;

export const peopleAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("reps"), reps: z.array(repViewSchema), notes: z.array(z.string()) }),
  z.object({ kind: z.literal("teams"), teams: z.array(teamViewSchema), notes: z.array(z.string()) }),
  /** It was done: the rep or team as it is now, and what else is worth knowing. */
  z.object({ kind: z.literal("rep"), rep: repViewSchema, notes: z.array(z.string()) }),
  z.object({ kind: z.literal("team"), team: teamViewSchema, notes: z.array(z.string()) }),
  z.object({ kind: z.literal("code"), rep: repViewSchema, code: z.string(), expiresAt: z.string() }),
  /** It was not done: why, and what to do. */
  z.object({ kind: z.literal("refused"), message: z.string() }),
]);
export type PeopleAnswer = z.infer<typeof peopleAnswerSchema>;
