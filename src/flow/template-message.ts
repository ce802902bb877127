import type { OutboundTemplate } from "../channel/outbound.ts";
import type { Language } from "../language.ts";
import { freeFormUntil, isWindowOpen } from "../leads/window.ts";
import { type ApprovedTemplate, approvedText, fillApproved } from "./approved.ts";
import type { FlowBundle } from "./bundle.ts";
import type { Lookup } from "./template.ts";
import { lookUp, missingVariables, renderTemplate, type TemplateValues } from "./templates.ts";

/** Where a template goes, and what is known of it. */
export interface TemplateGoal {
  language: Language;
  channel: string;
  values: TemplateValues;
  /** When the person last wrote there. */
  lastInboundAt: string | null;
  /** Hours after that in which the channel takes free text; null or undefined when it always does. */
  freeFormHours: number | null | undefined;
  at: string;
}

/** A template, ready to be sent. */
export interface TemplateMessage {
  /** As the person will read it. */
  text: string;
  /** The variables that have neither a value nor a fallback: they were left out. */
  missing: string[];
  message: { text: string; template?: OutboundTemplate };
  /** The name of the vendor's approved template, when that is what goes out; null for plain text. */
  approved: string | null;
  /** `text` is ours: what was approved is not written down here. Default: it is what the person reads. */
  isGuess?: boolean;
}

/**
 * A template filled in for a person: plain text where the channel takes it, else the one that the vendor has approved.
 * Null when there is no such template; `not-approved` when only an approved one could be sent and there is none in the
 * person's language, or one of its parameters has no value.
 */
export function templateMessage(
  bundle: FlowBundle,
  id: string,
  to: TemplateGoal,
): TemplateMessage | "not-approved" | null {
  const template = bundle.templates.get(id);
  const text = renderTemplate(bundle, id, to);
  if (template === undefined || text === null) return null;
  const plain = { text, missing: missingVariables(bundle, id, to), message: { text }, approved: null };
  if (to.freeFormHours === null || to.freeFormHours === undefined) return plain;
  const { approved } = template;
  const isOpen = isWindowOpen(to);
  const always = approved?.always === true;
  const freeUntil = isOpen && !always ? freeFormUntil(to) : null;
  const filled = approved === null ? null : complete(approved, to, lookUp(bundle, to), freeUntil);
  if (filled === null || approved === null) return isOpen ? plain : "not-approved";
  if (freeUntil !== null) return { ...plain, message: { text, template: filled } };
  const shown = approvedText(approved, filled, to.language);
  return {
    text: shown ?? text,
    missing: [],
    message: { text: shown ?? text, template: filled },
    approved: approved.name,
    ...(shown === null ? { isGuess: true } : {}),
  };
}

/** Meta refuses a parameter that is empty. */
function complete(
  approved: ApprovedTemplate,
  to: TemplateGoal,
  lookup: Lookup,
  freeUntil: string | null,
): OutboundTemplate | null {
  const filled = fillApproved(approved, to.language, lookup, freeUntil);
  const texts = [...(filled?.variables ?? []), ...(filled?.buttons ?? []).map(({ text }) => text)];
  return texts.includes("") ? null : filled;
}

/** The templates that may be sent to somebody who has not written for long: approved in their language. */
export function approvedIn(bundle: FlowBundle, language: Language) {
  return [...bundle.templates.values()].filter(({ approved }) => approved?.languages[language] !== undefined);
}
