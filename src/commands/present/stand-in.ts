import type { OutboundMessage } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { FollowUpPage } from "../reads.ts";
import { formatMoment } from "../when/index.ts";
import { doneButton } from "./follow-up-buttons.ts";
import { followUpLine } from "./follow-ups.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** As many as one reads: the rest are a command away. */
export const MOST_LATE = 8;
const MOST_DONE = 3;
const NAME_LENGTH = 24;

/** What has become late while its rep is away, for who stands in; times in `zone`. */
export function standInNotice(
  rep: Rep,
  late: FollowUpPage,
  { zone, at }: { zone: string; at: At },
): (language: Language) => OutboundMessage {
  return (language) => {
    const name = safeName(rep.name);
    const end = rep.awayUntil ?? at;
    const until = end >= "9999" ? "" : ` ${UNTIL[language]} ${formatMoment(end, zone, language, at)}`;
    const title = heading({ name, until, count: late.total })[language];
    const shown = late.rows.slice(0, MOST_LATE);
    const rest = late.total - shown.length;
    const command = `followups overdue @${rep.id}`;
    const lines = [
      ...shown.map(({ followUp, lead }) => `• ${followUpLine(followUp, lead, { language, at, zone })}`),
      ...(rest > 0 ? [`… ${more({ count: rest, command })[language]}`] : []),
      HINT[language],
    ];
    const buttons = [
      ...shown.slice(0, MOST_DONE).map(({ followUp, lead }) => ({
        ...doneButton(leadRef(lead), followUp, language),
        label: `✓ ${leadRef(lead)} ${safeName(lead.name ?? lead.company ?? "", NAME_LENGTH)}`.trim(),
      })),
      ...(rest > 0 ? [{ label: ALL[language], command }] : []),
    ];
    return { text: [title, ...lines].join("\n"), card: { title, fields: [], lines, buttons } };
  };
}

const UNTIL: Texts = { en: "until", pt: "até", es: "hasta" };
const ALL: Texts = { en: "All overdue", pt: "Todos os atrasados", es: "Todos los atrasados" };

const heading = phrase<{ name: string; until: string; count: number }>({
  en: "⚠️ {name} is away{until}, and {count, plural, one {# follow-up is late} other {# follow-ups are late}}",
  pt: "⚠️ {name} está ausente{until}, com {count, plural, one {# acompanhamento atrasado} other {# acompanhamentos atrasados}}",
  es: "⚠️ {name} está de ausencia{until}, con {count, plural, one {# seguimiento atrasado} other {# seguimientos atrasados}}",
});

const more = phrase<{ count: number; command: string }>({
  en: "and {count, number} more: {command}",
  pt: "e mais {count, number}: {command}",
  es: "y {count, number} más: {command}",
});

const HINT: Texts = {
  en: "Each is told once. Tick off what you do, or give the lead to somebody who is here: “assign L-42 @name”.",
  pt: "Cada um é avisado uma vez. Conclua o que fizer, ou passe o lead a quem está aqui: “atribuir L-42 @nome”.",
  es: "De cada uno se avisa una vez. Completa lo que hagas, o pasa el lead a quien esté: “asignar L-42 @nombre”.",
};
