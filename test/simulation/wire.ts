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
    /** Tell of each send before it counts as sent, as where the program may be killed; else of a step's sends at once. */
    careful: z.boolean(),
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

/** What the world outside looks at of a message: the rest of a card stays with the program. */
const envelopeSchema = z.object({
  id: z.string(),
  chatId: z.string(),
  createdAt: z.string(),
  message: z.object({
    text: z.string().optional(),
    privately: z.boolean().optional(),
    choices: z.array(z.object({ value: z.string() })).optional(),
    card: z
      .object({ title: z.string(), buttons: z.array(z.object({ command: z.string() })).optional() })
      .optional(),
  }),
});

/** Something that reached its reader, at `at` by the program's clock. */
export const sentSchema = z.object({ channel: z.string(), at: z.string(), envelope: envelopeSchema });
export type Sent = z.infer<typeof sentSchema>;

export const fromProgramSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("loaded") }),
  z.object({ type: z.literal("up") }),
  /** It is that late for the program: told where it may be killed, since time goes on for the next one. */
  z.object({ type: z.literal("clock"), now: z.string() }),
  /** What fell due until the step's time has been done. */
  z.object({ type: z.literal("timed") }),
  /** `cpuMs`: processor time that the program has used so far. */
  z.object({ type: z.literal("stepped"), cpuMs: z.number(), duplicates: z.number() }),
  /** These reached their readers, in this order. */
  z.object({ type: z.literal("sent"), sends: z.array(sentSchema) }),
]);
export type FromProgram = z.infer<typeof fromProgramSchema>;

/** The prospects' channel and the colleagues'. */
export const CHANNELS = { chat: "chat", desk: "desk" } as const;
