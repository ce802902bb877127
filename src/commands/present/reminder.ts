import type { Card } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { FollowUp } from "../../leads/types/follow-up.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { formatMoment } from "../when/echo.ts";
import { templateButton } from "./card-actions.ts";
import { followUpButtons, snoozeMenu } from "./follow-up-buttons.ts";
import { whatToDo } from "./follow-ups.ts";
import { formatDuration } from "./format.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";
import { repeatsText } from "./repeats.ts";
import { safeName } from "./safe.ts";
import { snoozeTimes } from "./snooze.ts";
import { leadTitle } from "./title.ts";

/** From how late on a reminder says so: what is due wakes within a second while the program runs. */
const LATE_MS = 120_000;

/** What a reminder tells. */
export interface ReminderFacts {
  followUp: FollowUp;
  lead: Lead;
  contact: Contact;
  bundle: FlowBundle;
  /** The lead in a few facts, per language. */
  about: (language: Language) => Pick<Card, "subtitle" | "fields">;
  /** Who is reminded; null: the managers. */
  to: Rep | null;
  /** Whose it is, where that is another: they are away or have left. Default: nobody else. */
  instead?: Rep | null;
  at: At;
}

/**
 * A follow-up is due: what, of whom, and what can be done about it. It comes at the time that was asked for, whatever
 * the hour; late ones say so, and to who is away that the managers are told as well.
 */
export function reminderNotice(facts: ReminderFacts): NoticeText {
  const { followUp, lead, contact, bundle, to, instead = null, at } = facts;
  const zone = to?.timeZone ?? bundle.business.timeZone;
  const lateMs = Date.parse(at) - Date.parse(followUp.dueAt);
  const isAway = to !== null && to.awayUntil !== null && to.awayUntil > at;
  return (language) => {
    const what = whatToDo(followUp, language, 300);
    const title = leadTitle(lead, contact);
    const day = (time: At) => formatMoment(time, zone, language, at);
    const lines = [
      dueNow({ due: day(followUp.dueAt) })[language],
      ...(lateMs < LATE_MS ? [] : [isLate({ late: formatDuration(lateMs) })[language]]),
      ...(followUp.repeats === null ? [] : [`🔁 ${repeatsText(followUp.repeats, zone)[language]}`]),
      ...(isAway ? [youAreAway({ until: untilText(to, day, language), ref: leadRef(lead) })[language]] : []),
      ...(instead === null ? [] : [whose(instead, at, untilText(instead, day, language))[language]]),
    ];
    const reader = to ?? instead;
    const times = reader === null ? [] : snoozeTimes(reader, at, bundle.calendar);
    const template = templateButton(leadRef(lead), { bundle, language });
    const about = facts.about(language);
    const phone = contact.phone === null ? null : safeName(contact.phone, 40);
    const tel = phone === null ? [] : [{ label: PHONE[language], value: phone, tel: phone }];
    return {
      text: [`⏰ ${what} – ${title}`, ...(phone === null ? [] : [`☎ ${phone}`]), ...lines].join("\n"),
      card: {
        title: `⏰ ${what}`,
        ...about,
        fields: [...tel, ...about.fields],
        lines: [title, ...lines],
        buttons: followUpButtons(followUp, lead, language, phone),
        ...(times.length === 0 ? {} : { select: snoozeMenu(followUp, lead, times, language) }),
        ...(template === null ? {} : { more: [template] }),
        leadId: lead.id,
      },
    };
  };
}

/** ` until Fri 13 Mar, 09:00`; nothing where no end was said. */
function untilText({ awayUntil }: Rep, day: (time: At) => string, language: Language): string {
  return awayUntil === null || awayUntil >= NEVER ? "" : ` ${UNTIL[language]} ${day(awayUntil)}`;
}

const NEVER = "9000";
const UNTIL: Texts = { en: "until", pt: "até", es: "hasta el" };

function whose(rep: Rep, at: At, until: string): Texts {
  const name = safeName(rep.name);
  if (!rep.active) return hasLeft({ name });
  return rep.awayUntil !== null && rep.awayUntil > at ? isAwayUntil({ name, until }) : belongsTo({ name });
}

const PHONE: Texts = { en: "Phone", pt: "Telefone", es: "Teléfono" };

const dueNow = phrase<{ due: string }>({
  en: "Due {due}",
  pt: "Para {due}",
  es: "Para el {due}",
});

const isLate = phrase<{ late: string }>({
  en: "This reminder comes {late} late.",
  pt: "Este lembrete chega com {late} de atraso.",
  es: "Este recordatorio llega {late} tarde.",
});

const youAreAway = phrase<{ until: string; ref: string }>({
  en: "You are away{until}: your managers have been told too. “assign {ref} @colleague” gives it to somebody.",
  pt: "Você está fora{until}: seus gestores também foram avisados. “atribuir {ref} @colega” passa para alguém.",
  es: "Tienes ausencia{until}: tus gerentes también recibieron el aviso. “asignar {ref} @colega” lo pasa a alguien.",
});

const isAwayUntil = phrase<{ name: string; until: string }>({
  en: "It is {name}’s, who is away{until}.",
  pt: "É de {name}, que está fora{until}.",
  es: "Es de {name}, con ausencia{until}.",
});

const hasLeft = phrase<{ name: string }>({
  en: "It was {name}’s, who is no longer active here.",
  pt: "Era de {name}, que não está mais ativo aqui.",
  es: "Era de {name}, que ya no está activo aquí.",
});

const belongsTo = phrase<{ name: string }>({
  en: "It is {name}’s.",
  pt: "É de {name}.",
  es: "Es de {name}.",
});
