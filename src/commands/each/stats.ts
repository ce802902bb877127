import { optionalRepArg } from "../args/rep.ts";
import { optionalPeriodArg } from "../args/simple.ts";
import type { CommandProblem } from "../define.ts";
import { defineCommand, type LoadContext } from "../define.ts";
import { problem } from "../help-text.ts";
import { parsePeriod, previousPeriod } from "../period.ts";
import { countedFor, refuseNumbersOf } from "../policy.ts";
import { repName } from "../present/labels.ts";
import { pipelineMessage, statsMessage } from "../present/numbers.ts";
import type { Scope } from "../reads.ts";

export const statsCommand = defineCommand({
  name: "stats",
  words: {
    en: ["stats", "numbers", "statistics"],
    pt: ["números", "estatísticas", "resultados"],
    es: ["números", "estadísticas", "resultados"],
  },
  help: {
    en: "Numbers of a period against the one before: yours, or everybody's for managers",
    pt: "Números de um período contra o anterior: os seus, ou os de todos para gerentes",
    es: "Números de un período frente al anterior: los tuyos, o los de todos para gerentes",
  },
  examples: {
    en: ["stats", "stats last month", "stats @me last 30 days"],
    pt: ["números", "números mês passado", "números @eu últimos 30 dias"],
    es: ["números", "números mes pasado", "números @yo últimos 30 días"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { rep: optionalRepArg(), period: optionalPeriodArg() },
  load: async (args, reads, context) => {
    const scope = scopeOf(args.rep, context);
    if ("problem" in scope) return scope;
    const zone = context.bundle.business.timeZone;
    const period = args.period ?? parsePeriod("this week", context.at, zone)!;
    const earlier = previousPeriod(period, context.at, zone);
    const [now, before] = await Promise.all([reads.stats(period, scope), reads.stats(earlier, scope)]);
    return { data: { period, now, before, scope } };
  },
  run: ({ data, directory, bundle, language }) => {
    const { period, now, before, scope } = data;
    const whose = scope.kind === "owned" ? repName(directory, scope.repId) : null;
    return { reply: statsMessage({ period, now, before, whose }, bundle, language) };
  },
});

export const pipelineCommand = defineCommand({
  name: "pipeline",
  words: {
    en: ["pipeline"],
    pt: ["funil", "funil de vendas", "pipeline"],
    es: ["embudo", "embudo de ventas", "pipeline"],
  },
  help: {
    en: "Leads and value by stage as it is now: yours, or everybody's for managers",
    pt: "Leads e valor por etapa agora: os seus, ou os de todos para gerentes",
    es: "Leads y monto por etapa ahora: los tuyos, o los de todos para gerentes",
  },
  examples: {
    en: ["pipeline", "pipeline @me"],
    pt: ["funil", "funil @eu"],
    es: ["embudo", "embudo @yo"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { rep: optionalRepArg() },
  load: async (args, reads, context) => {
    const scope = scopeOf(args.rep, context);
    if ("problem" in scope) return scope;
    return { data: { scope, rows: await reads.pipelineCounts(scope) } };
  },
  run: ({ data, directory, bundle, language }) => {
    const whose = data.scope.kind === "owned" ? repName(directory, data.scope.repId) : null;
    return { reply: pipelineMessage(data.rows, whose, bundle, language) };
  },
});

/** Whose numbers: a colleague's are for managers. */
function scopeOf(
  rep: string | undefined,
  { actor, directory, language }: LoadContext,
): Scope | CommandProblem {
  if (rep === undefined) return countedFor(actor, directory);
  const refusal = refuseNumbersOf(actor, rep, directory);
  return refusal === null ? { kind: "owned", repId: rep } : problem(refusal.code, refusal.text, language);
}
