import { checkApproved } from "./check-approved.ts";
import { COMMON_VARIABLES, FIELDS, keysSetBy } from "./check-names.ts";
import type { ParsedFiles } from "./parse-files.ts";
import { type Problem, suggest } from "./problems.ts";
import { TEMPLATE_CHANNELS } from "./text-faults.ts";
import { checkText } from "./text-problems.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** What texts that a rep sends may use besides the answers. */
export const TEMPLATE_VARIABLES = [...COMMON_VARIABLES, "rep", "rep_first_name", "stage", "ref"] as const;

/** Every variable that a template may name. */
export function templateVariables({ flows }: Pick<ParsedFiles, "flows">): string[] {
  const keys = flows.flatMap(({ data }) => [...keysSetBy(data)]);
  return [...new Set([...TEMPLATE_VARIABLES, ...FIELDS, ...keys])];
}

/** Faults of templates.yaml: the same that are told of a text that is edited in chat. */
export function checkTemplates(files: ParsedFiles): Problem[] {
  if (files.templates === null) return [];
  const { source, data } = files.templates;
  const known = templateVariables(files);
  return Object.entries(data.templates).flatMap(([id, { text, channels, whatsapp }]) => {
    const at: Path = ["templates", id];
    return [
      ...checkText(source, [...at, "text"], text, { channel: null, known }),
      ...Object.entries(channels).flatMap(([channel, own]) => [
        ...checkChannel(source, [...at, "channels", channel], channel),
        ...checkText(source, [...at, "channels", channel], own, { channel, known }),
      ]),
      ...(whatsapp === undefined ? [] : checkApproved(source, [...at, "whatsapp"], whatsapp, known)),
    ];
  });
}

function checkChannel(source: YamlFile, path: Path, channel: string): Problem[] {
  if (Object.hasOwn(TEMPLATE_CHANNELS, channel)) return [];
  return [
    source.problem(
      path,
      {
        message: `There is no channel \`${channel}\`: nobody would ever get this text.`,
        fix: suggest(channel, Object.keys(TEMPLATE_CHANNELS), "channel"),
      },
      { key: true },
    ),
  ];
}
