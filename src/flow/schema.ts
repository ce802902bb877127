import { z } from "zod";
import { idSchema, localTextSchema, outreachSchema, weekHoursSchema } from "../leads/config.ts";
import { PHRASE_NAMES } from "./phrases.ts";
import { durationSchema, idNameSchema, localWordsSchema, stepIdSchema } from "./schema-parts.ts";
import { stepSchema } from "./schema-steps.ts";

export { type NurtureFile, nurtureSchema } from "./schema-nurture.ts";

export { type TemplatesFile, templatesSchema } from "./schema-templates.ts";

/** Bot phrases in other words than the built-in ones. See phrases.ts for their names and variables. */
export const phrasesSchema = z.partialRecord(z.enum(PHRASE_NAMES), localTextSchema);

/** What reps may do with leads of colleagues. Whoever may change a lead may see it too. */
const repRightsSchema = z.strictObject({
  see: z
    .enum(["own-and-pool", "team", "all"])
    .default("own-and-pool")
    .describe("own-and-pool: none of colleagues'; team: those of their teams; all: everybody's."),
  change: z
    .enum(["own-and-pool", "team"])
    .default("own-and-pool")
    .describe("own-and-pool: none of colleagues'; team: those of their teams, as if they were theirs."),
});

const dailyListSchema = z.strictObject({
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "write times as 09:00")
    .optional()
    .describe("In each rep's own time zone; default: when their work begins."),
  overdue: z.boolean().default(true).describe("Their follow-ups that are overdue."),
  withoutNextStep: z
    .boolean()
    .default(true)
    .describe("Their leads, in stages that ask for one, that have no next step planned."),
});

export const businessSchema = z.strictObject({
  name: z.string().min(1).max(80),
  about: localTextSchema.default("").describe("One or two sentences on what the business does."),
  timeZone: z
    .string()
    .refine(isTimeZone, "is not a time zone; write one like America/Sao_Paulo")
    .describe("IANA name."),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "write the two letters of the country, like BR")
    .describe("Where phone numbers without a prefix are from."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "write the three letters of the currency, like BRL")
    .describe("What an amount is in when nobody says so."),
  language: z.enum(["en", "pt", "es"]).describe("Spoken until the person's language is known."),
  hours: weekHoursSchema.nullable().default(null).describe("When people answer; absent: always."),
  holidays: z.array(z.strictObject({ date: z.iso.date(), name: localTextSchema })).default([]),
  privacy: z.strictObject({ text: localTextSchema, link: z.url().optional() }).optional(),
  outOfHours: localTextSchema.optional().describe("Added when a person is to take over outside the hours."),
  entry: idSchema.default("qualify").describe("The flow that a new conversation begins."),
  reps: repRightsSchema
    .default({ see: "own-and-pool", change: "own-and-pool" })
    .describe("Which leads reps see and change besides their own, those offered to them, and the pool."),
  dailyList: dailyListSchema
    .default({ overdue: true, withoutNextStep: true })
    .describe("What reps are told in one message on working mornings, when there is something to tell."),
  outreach: outreachSchema
    .prefault({})
    .describe("What messages that nobody asked for keep to: those of sequences and campaigns."),
  consent: z
    .strictObject({
      optIn: z
        .union([z.boolean(), z.array(z.string().min(1)).min(1)])
        .default(false)
        .describe("News only to who has agreed to it: everywhere (true), nowhere, or on these channels."),
    })
    .default({ optIn: false })
    .describe("Whether news (campaigns) needs a yes first. A no, and “stop”, always count."),
  phrases: phrasesSchema.default({}),
});
export type Business = z.infer<typeof businessSchema>;

/** A flow file. `steps` is in order: a step without `goto` goes on to the next one. */
export const flowSchema = z.strictObject({
  id: idSchema,
  title: localTextSchema.optional(),
  start: stepIdSchema.optional().describe("The first step; default: the first in the file."),
  nudgeAfter: durationSchema
    .or(z.literal("never"))
    .default("30m")
    .describe("Silence after which the question is asked once more; after as much again a person is told."),
  firstMessage: z
    .strictObject({ key: idNameSchema, saves: z.string().optional() })
    .optional()
    .describe("Keeps a first message that says more than hello as an answer."),
  phrases: phrasesSchema.default({}),
  steps: z.record(stepIdSchema, stepSchema),
});
export type FlowFile = z.infer<typeof flowSchema>;

export const faqSchema = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        id: idSchema,
        keywords: localWordsSchema.describe("Words or phrases; one of them in a message brings the answer."),
        answer: localTextSchema,
      }),
    )
    .default([]),
});
export type FaqFile = z.infer<typeof faqSchema>;

const expectationSchema = z.union([
  z.string().min(1),
  z.strictObject({
    contains: z.union([z.string(), z.array(z.string())]).optional(),
    exact: z.string().optional(),
    matches: z.string().optional(),
    lacks: z.union([z.string(), z.array(z.string())]).optional(),
    asks: stepIdSchema.optional().describe("The step whose question waits afterwards."),
    choices: z.array(z.string()).optional(),
    silent: z.boolean().optional(),
    bubbles: z.int().optional().describe("How many messages the bot sends."),
  }),
]);

const answerSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  z.strictObject({ amount: z.number(), currency: z.string() }),
  z.strictObject({ latitude: z.number(), longitude: z.number() }),
]);

const turnSchema = z.strictObject({
  they: z.string().optional().describe("What the person writes."),
  picks: z.string().optional().describe("The label or value of the button that they press."),
  sends: z.enum(["photo", "voice", "document", "location", "card"]).optional(),
  nudge: z.literal(true).optional().describe("Nobody writes for a while."),
  resume: z.literal(true).optional().describe("A colleague gives the floor back."),
  bot: expectationSchema.optional().describe("A piece of what the bot says, or what must be true of it."),
});

export const conversationTestSchema = z.strictObject({
  name: z.string().min(1),
  language: z.enum(["en", "pt", "es"]).optional().describe("Known from the start; absent: found out."),
  channel: z.string().default("web"),
  flow: idSchema.optional(),
  at: z.iso.datetime().default("2026-03-11T14:00:00Z"),
  known: z.record(z.string(), answerSchema).default({}),
  contactName: z.string().optional(),
  turns: z.array(turnSchema).min(1),
  expect: z
    .strictObject({
      answers: z.record(z.string(), answerSchema).optional().describe("These, among all."),
      display: z.record(z.string(), z.string()).optional(),
      targets: z.record(z.string(), z.string()).optional(),
      lacks: z.array(z.string()).optional(),
      tags: z.array(z.string()).optional(),
      control: z.string().optional().describe("completed, opt-out, opt-in, none, or handoff:<reason>."),
      language: z.enum(["en", "pt", "es"]).optional(),
      step: stepIdSchema.nullable().optional().describe("The step that waits at the end; null: none."),
    })
    .default({}),
});
export type ConversationTest = z.infer<typeof conversationTestSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
