import { isRefusal, planFollowUp } from "../../leads/index.ts";
import { leadRef } from "../../leads/ref.ts";
import { planArg } from "../args/follow-up.ts";
import { leadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { followUpRef, whatToDo } from "../present/follow-ups.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { repeatsText } from "../present/repeats.ts";
import { formatMoment } from "../when/index.ts";
import { announce, leadOf, named, refused } from "./shared.ts";

export const followupCommand = defineCommand({
  name: "followup",
  words: {
    en: ["followup", "follow-up", "follow up", "remind", "remind me"],
    pt: ["agendar", "lembrar", "lembrete", "acompanhar", "retorno"],
    es: ["agendar", "recordar", "recordatorio", "programar", "seguimiento"],
  },
  help: {
    en: "Plan what comes next with a lead: when, and what; you are reminded then",
    pt: "Agendar o próximo passo com um lead: quando e o quê; você será lembrado na hora",
    es: "Programar el próximo paso con un lead: cuándo y qué; se te recordará a la hora",
  },
  examples: {
    en: [
      "followup L-42 tomorrow at 10:00 call about the price",
      "followup L-42 meeting friday 15:00",
      "followup L-42 every week monday 9:00 check in",
      "followup L-42 every weekday 9:00 call until 30 june except holidays",
    ],
    pt: [
      "agendar L-42 amanhã às 10h ligar sobre o preço",
      "agendar L-42 reunião sexta às 15h",
      "agendar L-42 toda semana segunda às 9h dar um alô",
      "agendar L-42 todo dia útil às 9h ligar até 30 de junho exceto feriados",
    ],
    es: [
      "agendar L-42 mañana a las 10:00 llamar por el precio",
      "agendar L-42 reunión viernes 15:00",
      "agendar L-42 cada semana lunes 9:00 saludar",
      "agendar L-42 cada día hábil 9:00 llamar hasta el 30 de junio menos feriados",
    ],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg({ byName: false }), plan: planArg() },
  run: (input) => {
    const loaded = leadOf(input);
    const { turn, actor, args, at, language } = input;
    const { what, kind, repeats, at: dueAt } = args.plan;
    const planned = planFollowUp(turn, loaded.lead, {
      repId: actor.id,
      kind,
      note: what ?? null,
      dueAt,
      repeats,
    });
    if (isRefusal(planned)) return refused(planned, language);
    announce(input, planned.lead);
    const { followUp } = planned;
    const ref = `${leadRef(loaded.lead)} ${followUpRef(followUp.id)}`;
    const facts = {
      ...named(loaded),
      what: whatToDo(followUp, language),
      when: formatMoment(followUp.dueAt, actor.timeZone, language, at),
      again: followUp.repeats === null ? "" : `, ${repeatsText(followUp.repeats, actor.timeZone)[language]}`,
    };
    const became = followUp.kind === kind ? [] : [asSupport(named(loaded))[language]];
    return {
      reply: {
        text: [plannedText(facts)[language], ...became].join("\n"),
        choices: [
          { value: `drop ${ref}`, label: DROP[language] },
          { value: `calendar ${ref}`, label: CALENDAR[language] },
        ],
      },
    };
  },
});

const CALENDAR: Texts = { en: "Calendar file", pt: "Calendário", es: "Calendario" };
const DROP: Texts = { en: "Drop it", pt: "Cancelar", es: "Cancelar" };

const plannedText = phrase<{ ref: string; what: string; when: string; again: string }>({
  en: "Planned for {ref}: {when}{again} – {what}. I will remind you then. “undo {ref}” takes it back.",
  pt: "Agendado para {ref}: {when}{again} – {what}. Aviso você na hora. “desfazer {ref}” desfaz.",
  es: "Programado para {ref}: {when}{again} – {what}. Te aviso a la hora. “deshacer {ref}” lo deshace.",
});

const asSupport = phrase<{ ref: string }>({
  en: "{ref} is closed, so it counts as support.",
  pt: "{ref} está encerrado; por isso conta como suporte.",
  es: "{ref} está cerrado; por eso cuenta como soporte.",
});
