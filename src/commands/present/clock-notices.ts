import { deadlineAsText } from "../../channel/render.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { RunningLimit } from "../../leads/sla.ts";
import type { At } from "../../leads/types/at.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { leadButtons } from "./card-actions.ts";
import { leadDeadlines, whenText } from "./deadlines.ts";
import { repName, stageName } from "./labels.ts";
import type { NoticeText } from "./notice-text.ts";
import type { NoticeFacts } from "./notices.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";
import { leadTitle } from "./title.ts";

/** An offer still waits: a post of its own, because a card that is brought up to date rings no bell. */
export function offerReminder(facts: NoticeFacts): NoticeText {
  const { lead, contact, offer, directory, bundle, at } = facts;
  const rep = directory.reps.get(lead.offeredTo ?? "");
  return (language) => {
    const view = { language, zone: rep?.timeZone ?? bundle.business.timeZone, at };
    const ref = leadRef(lead);
    const text = (rep === undefined ? stillFree({ ref }) : stillYours({ ref }))[language];
    const deadlines = leadDeadlines(lead, offer?.dueAt ?? lead.offerDueAt, view).slice(0, 1);
    return {
      text: `⏰ ${text}`,
      card: {
        title: `⏰ ${text}`,
        subtitle: `${leadTitle(lead, contact)} · ${stageName(bundle, lead.stage, language)}`,
        deadlines,
        fields: [],
        buttons: leadButtons(lead, { language }),
        leadId: lead.id,
      },
    };
  };
}

/**
 * Limits of a lead are near or have run out; a post of its own, for who has the lead (`to`) or for the managers (null),
 * who also read who has it.
 */
export function limitNotice(
  facts: NoticeFacts & {
    limits: readonly Pick<RunningLimit, "limit" | "dueAt">[];
    isOver: boolean;
    /** What ended it came too late. Default: it goes on. */
    hasEnded?: boolean;
  },
): (to: { rep: string } | { team: string | null } | null) => NoticeText {
  const { lead, contact, directory, bundle, at, limits, isOver, hasEnded = false } = facts;
  return (to) => (language) => {
    const rep = to !== null && "rep" in to ? directory.reps.get(to.rep) : undefined;
    const zone = rep?.timeZone ?? bundle.business.timeZone;
    const title = leadTitle(lead, contact);
    const deadlines = limits.map(({ limit, dueAt }) => {
      const what = limit === "stage" ? stageLimit(facts, language) : ANSWER[language];
      const text = (hasEnded ? (limit === "stage" ? endedStage : ended) : isOver ? over : near)({
        what,
        when: "{when}",
      })[language];
      return { text, at: dueAt, when: whenText(dueAt, { language, zone, at }) };
    });
    const lines = deadlines.map(deadlineAsText);
    const sign = isOver ? "🔴" : "⏳";
    const who = to === null ? [whose(facts, language)] : [];
    return {
      text: [`${sign} ${title}`, ...lines, ...who].join("\n"),
      card: {
        title: `${sign} ${title}`,
        deadlines,
        fields: [],
        ...(who.length === 0 ? {} : { lines: who }),
        buttons: leadButtons(lead, { language }),
        leadId: lead.id,
      },
    };
  };
}

function stageLimit({ lead, bundle }: NoticeFacts, language: Language): string {
  return inStage({ stage: stageName(bundle, lead.stage, language) })[language];
}

/** Who has it: for the managers. Whom nobody will hear of while they are away is named as such. */
function whose({ lead, directory, at }: NoticeFacts, language: Language): string {
  const id = lead.ownerId ?? lead.offeredTo;
  if (id === null) {
    const team = directory.teams.get(lead.teamId ?? "");
    return nobody({ team: team === undefined ? "" : ` (${safeName(team.name)})` })[language];
  }
  const rep = directory.reps.get(id);
  const isAway = rep !== undefined && isAwayAt(rep, at);
  const name = repName(directory, id);
  return (isAway ? withAbsent : withRep)({ name })[language];
}

function isAwayAt({ awayUntil }: Rep, at: At): boolean {
  return awayUntil !== null && awayUntil > at;
}

const stillYours = phrase<{ ref: string }>({
  en: "{ref} still waits for you: claim it or pass it on",
  pt: "{ref} ainda espera por você: assuma ou passe adiante",
  es: "{ref} todavía te espera: tómalo o pásalo",
});

const stillFree = phrase<{ ref: string }>({
  en: "{ref} still waits: nobody has claimed it",
  pt: "{ref} ainda espera: ninguém o assumiu",
  es: "{ref} todavía espera: nadie lo ha tomado",
});

const near = phrase<{ what: string; when: string }>({
  en: "{what}: due by {when}",
  pt: "{what}: prazo até {when}",
  es: "{what}: plazo hasta {when}",
});

const over = phrase<{ what: string; when: string }>({
  en: "{what}: overdue, it was due by {when}",
  pt: "{what}: atrasado, o prazo era até {when}",
  es: "{what}: atrasado, el plazo era hasta {when}",
});

const ended = phrase<{ what: string; when: string }>({
  en: "{what}: came too late, it was due by {when}",
  pt: "{what}: veio fora do prazo, que era até {when}",
  es: "{what}: llegó fuera de plazo, que era hasta {when}",
});

const endedStage = phrase<{ what: string; when: string }>({
  en: "{what}: ended too late, it was due by {when}",
  pt: "{what}: terminou fora do prazo, que era até {when}",
  es: "{what}: terminó fuera de plazo, que era hasta {when}",
});

const inStage = phrase<{ stage: string }>({
  en: "Stage {stage}",
  pt: "Etapa {stage}",
  es: "Etapa {stage}",
});

const withRep = phrase<{ name: string }>({ en: "With {name}", pt: "Com {name}", es: "Con {name}" });

const withAbsent = phrase<{ name: string }>({
  en: "With {name}, who is away: “assign” gives it to somebody else",
  pt: "Com {name}, que está ausente: “atribuir” passa para outra pessoa",
  es: "Con {name}, que está de ausencia: “asignar” lo da a otra persona",
});

const nobody = phrase<{ team: string }>({
  en: "Nobody has it{team}",
  pt: "Ninguém está com ele{team}",
  es: "Nadie lo tiene{team}",
});

const ANSWER: Texts = {
  en: "First answer to the customer",
  pt: "Primeira resposta ao cliente",
  es: "Primera respuesta al cliente",
};
