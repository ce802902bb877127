import { contextOf } from "../args/moment.ts";
import type { ResolveContext } from "../context.ts";
import { readUntil } from "../when/index.ts";
import { leadText } from "./parts.ts";
import { asks, type Built, changes, lead, type SaidWords, type Sentence } from "./pattern.ts";

const STEP_EN = "(?:follow-?up|reminder|call|meeting|visit|next step)";
const STEP_PT =
  "(?:o (?:lembrete|retorno|acompanhamento|encontro|proximo passo)|a (?:ligacao|reuniao|visita))";
const STEP_ES =
  "(?:el (?:recordatorio|seguimiento|encuentro|proximo paso)|la (?:llamada|reunion|visita|cita))";
const UNTIL = "(?<when>[^?!]{2,60}?)";

/** What is to be done next, and when after all, in the three languages. */
export const AGENDA: readonly Sentence[] = [
  asks(
    "(?:my )?overdue(?: follow-?ups?| reminders?)?|what(?: is|'s| am i) (?:overdue|late)(?: (?:on|with|for))?|what have i missed|(?:meus |o |os )?(?:atrasados?|vencidos?)|(?:mis |lo |los )?(?:atrasados?|vencidos?)|o que (?:esta|ta|tenho) (?:de )?(?:atrasado|vencido)|que (?:esta|hay|tengo) (?:atrasado|vencido)",
    () => ({ text: "followups overdue", sure: true }),
  ),
  asks(
    "what(?: is|'s) (?:due(?: today)?|on my (?:plate|agenda|list)(?: for)?(?: today)?)|o que (?:eu )?(?:preciso|devo) fazer(?: hoje)?|que (?:hay|tengo) pendiente(?: hoy)?|que debo hacer(?: hoy)?",
    () => ({ text: "agenda", sure: true }),
  ),
  asks(
    "what (?:do i have|have i got|is|'s) (?:to do |on |due |planned )?(?:for )?(?:on my (?:plate|agenda|list) )?(?:today|this week|tomorrow)?|what should i do (?:next|today|now)|my (?:follow-?ups|agenda|to-?dos?)(?: today)?",
    () => ({ text: "agenda", sure: true }),
  ),
  asks(
    "(?:o que (?:eu )?tenho|o que tem|quais sao (?:os )?meus (?:acompanhamentos|retornos|lembretes|compromissos))(?: para| pra| de)?(?: fazer)?(?: hoje| esta semana)?|minha agenda(?: de hoje)?",
    () => ({ text: "agenda", sure: true }),
  ),
  asks(
    "que tengo(?: que hacer)?(?: para| de)?(?: hoy| esta semana)?|cuales son mis (?:seguimientos|pendientes|recordatorios)(?: de hoy)?|mi agenda(?: de hoy)?",
    () => ({ text: "agenda", sure: true }),
  ),
  asks(
    "(?:what(?: i|')s|what comes) next(?: for me)?|what now|(?:what(?: i|')s )?(?:my day|(?:on )?today)|(?:como (?:esta|e) )?(?:o )?meu dia|hoje|o que (?:vem|tem) (?:agora|depois|a seguir)|e agora|(?:como (?:esta|es) )?mi dia|hoy|que (?:sigue|viene)(?: ahora)?|y ahora(?: que)?",
    () => ({ text: "agenda", sure: true }),
  ),
  asks(
    "(?:(?:what|which) leads (?:have no|have not got an?y?|are without an?y?|don't have an?y?|do not have an?y?|need a)|(?:my |which )?leads (?:without|with no)(?: an?y?)?) (?:next steps?|follow-?ups?)(?: planned)?",
    () => ({ text: "followups unplanned", sure: true }),
  ),
  asks(
    "(?:(?:quais|que) leads (?:meus )?(?:estao|ficaram|tenho) sem|(?:(?:quais|que) leads nao tem|(?:os |meus )?leads sem)) (?:um |o |nenhum )?(?:proximo passo|retorno|acompanhamento|lembrete)(?: agendado| marcado)?",
    () => ({ text: "followups unplanned", sure: true }),
  ),
  asks(
    "(?:(?:que|cuales) leads (?:no tienen|estan sin|tengo sin)|(?:los |mis )?leads sin) (?:un |el |ningun )?(?:(?:proximo|siguiente) paso|seguimiento|recordatorio)(?: programado| agendado)?",
    () => ({ text: "followups unplanned", sure: true }),
  ),

  // Another time. A stage that is called so comes first.
  changes(
    `(?:push|postpone|delay|put off|move|snooze|reschedule)(?: back)? (?:(?:the |my )?${STEP_EN} (?:of|for|with|to|on|about) )?${lead()} (?:to|until|till|for|by) ${UNTIL}`,
    later,
  ),
  changes(
    `(?:adia|adie|adiar|empurra|empurre|joga|jogue|passa|passe|muda|mude|remarca|remarque|reagenda|reagende) (?:${STEP_PT} (?:d[aeo]|com|para|pra) )?(?:[oa] )?${lead()} (?:para|pra|pro|ate|por) ${UNTIL}`,
    later,
  ),
  changes(
    `(?:pospon|posponga|aplaza|aplace|mueve|mueva|pasa|pase|cambia|cambie|reprograma|reprograme) (?:${STEP_ES} (?:del?|con|a|para) )?(?:a )?(?:el |la )?${lead()} (?:a|al|para|hasta|por) ${UNTIL}`,
    later,
  ),

  // Not at all.
  changes(
    `(?:cancel|delete|remove|forget|drop|scrap) (?:the |my )?${STEP_EN} (?:of|for|with|to|on|about) ${lead()}`,
    onLead("drop"),
  ),
  changes(
    `(?:cancela|cancele|cancelar|apaga|apague|tira|tire|remove|remova|esquece|esqueca) ${STEP_PT} (?:d[aeo]|com|para|pra|pro) (?:[oa] )?${lead()}`,
    onLead("drop"),
  ),
  changes(
    `(?:cancela|cancele|cancelar|borra|borre|quita|quite|elimina|elimine|olvida) ${STEP_ES} (?:del?|con|a|al|para) (?:el |la )?${lead()}`,
    onLead("drop"),
  ),

  // No more messages by themselves.
  changes(
    `(?<verb>stop|pause|end|cancel) (?:the |all )?(?:sequences?|nurture|nurturing|automatic messages) (?:of|for|to|with) ${lead()}`,
    onLead("unenrol"),
  ),
  changes(
    `(?:take|get|remove) ${lead()} (?:out of|off|from) (?:the |all )?(?:sequences?|nurture)`,
    onLead("unenrol"),
  ),
  changes(
    `(?<verb>para|pare|pausa|pause|cancela|cancele|encerra|encerre) (?:a |as )?(?:sequencias?|mensagens automaticas) (?:d[aeo]|com|para|pra|pro) (?:[oa] )?${lead()}`,
    onLead("unenrol"),
  ),
  changes(`(?:tira|tire|remove|remova) (?:[oa] )?${lead()} d(?:a|as|e) sequencias?`, onLead("unenrol")),
  changes(
    `(?<verb>para|pare|deten|detenga|pausa|pause|cancela|cancele) (?:la |las |los )?(?:secuencias?|mensajes automaticos) (?:del?|con|a|al|para) (?:el |la )?${lead()}`,
    onLead("unenrol"),
  ),
  changes(
    `(?:saca|saque|quita|quite) (?:a |el |la )?${lead()} de (?:la |las )?secuencias?`,
    onLead("unenrol"),
  ),
];

/** Only where what is said last is a time: "push L-42 to negotiation" is about a stage. */
function later(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  const when = said.when?.trim() ?? "";
  if (found === null || readUntil(when, contextOf(context)) === null) return null;
  return { text: `snooze ${found.text} ${when}`.replace(/ {2,}/g, " "), sure: found.sure };
}

function onLead(command: "drop" | "unenrol"): Sentence["build"] {
  return (said, context) => {
    const found = leadText(said.lead, context);
    if (found === null) return null;
    // A sequence that is left is not taken up where it was: who wants a pause is asked.
    const isPause = /^pau/i.test(said.verb ?? "");
    return { text: `${command} ${found.text}`.trim(), sure: found.sure && !isPause };
  };
}
