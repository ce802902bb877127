import { fold } from "../language.ts";
import { leadRef } from "../leads/ref.ts";
import type { LeadTarget } from "./args/spec.ts";
import type { CommandProblem, LoadContext, LoadedCommand, ParsedCommand, ResolveContext } from "./define.ts";
import { problem } from "./help-text.ts";
import { refuseAccess, visibleTo } from "./policy.ts";
import { phrase } from "./present/phrase.ts";
import { safeName } from "./present/safe.ts";
import type { CommandReads, LeadRow } from "./reads.ts";

/** The most leads that a name is offered for. */
const MOST_NAMED = 8;

/**
 * Read what the command needs before it is decided: which lead is meant, which rows the engine must load
 * fresh, and lists and numbers for the reply. A name that fits no lead or several is a problem with choices.
 */
export async function loadCommand(
  parsed: ParsedCommand,
  reads: CommandReads,
  context: ResolveContext & Pick<LoadContext, "studio" | "makeCode">,
): Promise<LoadedCommand | CommandProblem> {
  const target = parsed.target === null ? null : await findLead(parsed.target, parsed, reads, context);
  if (target !== null && typeof target !== "string") return target;
  const denied = target === null ? null : await refuseLoading(target, parsed, reads, context);
  if (denied !== null) return denied;
  const loaded = await parsed.command.load?.(parsed.args, reads, { ...context, leadId: target });
  if (loaded === undefined) return { leadId: target, activityIds: [], data: null };
  if ("problem" in loaded) return loaded;
  return {
    leadId: loaded.leadId === undefined ? target : loaded.leadId,
    activityIds: loaded.activityIds ?? [],
    ...(loaded.followUpIds === undefined ? {} : { followUpIds: loaded.followUpIds }),
    ...(loaded.digestIds === undefined ? {} : { digestIds: loaded.digestIds }),
    ...(loaded.otherLeadId === undefined ? {} : { otherLeadId: loaded.otherLeadId }),
    ...(loaded.merge === undefined ? {} : { merge: loaded.merge }),
    data: loaded.data,
  };
}

/** What a command reads of a lead may show in its answer, so rights are looked at before; they decide at the end. */
async function refuseLoading(
  leadId: string,
  { command }: ParsedCommand,
  reads: CommandReads,
  { actor, directory, language }: ResolveContext,
): Promise<CommandProblem | null> {
  const lead = command.access === "none" ? null : await reads.leadById(leadId);
  const refusal = lead === null ? null : refuseAccess(command.access, actor, lead, directory);
  return refusal === null ? null : problem(refusal.code, refusal.text, language);
}

async function findLead(
  target: LeadTarget,
  parsed: ParsedCommand,
  reads: CommandReads,
  context: ResolveContext,
): Promise<string | CommandProblem> {
  const { language } = context;
  if (target.kind === "thread") return target.id;
  if (target.kind === "number") {
    const id = await reads.leadIdByNumber(target.number);
    return id ?? problem("no-such-lead", noSuchLead({ ref: leadRef({ number: target.number }) }), language);
  }
  const name = safeName(target.name, 60);
  const rows = await reads.findLeads(
    fold(target.name),
    visibleTo(context.actor, context.directory),
    MOST_NAMED,
  );
  if (rows.length === 0) return problem("no-lead-named", noLeadNamed({ name }), language);
  if (rows.length === 1) return rows[0]!.id;
  const choices = rows.map((row) => ({ value: parsed.withLead(leadRef(row)), label: describe(row) }));
  return problem("several-leads", severalLeads({ name }), language, choices);
}

function describe(row: LeadRow): string {
  const who = [row.name, row.company].filter((part) => part !== null).map((part) => safeName(part, 30));
  return [leadRef(row), ...who].join(" · ");
}

/** No lead has this number, or it has been deleted. */
export const noSuchLead = phrase<{ ref: string }>({
  en: "There is no lead {ref}.",
  pt: "Não existe o lead {ref}.",
  es: "No existe el lead {ref}.",
});

const noLeadNamed = phrase<{ name: string }>({
  en: "I found no lead called “{name}” among those that you may see.",
  pt: "Não encontrei nenhum lead chamado “{name}” entre os que você pode ver.",
  es: "No encontré ningún lead llamado “{name}” entre los que puedes ver.",
});

const severalLeads = phrase<{ name: string }>({
  en: "Several leads fit “{name}”. Which one?",
  pt: "Mais de um lead combina com “{name}”. Qual deles?",
  es: "Varios leads coinciden con “{name}”. ¿Cuál?",
});
