import { z } from "zod";
import { inboundEventSchema } from "../../src/channel/inbound.ts";

/** What the parent (the vendor and the provider) and the program under test say to each other. */

/** Where the program ends itself with SIGKILL, at a moment that nobody outside can hit. */
export const selfAimSchema = z.object({
  /** After so many decisions, acceptances begun, or events that are kept and of which nobody has been told. */
  at: z.enum(["decide", "accept", "kept"]),
  nth: z.number(),
  /** So many turns of the event loop later: about where the commit is on its way. */
  hops: z.number(),
});
export type SelfAim = z.infer<typeof selfAimSchema>;

export const toChildSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("go"),
    databaseUrl: z.string(),
    folder: z.string(),
    /** Added to the system's clock, in ms. */
    clockOffsetMs: z.number(),
    /** A file with the offset instead, read at each look at the clock: time goes on for a process that stands still. */
    clockFile: z.string().optional(),
    aim: selfAimSchema.nullable(),
    /** It stands still (SIGSTOP) the moment that so many of its sends have gone out. Default: it does not. */
    standStillAfter: z.number().optional(),
    /** Where the jobs are kept. Default: in the database. */
    jobsUrl: z.string().optional(),
  }),
  z.object({ type: z.literal("deliver"), id: z.number(), channel: z.string(), event: inboundEventSchema }),
  z.object({ type: z.literal("answer"), call: z.number(), value: z.unknown() }),
  z.object({ type: z.literal("drain") }),
  z.object({ type: z.literal("stop") }),
]);
export type ToChild = z.infer<typeof toChildSchema>;

const button = z.object({ label: z.string(), command: z.string(), asks: z.array(z.unknown()).optional() });

export const envelopeSchema = z.object({
  id: z.string(),
  chatId: z.string(),
  attempt: z.number(),
  message: z.looseObject({
    text: z.string().optional(),
    choices: z.array(z.object({ value: z.string() })).optional(),
    card: z.looseObject({ title: z.string(), buttons: z.array(button) }).optional(),
  }),
});
export type SentEnvelope = z.infer<typeof envelopeSchema>;

export const toParentSchema = z.discriminatedUnion("type", [
  /** Loaded, waiting for `go`. */
  z.object({ type: z.literal("loaded") }),
  /** Takes events. */
  z.object({ type: z.literal("up") }),
  /** What the vendor would be told: 200. */
  z.object({ type: z.literal("accepted"), id: z.number(), duplicate: z.boolean() }),
  /** What the vendor would be told: 503. */
  z.object({ type: z.literal("refused"), id: z.number(), reason: z.string() }),
  z.object({
    type: z.enum(["send", "look-up"]),
    call: z.number(),
    channel: z.string(),
    envelope: envelopeSchema,
  }),
  z.object({ type: z.literal("drained") }),
]);
export type ToParent = z.infer<typeof toParentSchema>;

export const sendOutcomeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("sent"), externalId: z.string() }),
  z.object({ kind: z.literal("retry"), afterMs: z.number(), reason: z.string() }),
  z.object({ kind: z.literal("unknown"), reason: z.string() }),
]);
export type ProviderOutcome = z.infer<typeof sendOutcomeSchema>;

export const lookUpSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("found"), externalId: z.string() }),
  z.object({ kind: z.literal("absent") }),
]);
export type ProviderFinding = z.infer<typeof lookUpSchema>;

/** A channel that can be asked whether a message went out, one that cannot, and the colleagues' own. */
export const CHANNELS = { asked: "asked", blind: "blind", desk: "desk" } as const;
