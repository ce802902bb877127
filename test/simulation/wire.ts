import { z } from "zod";
import { inboundEventSchema } from "../../src/channel/inbound.ts";

/** An event on its way to the program. */
export const deliverySchema = z.object({ channel: z.string(), event: inboundEventSchema });
export type Delivery = z.infer<typeof deliverySchema>;

export const toProgramSchema = z.discriminatedUnion("type", [
  /** Begin, at `now`. `delivered`: the ids of sends that may be asked for because the program was killed. */
  z.object({
    type: z.literal("go"),
    databaseUrl: z.string(),
    folder: z.string(),
    now: z.string(),
    delivered: z.array(z.string()),
  }),
  /** Do what falls due until `now`, each at its time, then take the events. `timed`: the first was done already. */
  z.object({
    type: z.literal("step"),
    now: z.string(),
    events: z.array(deliverySchema),
    timed: z.boolean(),
  }),
  z.object({ type: z.literal("stop") }),
]);
export type ToProgram = z.infer<typeof toProgramSchema>;

const button = z.looseObject({
  label: z.string(),
  command: z.string(),
  asks: z.array(z.unknown()).optional(),
});

export const sentSchema = z.object({
  id: z.string(),
  chatId: z.string(),
  createdAt: z.string(),
  message: z.looseObject({
    text: z.string().optional(),
    privately: z.boolean().optional(),
    card: z.looseObject({ title: z.string(), buttons: z.array(button).optional() }).optional(),
  }),
});

export const fromProgramSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("loaded") }),
  z.object({ type: z.literal("up") }),
  /** What fell due until the step's time has been done. */
  z.object({ type: z.literal("timed") }),
  /** `cpuMs`: processor time that the program has used so far. */
  z.object({ type: z.literal("stepped"), cpuMs: z.number(), duplicates: z.number() }),
  /** It reached its reader, at `at` by the program's clock. */
  z.object({ type: z.literal("sent"), channel: z.string(), at: z.string(), envelope: sentSchema }),
]);
export type FromProgram = z.infer<typeof fromProgramSchema>;
export type Sent = Extract<FromProgram, { type: "sent" }>;

/** The prospects' channel and the colleagues'. */
export const CHANNELS = { chat: "chat", desk: "desk" } as const;
