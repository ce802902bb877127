import type { CommandResult, LoadedCommand, ParsedCommand, RunContext } from "./define.ts";
import { noSuchLead } from "./load.ts";
import { notActive, notAllowed, refuseAccess } from "./policy.ts";
import { phrase } from "./present/phrase.ts";
import { safeName } from "./present/safe.ts";

/**
 * Decide a command on fresh rows. Pure: everything that it does goes through the turn. Permission is checked
 * here again, because role, owner and offer may have changed since the text was read.
 */
export function runCommand(parsed: ParsedCommand, loaded: LoadedCommand, context: RunContext): CommandResult {
  const { command } = parsed;
  const { actor, directory, language, lead } = context;
  if (!actor.active) return { reply: { text: notActive(directory)[language] }, refused: true };
  if (!command.allowed.includes(actor.role)) {
    return {
      reply: { text: notAllowed(command, { ...context, leadInThread: null })[language] },
      refused: true,
    };
  }
  if (command.access !== "none") {
    if (lead === null) return { reply: { text: noSuchLead({ ref: "" })[language] }, refused: true };
    const refused = refuseAccess(command.access, actor, lead.lead, directory);
    if (refused !== null) return { reply: { text: refused.text[language] }, refused: true };
  }
  const result = command.run({ ...context, args: parsed.args, data: loaded.data });
  return parsed.understood === undefined ? result : tellUnderstood(result, parsed.understood, context);
}

/** What was understood stands first, so that nobody takes the answer to one question for that to another. */
function tellUnderstood(result: CommandResult, command: string, { language }: RunContext): CommandResult {
  const first = understood({ command: safeName(command, 200) })[language];
  const text = [first, result.reply.text].filter(Boolean).join("\n");
  return { ...result, reply: { ...result.reply, text } };
}

const understood = phrase<{ command: string }>({
  en: "I understood: {command}",
  pt: "Entendi: {command}",
  es: "Entendí: {command}",
});
