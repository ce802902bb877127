import { z } from "zod";
import type { CountedOnTemplate, Finding } from "../../../src/channel/adapter.ts";
import type { Graph } from "./graph.ts";

/** Templates of an account, as far as they are looked at. */
interface MetaTemplate {
  name: string;
  language: string;
  status: string;
  body: string;
}

/** More pages of templates are not read: Meta allows 6,000 of an account. */
const MOST_PAGES = 60;

/** Whether Meta has approved what the business counts on: one finding for each that is not as it must be. */
export async function checkTemplates(
  graph: Graph,
  accountId: string | null,
  wanted: readonly CountedOnTemplate[],
): Promise<Finding[]> {
  if (wanted.length === 0) return [];
  if (accountId === null) {
    const detail = "Whether Meta has approved the templates of templates.yaml is not checked.";
    const fix = "Set LEADLINE_WHATSAPP_ACCOUNT_ID to the id of the WhatsApp Business account.";
    return [{ name: "templates", ok: true, detail, fix }];
  }
  const found = await readAll(graph, accountId);
  if (found === null) {
    const detail = "Meta does not tell the templates of the account.";
    const fix = "Check LEADLINE_WHATSAPP_ACCOUNT_ID, and that the token has whatsapp_business_management.";
    return [{ name: "templates", ok: false, detail, fix }];
  }
  const findings = wanted.flatMap((template) => compare(template, found));
  if (findings.length > 0) return findings;
  return [
    { name: "templates", ok: true, detail: "Meta has approved every template that templates.yaml names." },
  ];
}

async function readAll(graph: Graph, accountId: string): Promise<MetaTemplate[] | null> {
  const all: MetaTemplate[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await graph.get(`${accountId}/message_templates`, {
      fields: "name,language,status,components",
      limit: "100",
      ...(after === undefined ? {} : { after }),
    });
    const read = answer.kind === "ok" ? pageSchema.safeParse(answer.body) : null;
    if (read?.success !== true) return null;
    for (const { components, ...template } of read.data.data)
      all.push({ ...template, body: components.find(({ type }) => type === "BODY")?.text ?? "" });
    after = read.data.paging?.cursors?.after;
    if (read.data.paging?.next === undefined || after === undefined) break;
  }
  return all;
}

function compare(wanted: CountedOnTemplate, all: readonly MetaTemplate[]): Finding[] {
  const named = all.filter(({ name }) => name === wanted.name);
  const what = `${wanted.name} (${wanted.language})`;
  const say = (detail: string, fix: string, ok = false): Finding[] => [
    { name: "templates", ok, detail, fix },
  ];
  const found = named.find(({ language }) => language === wanted.language);
  if (found === undefined) {
    const others = named.map(({ language }) => language).join(", ");
    return say(
      `Meta has no template ${what}.`,
      others === ""
        ? "Make it in WhatsApp Manager, or correct the name in templates.yaml."
        : `It is there in ${others}: correct the language in templates.yaml, or add it in WhatsApp Manager.`,
    );
  }
  if (found.status === "PENDING" || found.status === "IN_APPEAL")
    return say(`Meta has not decided on the template ${what} yet.`, "Wait: it takes up to a day.", true);
  if (found.status !== "APPROVED") {
    const fix = "See why in WhatsApp Manager; until then it cannot be sent.";
    return say(`Meta does not let the template ${what} be sent (${found.status.toLowerCase()}).`, fix);
  }
  const has = new Set([...found.body.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = ""]) => name));
  const { parameters } = wanted;
  const fills =
    typeof parameters === "number"
      ? Array.from({ length: parameters }, (_, index) => String(index + 1))
      : parameters;
  if (has.size !== fills.length || fills.some((name) => !has.has(name))) {
    const list = (names: Iterable<string>) => [...names].map((name) => `{{${name}}}`).join(", ") || "none";
    return say(
      `The template ${what} has other parameters than are filled.`,
      `Meta has ${list(has)}; \`body\` in templates.yaml fills ${list(fills)}.`,
    );
  }
  const isSame = wanted.text === null || squeeze(wanted.text) === squeeze(found.body);
  return isSame
    ? []
    : say(`The template ${what} has another text than templates.yaml says.`, `Meta has: ${found.body}`, true);
}

function squeeze(text: string): string {
  return text
    .replace(/\{\{\s*(\w+)\s*\}\}/g, "{{$1}}")
    .replace(/\s+/g, " ")
    .trim();
}

const pageSchema = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      language: z.string(),
      status: z.string(),
      components: z
        .array(z.object({ type: z.string(), text: z.string().optional().catch(undefined) }))
        .catch([]),
    }),
  ),
  paging: z
    .object({
      next: z.string().optional(),
      cursors: z.object({ after: z.string().optional() }).optional(),
    })
    .optional()
    .catch(undefined),
});
