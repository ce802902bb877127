import { z } from "zod";
import type { ArgSpec } from "../args/spec.ts";
import { defineCommand, type LoadContext } from "../define.ts";
import type { InsightAnswer, Numbers } from "../insights.ts";
import { parsePeriod } from "../period.ts";
import { countedFor, isManager, visibleTo } from "../policy.ts";
import { type HomeFacts, homePage } from "../present/home.ts";
import type { OwnNumbers } from "../present/own-numbers.ts";
import type { CommandReads, Scope } from "../reads.ts";

/** The most of anything that is read for a page: nobody works on more at once. */
const MOST = 300;

export const homeCommand = defineCommand({
  name: "home",
  words: { en: ["home"], pt: ["início"], es: ["inicio"] },
  help: {
    en: "Your own page: what is urgent, your follow-ups, your numbers",
    pt: "Sua página: o que é urgente, seus lembretes, seus números",
    es: "Tu página: lo urgente, tus recordatorios, tus números",
  },
  examples: {
    en: ["home", "home page 2"],
    pt: ["início", "início página 2"],
    es: ["inicio", "inicio página 2"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { page: pageArg() },
  load: async (_args, reads, context) => ({ data: await read(reads, context) }),
  run: (input) => {
    const facts: HomeFacts = input.data;
    const { actor, args, bundle, directory, language, at } = input;
    const page = homePage(facts, args.page, { actor, bundle, directory, language, at });
    return { reply: { page, replaceKey: `home:${actor.id}` } };
  },
});

async function read(reads: CommandReads, context: LoadContext): Promise<HomeFacts> {
  const { actor, directory, at } = context;
  const visible = visibleTo(actor, directory);
  const own: Scope = { kind: "visible", repId: actor.id };
  const [offers, work, followUps, numbers, managed] = await Promise.all([
    reads.leads({ scope: own, offeredTo: actor.id, stageKinds: ["open"] }, { offset: 0, limit: 20 }),
    reads.openWork({ scope: own, ownerId: actor.id }, MOST),
    reads.followUps({ scope: visible, repId: actor.id, until: endOfDay(context) }, { offset: 0, limit: 50 }),
    readNumbers(reads, context),
    isManager(actor) ? readManaged(reads, context, visible) : null,
  ]);
  return { offers: offers.rows, work, followUps: followUps.rows, numbers, managed, at };
}

/** What the month brought so far, and what it brought to each of the team on average. */
async function readNumbers(reads: CommandReads, context: LoadContext): Promise<OwnNumbers> {
  const { actor, directory } = context;
  const period = thisMonth(context);
  const mine = await reads.insight({ ...period, scope: { kind: "owned", repId: actor.id }, filter: {} });
  const teamIds = directory.members.filter(({ repId }) => repId === actor.id).map(({ teamId }) => teamId);
  const others = new Set(
    directory.members.filter(({ teamId }) => teamIds.includes(teamId)).map(({ repId }) => repId),
  );
  const everybody = [...directory.reps.values()].filter(
    (rep) => rep.active && rep.role === "rep" && (teamIds.length === 0 || others.has(rep.id)),
  );
  const scope: Scope = teamIds.length === 0 ? { kind: "all" } : { kind: "teams", teamIds, repId: null };
  const team = await reads.insight({ ...period, scope, filter: {}, by: "owner" });
  return { mine: mine.total, team: averageOf(team, new Set(everybody.map(({ id }) => id))) };
}

function averageOf(answer: InsightAnswer, reps: ReadonlySet<string>): OwnNumbers["team"] {
  if (reps.size < 2) return null;
  const groups = answer.groups.filter(({ key }) => reps.has(key)).map(({ numbers }) => numbers);
  const sum = (of: (numbers: Numbers) => number) => groups.reduce((total, each) => total + of(each), 0);
  return {
    created: sum((each) => each.created) / reps.size,
    won: sum((each) => each.won.count) / reps.size,
    medianSeconds: answer.total.firstResponse.working.medianSeconds,
  };
}

async function readManaged(reads: CommandReads, context: LoadContext, scope: Scope) {
  const counted = countedFor(context.actor, context.directory);
  const soon = new Date(Date.parse(context.at) + 3_600_000).toISOString();
  const [pipeline, free, slow, late, board] = await Promise.all([
    reads.pipelineCounts(counted),
    reads.leads({ scope, pool: true, stageKinds: ["open"] }, { offset: 0, limit: 5 }),
    reads.openWork({ scope, unanswered: true }, 8),
    reads.leads({ scope, limitBy: soon, order: "urgent" }, { offset: 0, limit: 8 }),
    reads.insight({ ...thisMonth(context), scope: counted, filter: {}, by: "owner" }),
  ]);
  return { pipeline, free, slow, late, board };
}

function thisMonth({ at, bundle }: LoadContext): { from: string; to: string } {
  const { from, to } = parsePeriod("this month", at, bundle.business.timeZone)!;
  return { from, to };
}

function endOfDay({ at, actor }: LoadContext): string {
  return parsePeriod("today", at, actor.timeZone)!.to;
}

/** `page 2`, in any language, or nothing. */
function pageArg(): ArgSpec<number> {
  return {
    kind: "filters",
    label: { en: "page", pt: "página", es: "página" },
    optional: false,
    schema: z.number().int().min(1).max(100),
    read: ({ tokens }) => {
      const [word, number] = tokens.map((token) => token.folded);
      if (word === undefined) return [{ value: 1, used: 0 }];
      const isPage = (word === "page" || word === "pagina") && /^\d{1,3}$/.test(number ?? "");
      return isPage ? [{ value: Number(number), used: 2 }] : [];
    },
    missing: null,
  };
}
