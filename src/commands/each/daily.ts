import { needsNextStep } from "../../leads/daily-list.ts";
import { onOffArg } from "../args/on-off.ts";
import { defineCommand, type LoadContext } from "../define.ts";
import { visibleTo } from "../policy.ts";
import { type DailyFacts, dailyList } from "../present/daily-list.ts";
import { phrase } from "../present/phrase.ts";
import type { CommandReads } from "../reads.ts";

/** More than anybody works on at once; the message counts those beyond. */
const MOST = 1_000;
const MOST_OVERDUE = 20;

const args = { to: onOffArg() };

/** Answers, and is what the daily list itself tells: see src/engine/daily-list.ts. */
export const dailyCommand = defineCommand<typeof args, DailyFacts>({
  name: "daily",
  words: {
    en: ["daily", "daily list"],
    pt: ["diário", "lista diária"],
    es: ["diario", "lista diaria"],
  },
  help: {
    en: "What is overdue and which of your leads have no next step; on or off says whether it comes each morning",
    pt: "O que está atrasado e quais dos seus leads não têm próximo passo; ligar ou desligar diz se a lista vem toda manhã",
    es: "Lo atrasado y cuáles de tus leads no tienen próximo paso; activar o apagar dice si la lista llega cada mañana",
  },
  examples: {
    en: ["daily", "daily off", "daily on"],
    pt: ["diário", "diário desligar"],
    es: ["diario", "diario apagar"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args,
  load: async (_args, reads, context) => ({ data: await readDaily(reads, context) }),
  run: ({ args: { to }, actor, turn, bundle, language, at, data }) => {
    if (to !== undefined) {
      const dailyListOffAt = to === "off" ? (actor.dailyListOffAt ?? at) : null;
      turn.save("reps", { ...actor, dailyListOffAt, updatedAt: at });
      return { reply: { text: (to === "off" ? isOff({}) : isOn({}))[language] } };
    }
    const reply = dailyList(data, { rep: { ...actor, language }, bundle, at });
    return { reply: reply ?? { text: nothing({})[language] } };
  },
});

/** Read what the list tells of, as far as the business wants it. */
export async function readDaily(reads: CommandReads, context: LoadContext): Promise<DailyFacts> {
  const { actor, bundle, directory, at } = context;
  const { overdue, withoutNextStep } = bundle.business.dailyList;
  const scope = visibleTo(actor, directory);
  const stages = bundle.pipeline.stages.filter(needsNextStep).map((stage) => stage.id);
  const [late, unplanned] = await Promise.all([
    overdue
      ? reads.followUps({ scope, repId: actor.id, until: at }, { offset: 0, limit: MOST_OVERDUE })
      : { rows: [], total: 0 },
    withoutNextStep
      ? reads.leads(
          { scope, ownerId: actor.id, stages, unplanned: true, order: "hottest" },
          { offset: 0, limit: MOST },
        )
      : { rows: [], total: 0 },
  ]);
  return { overdue: late, unplanned };
}

const isOff = phrase({
  en: "The list comes no more. “daily” shows it whenever you want, “daily on” brings it back.",
  pt: "A lista não vem mais. “diário” mostra quando você quiser; “diário ligar” traz de volta.",
  es: "La lista ya no llega. “diario” la muestra cuando quieras; “diario activar” la trae de vuelta.",
});

const isOn = phrase({
  en: "The list comes each working morning when there is something on it.",
  pt: "A lista vem em cada manhã de trabalho em que houver algo nela.",
  es: "La lista llega cada mañana de trabajo en que haya algo en ella.",
});

const nothing = phrase({
  en: "Nothing is overdue, and each of your leads that should have a next step has one.",
  pt: "Nada está atrasado, e cada lead seu que deveria ter um próximo passo tem um.",
  es: "Nada está atrasado, y cada lead tuyo que debería tener un próximo paso lo tiene.",
});
