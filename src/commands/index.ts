/**
 * Commands by which reps, managers and admins work: the same on every surface.
 *
 * The engine calls, in this order:
 *   resolveCommand(text, ResolveContext)              → ParsedCommand | CommandProblem   (pure)
 *   loadCommand(parsed, reads, context)               → Promise<LoadedCommand | CommandProblem>
 *   runCommand(parsed, loaded, RunContext)            → CommandResult                    (pure, inside decide)
 * A problem carries the reply to the person; `LoadedCommand` names the lead and the activities to load.
 */
export { COMMANDS } from "./catalogue.ts";
export type {
  Access,
  Command,
  CommandProblem,
  CommandResult,
  LoadedCommand,
  LoadedLead,
  LoadedPerson,
  ParsedCommand,
  ResolveContext,
  RunContext,
} from "./define.ts";
export { defineCommand, isProblem } from "./define.ts";
export { loadCommand } from "./load.ts";
export { parsePeriod, previousPeriod } from "./period.ts";
export type {
  CommandReads,
  LeadFilter,
  LeadPage,
  LeadRow,
  Page,
  Period,
  PipelineRow,
  Scope,
  TailMessage,
  Tally,
} from "./reads.ts";
export { isInternal, resolveCommand } from "./resolve.ts";
export { runCommand } from "./run.ts";
