import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { LeadlineError } from "../errors.ts";
import { compileFlows } from "../flow/bundle.ts";
import { exportEdits } from "../flow/export-edits.ts";
import { readFlowFolder } from "../flow/folder.ts";
import { shadowedTexts } from "../flow/with-edits.ts";
import type { ChatTemplate } from "../store/chat-templates.ts";
import { action, type Cli, type GlobalOptions, loadSettings } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";

/** `leadline template`: what colleagues changed in chat, and how it comes back into the files. */
export function templateCommand(cli: Cli): Command {
  return new Command("template")
    .summary("what was changed in chat, back into your files")
    .description(
      "Templates that managers changed in chat: how they differ from the files, and the file with them.",
    )
    .addCommand(diffCommand(cli))
    .addCommand(exportCommand(cli))
    .addHelpText(
      "after",
      "\nExamples:\n  leadline template diff\n  leadline template export --to flows/templates.yaml",
    );
}

function diffCommand(cli: Cli): Command {
  return new Command("diff").description("show every text that chat says otherwise than the files").action(
    action(cli, async (options: GlobalOptions) => {
      const { files, versions } = await read(cli, options);
      const shadowed = shadowedTexts(bundleOf(files), versions);
      if (options.json) cli.terminal.out(JSON.stringify(shadowed, null, 2));
      else if (shadowed.length === 0) cli.terminal.out("Chat says nothing that the files do not say.");
      for (const each of options.json ? [] : shadowed) {
        const by = versions.find(({ templateId }) => templateId === each.templateId)?.by ?? "?";
        const note =
          each.file === null ? " (in no file)" : each.isNewer ? " (the file has changed since)" : "";
        cli.terminal.out(`${each.templateId} ${each.slot}, by ${by}${note}`);
        for (const line of (each.file ?? "").split("\n"))
          if (each.file !== null) cli.terminal.out(`- ${line}`);
        for (const line of each.chat.split("\n")) cli.terminal.out(`+ ${line}`);
      }
      return EXIT.ok;
    }),
  );
}

function exportCommand(cli: Cli): Command {
  return new Command("export")
    .description("print templates.yaml with what chat says in it, its comments kept")
    .option("--to <file>", "write it there instead")
    .action(
      action(cli, async (options: GlobalOptions & { to?: string }) => {
        const { files, versions } = await read(cli, options);
        const text = exportEdits(files["templates.yaml"] ?? "", versions);
        // What is written must be what is sent.
        bundleOf({ ...files, "templates.yaml": text });
        if (options.to === undefined) cli.terminal.out(text.trimEnd());
        else {
          const to = resolve(cli.cwd, options.to);
          writeFileSync(to, text);
          cli.terminal.note(`Written to ${to}.`);
        }
        return EXIT.ok;
      }),
    );
}

async function read(
  cli: Cli,
  options: GlobalOptions,
): Promise<{ files: Record<string, string>; versions: ChatTemplate[] }> {
  const config = loadSettings(cli, options);
  const { readChatTemplates } = await import("../store/chat-templates.ts");
  return {
    files: await readFlowFolder(config.flowsFolder),
    versions: await readChatTemplates(config.databaseUrl),
  };
}

function bundleOf(files: Record<string, string>) {
  const { bundle } = compileFlows(files);
  if (bundle !== null) return bundle;
  throw new LeadlineError("flow-invalid", "The flow files have faults.", {
    fix: "`leadline flow check` shows them.",
  });
}
