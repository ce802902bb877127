import { App, type Receiver } from "@slack/bolt";
import { z } from "zod";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { InboundAttachment } from "../../src/channel/inbound.ts";
import { silentLogger } from "./api.ts";
import { readValue } from "./button.ts";
import type { Ack, Forms } from "./forms.ts";
import { createKeyedQueue } from "./keyed-queue.ts";
import { CALLBACK } from "./modal.ts";
import {
  fromAction,
  fromChange,
  fromEvent,
  fromHome,
  fromReaction,
  fromSlash,
  type LeadOfMessage,
  placeOfAction,
  takesFiles,
} from "./normalize.ts";
import {
  type ActionBody,
  actionBodySchema,
  type EventBody,
  eventBodySchema,
  type SharedFile,
  slashBodySchema,
  viewBodySchema,
} from "./payload.ts";
import type { Threads } from "./threads.ts";

export interface Intake {
  /**
   * Take one delivery of Slack, whichever way it came. Resolves with the answer once everything in it is durable;
   * rejects when Slack must deliver it again.
   */
  take(body: unknown): Promise<Ack>;
}

export interface IntakeOptions {
  host: AdapterHost;
  threads: Threads;
  forms: Forms;
  /** Fetch and keep the files of a message. */
  receive(files: readonly SharedFile[]): Promise<InboundAttachment[]>;
  leadOfMessage: LeadOfMessage;
}

/**
 * Bolt tells the kinds of deliveries apart and calls the listener; it brings no transport of its own, because the
 * program has one HTTP port, and in Socket Mode an event must not be acknowledged before it is stored. Bolt itself
 * acknowledges events before their listeners run: here that only notes the answer, which leaves when all of
 * them are done. It is given no token, so that nothing is asked of Slack at the start.
 */
export function createIntake({ host, threads, forms, receive, leadOfMessage }: IntakeOptions): Intake {
  const transport: Receiver = { init() {}, start: async () => {}, stop: async () => {} };
  const app = new App({
    receiver: transport,
    authorize: async () => ({}),
    logger: silentLogger,
    convoStore: false,
    ignoreSelf: false,
  });
  app.error(async (error) => {
    throw error;
  });
  const inOrder = createKeyedQueue();
  const now = () => host.clock.now();

  /** What is said in one thread is taken in its order; other threads do not wait for it. */
  const takeEvent = async ({ body }: { body: unknown }) => {
    const parsed = eventBodySchema.safeParse(body);
    if (!parsed.success) return ignore("event");
    const { event } = parsed.data;
    const thread = event.thread_ts ?? (event.message ?? event.previous_message)?.thread_ts;
    await inOrder(`${event.channel ?? ""}:${thread ?? ""}`, () => takeMessage(parsed.data));
  };
  app.event("message", takeEvent);
  app.event("app_mention", takeEvent);

  async function takeMessage(body: EventBody): Promise<void> {
    const change = await fromChange(body, threads.leadOf, now());
    if (change !== null) {
      await host.accept(change);
      return;
    }
    const command = await fromEvent(body, threads.leadOf, now());
    if (command === null) return;
    const files = takesFiles(command) ? (body.event.files ?? []) : [];
    const attachments = files.length === 0 ? {} : { attachments: await receive(files) };
    await host.accept({ ...command, ...attachments });
  }

  app.event("app_home_opened", async ({ body }: { body: unknown }) => {
    const parsed = eventBodySchema.safeParse(body);
    const command = parsed.success ? fromHome(parsed.data, now()) : null;
    if (command === null) return ignore("page");
    await host.accept(command);
  });

  app.event("reaction_added", async ({ body }: { body: unknown }) => {
    const parsed = eventBodySchema.safeParse(body);
    const reaction = parsed.success ? await fromReaction(parsed.data, leadOfMessage, now()) : null;
    if (reaction === null) return ignore("reaction");
    await host.accept(reaction);
  });

  app.command(/.*/, async ({ body, ack }) => {
    const parsed = slashBodySchema.safeParse(body);
    if (parsed.success) await host.accept(fromSlash(parsed.data, now()));
    else ignore("command");
    await ack();
  });

  app.action(/.*/, async ({ body, ack }) => {
    const parsed = actionBodySchema.safeParse(body);
    if (!parsed.success) ignore("action");
    else if (parsed.data.view?.callback_id === CALLBACK) await forms.choose(parsed.data);
    else for (const index of parsed.data.actions.keys()) await takeAction(parsed.data, index);
    await ack();
  });

  async function takeAction(body: ActionBody, index: number): Promise<void> {
    const action = body.actions[index];
    const value = action?.value ?? action?.selected_option?.value;
    const saying = value === undefined ? null : await readValue(value, (key) => host.memory.get(key));
    if (saying === null) return ignore("button");
    const { chatId, thread, channel } = placeOfAction(body, saying.c);
    const inThread = thread === null || channel === null ? null : await threads.leadOf(channel, thread);
    const leadId = saying.l ?? inThread ?? undefined;
    const asked = { ...saying, ...(leadId === undefined ? {} : { l: leadId }) };
    if (await forms.open(body, asked, chatId)) return;
    const unasked = saying.f !== undefined;
    await host.accept(fromAction(body, index, { text: saying.c, leadId, chatId, unasked }, now()));
  }

  app.view(CALLBACK, async ({ body, ack }) => {
    const parsed = viewBodySchema.safeParse(body);
    if (!parsed.success) ignore("form");
    const answer = parsed.success ? await forms.submit(parsed.data) : undefined;
    if (answer === undefined) await ack();
    else await ack(answer);
  });

  function ignore(kind: string): void {
    host.log.debug({ kind }, "a delivery of Slack that is not understood was left out");
  }

  return {
    async take(body) {
      // What Bolt would stumble over is no reason for Slack to deliver it again.
      if (!isKnown(body)) {
        ignore("unknown");
        return undefined;
      }
      let answer: Ack;
      await app.processEvent({
        body,
        ack: async (response?: Exclude<Ack, undefined>) => {
          answer = response;
        },
      });
      return answer;
    },
  };
}

/** Whether it is a delivery of one of the kinds that are listened to. */
function isKnown(body: unknown): body is Record<string, unknown> {
  const kinds = [eventBodySchema, slashBodySchema, actionBodySchema, viewBodySchema];
  const item = eventItemSchema.safeParse(body);
  if (item.success && (typeof item.data.event.item !== "object" || item.data.event.item === null))
    return false;
  return kinds.some((kind) => kind.safeParse(body).success);
}

/** Bolt looks into it as if it were an object. */
const eventItemSchema = z.object({
  event: z.object({ item: z.unknown() }).refine((event) => "item" in event),
});
