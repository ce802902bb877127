import { fold, type Language } from "../language.ts";
import { cleanText, clip } from "../text.ts";
import { changeLead } from "./change.ts";
import type { Pipeline } from "./config.ts";
import { initialStage } from "./stage.ts";
import { blankLead } from "./trail.ts";
import type { Turn } from "./turn.ts";
import type { Contact } from "./types/contact.ts";
import type { Lead } from "./types/lead.ts";
import type { Rep } from "./types/rep.ts";
import { say } from "./words.ts";

/** The source of a lead of which nobody knows where it came from. */
export const UNKNOWN_SOURCE = "direct";

/** The rule under which a lead keeps who had its contact before: see ownerFirst in routing. */
export const FORMER_OWNER = "former-owner";

export interface OpenFacts {
  contact: Contact;
  channel: string;
  language: Language;
  /** The next lead number. */
  number: number;
  /** Kept folded, so that "Instagram" and "instagram" count as one; default: `direct`. */
  source?: string | null;
  campaign?: string | null;
  referral?: string | null;
  /** The owner of the contact's last lead. */
  formerOwner?: Rep | null;
  pipeline: Pipeline;
}

/** Open a lead for a contact, in the pipeline's first stage. */
export function openLead(turn: Turn, facts: OpenFacts): Lead {
  const stage = initialStage(facts.pipeline);
  return changeLead(
    turn,
    blankLead(turn.nextId()),
    {
      number: facts.number,
      contactId: facts.contact.id,
      stage: stage.id,
      stageKind: stage.kind,
      stageSince: turn.at,
      channel: facts.channel,
      language: facts.language,
      source: short(fold(facts.source ?? ""), 60) ?? UNKNOWN_SOURCE,
      campaign: short(facts.campaign, 200),
      referral: short(facts.referral, 300),
      routeReasons: facts.formerOwner ? [formerOwnerReason(facts.formerOwner)] : [],
      openedAt: turn.at,
    },
    { kind: "lead-opened" },
  );
}

function formerOwnerReason(owner: Rep): Lead["routeReasons"][number] {
  return {
    rule: FORMER_OWNER,
    rep: owner.id,
    text: say(
      `${owner.name} had this contact before`,
      `${owner.name} já atendeu este contato`,
      `${owner.name} ya atendió a este contacto`,
    ),
  };
}

function short(text: string | null | undefined, max: number): string | null {
  const clean = clip(cleanText(text ?? "").trim(), max);
  return clean === "" ? null : clean;
}
