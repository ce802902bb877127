import { Command } from "commander";
import { action, type Cli } from "./cli.ts";
import { KINDS, type Platform, type Read, readPlatform, readPlatformId } from "./people-words.ts";
import { askFor, showAnswer, wrong } from "./show-people.ts";

/** `leadline reps link`. */
export function linkCommand(cli: Cli): Command {
  return new Command("link")
    .description("make a colleague known by an id of a platform")
    .argument("<rep>", "whom")
    .argument("<platform>", "slack, telegram or whatsapp")
    .argument("<id...>", "Slack: workspace:member, Telegram: the number, WhatsApp: the phone")
    .addHelpText(
      "after",
      "\nExamples:\n  leadline reps link ana slack T0123ABCD:U0456EFGH\n  leadline reps link ana telegram 123456789\n  leadline reps link ana whatsapp +55 11 91234-5678",
    )
    .action(
      action(cli, async (options, rep: string, platform: string, id: string[]) => {
        const read = readId(platform, id);
        if ("fault" in read) return wrong(cli, read.fault);
        const { kind, values } = read.value;
        return showAnswer(cli, options, await askFor(cli, options, { ask: "link", rep, kind, values }));
      }),
    );
}

/** `leadline reps unlink`. */
export function unlinkCommand(cli: Cli): Command {
  return new Command("unlink")
    .description("take an id from a colleague; without it, all of the platform")
    .argument("<rep>", "whom")
    .argument("<platform>", "slack, telegram or whatsapp")
    .argument("[id...]", "the id, from `leadline reps list`")
    .action(
      action(cli, async (options, rep: string, platform: string, id: string[]) => {
        const known = readPlatform(platform);
        if ("fault" in known) return wrong(cli, known.fault);
        const typed = id.join(" ").trim();
        const forms = typed === "" ? null : readPlatformId(known.value, typed);
        // What WhatsApp calls somebody besides the phone is taken as it stands.
        const values = forms === null ? null : [typed, ...("fault" in forms ? [] : forms.value)];
        const kinds = KINDS[known.value];
        return showAnswer(cli, options, await askFor(cli, options, { ask: "unlink", rep, kinds, values }));
      }),
    );
}

/** `leadline reps code`. */
export function codeCommand(cli: Cli): Command {
  return new Command("code")
    .description("a code by which a colleague links their own account: once, within 15 minutes")
    .argument("<rep>", "whom")
    .action(
      action(cli, async (options, rep: string) => {
        return showAnswer(cli, options, await askFor(cli, options, { ask: "code", rep }));
      }),
    );
}

function readId(platform: string, id: string[]): Read<{ kind: Platform; values: string[] }> {
  const kind = readPlatform(platform);
  if ("fault" in kind) return kind;
  const values = readPlatformId(kind.value, id.join(" "));
  return "fault" in values ? values : { value: { kind: kind.value, values: values.value } };
}
