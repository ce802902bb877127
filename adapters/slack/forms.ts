import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { InboundCommand } from "../../src/channel/inbound.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import { renderPlain } from "../../src/channel/render.ts";
import { type Answer, blockOfRefusal, errorsByWord, faultText, readAnswers, withAnswers } from "./answers.ts";
import { type Form, formOfButton, formSchema, keep, type Saying } from "./button.ts";
import { failureOf } from "./failure.ts";
import { type Errand, formView, previewView, readErrand } from "./modal.ts";
import { actorOfAction, fromView } from "./normalize.ts";
import type { ActionBody, ViewBody } from "./payload.ts";
import type { Keepsakes } from "./post.ts";
import { CAPABILITIES } from "./render.ts";
import { clipEscaped } from "./text.ts";
import { validateView } from "./validate.ts";

/** What Slack is told: an empty body, the faults of a form, or the form anew. */
export type Ack =
  | { response_action: "errors"; errors: Record<string, string> }
  | { response_action: "update"; view: ModalView }
  | undefined;

/** Forms that ask for what a command still needs. */
export interface Forms {
  /** True when the person has the form before them; without one the bare command tells them what to write. */
  open(body: ActionBody, saying: Saying, chatId: string): Promise<boolean>;
  /** Something was chosen whose effect is to be shown before it is done. */
  choose(body: ActionBody): Promise<void>;
  /** A form was sent: what it says is taken, or the form says why not. */
  submit(body: ViewBody): Promise<Ack>;
}

export interface FormsOptions {
  host: AdapterHost;
  /** With a timeout of less than the three seconds that Slack gives a click. */
  quickApi: WebClient;
  /** How long a rehearsal may take, in milliseconds: what takes longer is taken unseen, as if it had been typed. */
  rehearseMs: number;
}

/** Forms that were taken: a repeated delivery must not be told that it is done already. */
const MOST_REMEMBERED = 1_000;

/** Letters of a refusal below a field. */
const REFUSAL_LENGTH = 500;

