import { App, type Receiver } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { InboundCommand } from "../../src/channel/inbound.ts";
import { silentLogger } from "./api.ts";
import { formSchema, readValue, type Saying } from "./button.ts";
import { failureOf } from "./failure.ts";
import { createKeyedQueue } from "./keyed-queue.ts";
import { CALLBACK, formView, readAnswers, readErrand, withAnswers } from "./modal.ts";
import { fromAction, fromEvent, fromSlash, fromView, placeOfAction } from "./normalize.ts";
import {
  type ActionBody,
  actionBodySchema,
  eventBodySchema,
  slashBodySchema,
  viewBodySchema,
} from "./payload.ts";
import type { Threads } from "./threads.ts";
import { validateView } from "./validate.ts";

/** What Slack is told: an empty body, or the faults of a form. */
export type Ack = Record<string, unknown> | undefined;

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
  /** With a timeout of less than the three seconds that Slack gives a click. */
  quickApi: WebClient;
}

/**
 * Bolt tells the kinds of deliveries apart and calls the listener; it brings no transport of its own, because the
 * program has one HTTP port, and in Socket Mode an event must not be acknowledged before it is stored. Bolt itself
 * acknowledges events before their listeners run: here that only notes the answer, which leaves when all of
 * them are done. It is given no token, so that nothing is asked of Slack at the start.
 */
export function createIntake({ host, threads, quickApi }: IntakeOptions): Intake {
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
  const recall = (key: string) => host.memory.get(key);
  const now = () => host.clock.now();

  async function accept(command: InboundCommand | null): Promise<void> {
    if (command !== null) await host.accept(command);
  }

  const takeEvent = async ({ body }: { body: unknown }) => {
    const parsed = eventBodySchema.safeParse(body);
    if (!parsed.success) return ignore("event");
    const { channel } = parsed.data.event;
    await inOrder(channel ?? "", async () => accept(await fromEvent(parsed.data, threads.leadOf, now())));
  };
  app.event("message", takeEvent);
  app.event("app_mention", takeEvent);

  app.command(/.*/, async ({ body, ack }) => {
    const parsed = slashBodySchema.safeParse(body);
    if (parsed.success) await accept(fromSlash(parsed.data, now()));
    else ignore("command");
    await ack();
  });

  app.action(/.*/, async ({ body, ack }) => {
    const parsed = actionBodySchema.safeParse(body);
    if (parsed.success) {
      for (const index of parsed.data.actions.keys()) await takeAction(parsed.data, index);
    } else ignore("action");
    await ack();
  });

  async function takeAction(body: ActionBody, index: number): Promise<void> {
    const action = body.actions[index];
    const value = action?.value ?? action?.selected_option?.value;
    const saying = value === undefined ? null : await readValue(value, recall);
    if (saying === null) return ignore("button");
    const { chatId, thread, channel } = placeOfAction(body);
    const inThread = thread === null || channel === null ? null : await threads.leadOf(channel, thread);
    const leadId = saying.l ?? inThread ?? undefined;
    const shown = await showForm(body, { ...saying, ...(leadId === undefined ? {} : { l: leadId }) }, chatId);
    if (!shown) await accept(fromAction(body, index, { text: saying.c, leadId, chatId }, now()));
  }

  /** True when the person has a form before them; without one the bare command tells them what to write. */
  async function showForm(body: ActionBody, saying: Saying, chatId: string): Promise<boolean> {
    const form = saying.f === undefined ? null : formSchema.safeParse(await recall(saying.f));
    if (form === null || !form.success || body.trigger_id === undefined) return false;
    const { view, keepsakes } = formView(form.data, saying, chatId);
    const faults = validateView(view);
    if (faults.length > 0) {
      host.log.error({ faults }, "a form was not in Slack's form and is not shown");
      return false;
    }
    for (const [key, kept] of keepsakes) await host.memory.set(key, kept);
    try {
      await quickApi.views.open({ trigger_id: body.trigger_id, view });
      return true;
    } catch (error) {
      const failure = failureOf(error);
      // The same click delivered again: its form was shown the first time.
      if ("code" in failure && failure.code === "exchanged_trigger_id") return true;
      host.log.warn({ failure }, "a form could not be shown");
      return false;
    }
  }

  app.view(CALLBACK, async ({ body, ack }) => {
    const parsed = viewBodySchema.safeParse(body);
    const errand = parsed.success ? await readErrand(parsed.data.view.private_metadata, recall) : null;
    if (!parsed.success || errand === null) {
      ignore("form");
      return ack();
    }
    const form = errand.f === undefined ? null : formSchema.safeParse(await recall(errand.f));
    const read = readAnswers(parsed.data.view, form?.success ? form.data : null);
    if ("errors" in read) return ack({ response_action: "errors", errors: read.errors });
    const text = withAnswers(errand.c, read.answers);
    await accept(fromView(parsed.data, { text, leadId: errand.l, chatId: errand.to }, now()));
    await ack();
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
        ack: async (response?: Ack) => {
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
  return kinds.some((kind) => kind.safeParse(body).success);
}