export function createForms({ host, quickApi, rehearseMs }: FormsOptions): Forms {
  const recall = (key: string) => host.memory.get(key);
  const taken = new Set<string>();

  async function formOf(key: string | undefined): Promise<Form | null> {
    if (key === undefined) return null;
    const form = formSchema.safeParse(await recall(key));
    return form.success ? form.data : null;
  }

  /** Null when it takes too long or fails: nobody waits for it. */
  async function promptly<T>(work: Promise<T>, failed: string): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, rehearseMs, null);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      host.log.warn({ error }, failed);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  const rehearse = (command: InboundCommand) =>
    promptly(host.rehearse(command), "a form could not be checked before it was taken");

  /** The form in the language of who opens it: many read the card that it stands on. */
  async function personal(form: Form, saying: Saying, body: ActionBody) {
    const pressed = { actor: actorOfAction(body), text: saying.c };
    const who = await promptly(
      host.form(saying.l === undefined ? pressed : { ...pressed, leadId: saying.l }),
      "a form is shown in the language of its card",
    );
    const own = who?.button?.asks?.length === form.asks.length ? formOfButton(who.button) : form;
    const keepsakes: Keepsakes = new Map();
    const key = keep("form", own, keepsakes);
    if (key !== saying.f) await keepAll(keepsakes);
    return { form: own, saying: { ...saying, f: key }, language: who?.language ?? null };
  }

  /** What the command says of what is missing, in the person's language; null when it says nothing. */
  async function refusalOf(command: InboundCommand): Promise<OutboundMessage | null> {
    const rehearsal = command.text === "" ? null : await rehearse(command);
    return rehearsal === null || rehearsal.ok ? null : rehearsal.reply;
  }

  async function keepAll(keepsakes: Keepsakes): Promise<void> {
    for (const [key, kept] of keepsakes) await host.memory.set(key, kept);
  }

  /** Null when it is not in Slack's form. */
  async function checked({ view, keepsakes }: ReturnType<typeof formView>) {
    const faults = validateView(view);
    if (faults.length > 0) {
      host.log.error({ faults }, "a form was not in Slack's form and is not shown");
      return null;
    }
    await keepAll(keepsakes);
    return view;
  }

  async function previewOf(form: Form, errand: Errand, command: InboundCommand) {
    const rehearsal = await rehearse(command);
    if (rehearsal === null) return null;
    const say = confirmation(rehearsal.reply);
    const { p: _before, ...plain } = errand;
    const isReady = rehearsal.ok && say !== null;
    const next: Errand = isReady ? { ...plain, p: { of: command.text, say } } : plain;
    const view = await checked(previewView(form, next, shownText(rehearsal.reply)));
    return { view, isReady, rehearsal };
  }

  return {
    async open(body, saying, chatId) {
      const form = await formOf(saying.f);
      if (form === null || body.trigger_id === undefined) return false;
      const own = await personal(form, saying, body);
      const view = await checked(formView(own.form, own.saying, chatId, own.language));
      if (view === null) return false;
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
    },

    async choose(body) {
      const { view } = body;
      const errand = view === undefined ? null : await readErrand(view.private_metadata, recall);
      const form = await formOf(errand?.f);
      if (view === undefined || errand === null || form === null) return;
      const read = readAnswers(view.state, form);
      if (Object.keys(read.errors).length > 0) return;
      const command = commandOf({ ...body, type: "view_submission", view }, errand, read.answers, host);
      const preview = await previewOf(form, errand, command);
      if (preview?.view == null) return;
      try {
        // By its hash: what was chosen since then has a preview of its own.
        await quickApi.views.update({ view_id: view.id, hash: view.hash, view: preview.view });
      } catch (error) {
        host.log.debug(
          { failure: failureOf(error) },
          "a preview could not be shown; the form shows it when sent",
        );
      }
    },

    async submit(body) {
      const { view } = body;
      const errand = await readErrand(view.private_metadata, recall);
      if (errand === null) return undefined;
      const form = await formOf(errand.f);
      const read = readAnswers(view.state, form);
      let command = commandOf(body, errand, read.answers, host);
      if (Object.keys(read.errors).length > 0) {
        const refusal = await refusalOf(command);
        const said = refusal === null ? null : firstLine(refusal);
        const byWord = refusal === null ? null : errorsByWord(read.answers, shownText(refusal));
        const errors = Object.entries(read.errors).map(([block, fault]) => [
          block,
          fault === "missing" && said !== null ? said : faultText(fault, errand.g ?? null),
        ]);
        return { response_action: "errors", errors: { ...Object.fromEntries(errors), ...byWord } };
      }
      if (command.text === "") {
        const missing = faultText("missing", errand.g ?? null);
        return { response_action: "errors", errors: { "ask:0": missing } };
      }
      const known = taken.has(command.externalId);
      if (!known && form?.asks.some((ask) => ask.preview === true)) {
        if (errand.p !== undefined && errand.p.of === command.text)
          command = { ...command, text: errand.p.say };
        else {
          // Nothing is sent that was not shown.
          const preview = await previewOf(form, errand, command);
          if (preview?.isReady && preview.view !== null)
            return { response_action: "update", view: preview.view };
        }
      }
      const rehearsal = known ? null : await rehearse(command);
      if (rehearsal !== null && !rehearsal.ok) {
        const errors = errorsByWord(read.answers, shownText(rehearsal.reply));
        if (errors !== null) return { response_action: "errors", errors };
        const block = blockOfRefusal(read.answers, shownText(rehearsal.reply));
        const said = firstLine(rehearsal.reply);
        if (block !== null) return { response_action: "errors", errors: { [block]: said } };
      }
      await host.accept(command);
      if (taken.size >= MOST_REMEMBERED) taken.clear();
      taken.add(command.externalId);
      return undefined;
    },
  };
}

function commandOf(
  body: ViewBody,
  errand: Errand,
  answers: readonly Answer[],
  { clock }: Pick<AdapterHost, "clock">,
): InboundCommand {
  const text = withAnswers(errand.c, answers);
  return fromView(body, { text, leadId: errand.l, chatId: errand.to }, clock.now());
}

/** What has the thing done that a reply shows. */
function confirmation({ choices, card }: OutboundMessage): string | null {
  return choices?.[0]?.value ?? card?.buttons[0]?.command ?? null;
}

/** Below a field there is room for what is wrong, not for how the command is typed. */
function firstLine(reply: OutboundMessage): string {
  return clipEscaped(shownText(reply).split("\n")[0] ?? "", REFUSAL_LENGTH) || "…";
}

/** A reply as plain text, without what can be pressed on it. */
function shownText({ choices: _choices, card, ...message }: OutboundMessage): string {
  const shown = card === undefined ? {} : { card: { ...card, buttons: [] } };
  return renderPlain({ ...message, ...shown }, CAPABILITIES)
    .map((part) => part.text)
    .join("\n\n");
}
