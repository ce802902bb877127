import { createHash } from "node:crypto";
import { chatOf } from "../../flow/enrol.ts";
import { templateMessage } from "../../flow/template-message.ts";
import { templateValues } from "../../flow/template-values.ts";
import { LANGUAGES } from "../../language.ts";
import { localDate } from "../../leads/calendar.ts";
import type { Campaign, CampaignFilter } from "../../leads/campaign.ts";
import { campaignCounter } from "../../leads/outreach-counters.ts";
import { type CampaignPlan, planCampaign, type Reasoned } from "../../leads/plan-campaign.ts";
import { leadRef } from "../../leads/ref.ts";
import { saveRecipient } from "../../leads/save-recipient.ts";
import { type CampaignWish, campaignArg } from "../args/campaign.ts";
import type { CampaignDraft } from "../args/campaign-draft.ts";
import { toCsv } from "../csv.ts";
import {
  type CommandProblem,
  type CommandResult,
  defineCommand,
  isProblem,
  type LoadContext,
  type RunContext,
} from "../define.ts";
import { visibleTo } from "../policy.ts";
import * as texts from "../present/campaign.ts";
import { repName } from "../present/labels.ts";
import { safeName, safeText } from "../present/safe.ts";
import { type Results, sumResults } from "../reach.ts";
import type { CampaignCounts, CommandReads } from "../reads.ts";
import { formatMoment } from "../when/index.ts";
import { narrowList } from "./narrowed.ts";

/** The most people of one campaign. */
const MOST = 10_000;
/** The most people named in one list. */
const MOST_SHOWN = 50;

interface Data {
  campaigns: { campaign: Campaign; counts: CampaignCounts }[];
  /** Whom it is for, and who that is; null where it was not asked. */
  filter: CampaignFilter | null;
  plan: CampaignPlan | null;
  results: { numbers: Results; path: string } | null;
}

const args = { wish: campaignArg() };

export const campaignCommand = defineCommand<typeof args, Data>({
  name: "campaign",
  words: {
    en: ["campaign", "campaigns"],
    pt: ["campanha", "campanhas"],
    es: ["campaña", "campañas"],
  },
  help: {
    en: "One message to many, once, such as a launch: draft it, see who would get it and when, confirm, stop, see what came of it",
    pt: "Uma mensagem para muitos, uma vez só, como um lançamento: preparar, ver quem receberia e quando, confirmar, parar, ver o resultado",
    es: "Un mensaje para muchos, una sola vez, como un lanzamiento: prepararlo, ver quién lo recibiría y cuándo, confirmar, parar, ver el resultado",
  },
  examples: {
    en: ["campaign", "campaign new spring template:launch stage:customer language:pt"],
    pt: ["campanha", "campanha nova primavera modelo:launch etapa:cliente idioma:pt"],
    es: ["campaña", "campaña nueva primavera plantilla:launch etapa:cliente idioma:pt"],
  },
  allowed: ["manager", "admin"],
  access: "none",
  args,
  load: async ({ wish }, reads, context) => {
    const filter = wish.kind === "new" ? await whomFor(wish, reads, context) : null;
    if (filter !== null && isProblem(filter)) return filter;
    return { data: await read(wish, filter, reads, context) };
  },
  run: (input) => {
    const { wish } = input.args;
    if (wish.kind === "list") return list(input, input.data);
    const found = input.data.campaigns.find(({ campaign }) => campaign.name === wish.name) ?? null;
    if (wish.kind === "new") return draft(input, wish, found?.campaign ?? null, input.data);
    if (found === null) return no(texts.noSuch({ name: wish.name })[input.language]);
    if (wish.kind === "start") return start(input, found.campaign, input.data.plan, wish.confirm);
    if (wish.kind === "who") return who(input, found.campaign, input.data.plan, wish.reason);
    if (wish.kind === "show") return show(input, found);
    if (wish.kind === "results") return results(input, found.campaign, input.data.results);
    return change(input, found.campaign, wish.kind);
  },
});

/** With words that only the database knows, such as a source, settled. */
async function whomFor(
  { name, template, startAt, wishes }: CampaignDraft,
  reads: CommandReads,
  context: LoadContext,
): Promise<CampaignFilter | CommandProblem> {
  const at = startAt === null ? "" : ` at:${startAt}`;
  const narrowed = await narrowList(wishes, `campaign new ${name} template:${template}${at}`, reads, context);
  if (isProblem(narrowed)) return narrowed;
  const { scope: _scope, order: _order, ...filter } = narrowed.filter;
  return { ...filter, words: narrowed.words };
}

/** `drafted`: whom a new one is for. */
async function read(
  wish: CampaignWish,
  drafted: CampaignFilter | null,
  reads: CommandReads,
  context: LoadContext,
): Promise<Data> {
  const all = await reads.campaigns();
  const chosen = wish.kind === "list" ? all.slice(0, 20) : all.filter(({ name }) => name === wish.name);
  const campaigns: Data["campaigns"] = [];
  for (const campaign of chosen)
    campaigns.push({ campaign, counts: await reads.campaignCounts(campaign.id) });
  const known = campaigns[0]?.campaign;
  const isPlanned = wish.kind === "start" || wish.kind === "who";
  const filter = drafted ?? (isPlanned && known !== undefined ? known.filter : null);
  const startAt = wish.kind === "new" ? wish.startAt : (known?.startAt ?? null);
  let plan: Data["plan"] = null;
  if (filter !== null) {
    const { business, calendar } = context.bundle;
    const state = await reads.outreachState(localDate(context.at, calendar.timeZone));
    plan = planCampaign(await reads.audience(visibleTo(context.actor, context.directory), filter, MOST), {
      at: context.at,
      from: startAt !== null && startAt > context.at ? startAt : context.at,
      rules: business.outreach,
      business: calendar,
      optIn: business.consent.optIn,
      chatOf,
      sentToday: (channel) => state.sent.find((each) => each.channel === channel)?.count ?? 0,
      isOff: (channel) => state.off.includes("all") || state.off.includes(channel),
      isAsked: ({ flow }) =>
        flow !== null && !(typeof flow === "object" && "ended" in flow && flow.ended === true),
    });
  }
  if (wish.kind !== "results" || known === undefined) return { campaigns, filter, plan, results: null };
  const query = { from: known.createdAt, to: context.at, scope: { kind: "all" as const }, filter: {} };
  const numbers = sumResults(await reads.reach(query, { kind: "campaign", source: known.id }));
  const content = toCsv(texts.resultsTable(known.name, numbers, campaigns[0]!.counts, context.language));
  return {
    campaigns,
    filter,
    plan,
    results: { numbers, ...(await context.studio.write({ content, extension: "csv" })) },
  };
}

function draft(
  input: RunContext,
  wish: CampaignDraft,
  known: Campaign | null,
  { filter, plan }: Data,
): CommandResult {
  const { turn, language, actor, at } = input;
  if (known !== null && known.status !== "draft") return no(texts.taken({ name: wish.name })[language]);
  const campaign: Campaign = {
    id: known?.id ?? turn.nextId(),
    name: wish.name,
    status: "draft",
    template: wish.template,
    filter: filter ?? { words: [] },
    startAt: wish.startAt,
    createdBy: actor.id,
    createdAt: known?.createdAt ?? at,
    confirmedAt: null,
    updatedAt: at,
  };
  turn.save("campaigns", campaign);
  return dryRun(input, campaign, plan, false);
}

/** Nothing goes out before who gets it, and what, was seen and confirmed just so. */
function start(
  input: RunContext,
  campaign: Campaign,
  plan: CampaignPlan | null,
  confirm: string | null,
): CommandResult {
  const { turn, language, at } = input;
  if (campaign.status !== "draft") return no(texts.taken({ name: campaign.name })[language]);
  if (plan === null || plan.to.length === 0)
    return { ...dryRun(input, campaign, plan, false), refused: true };
  if (confirm === null || confirm !== fingerprint(input, campaign, plan))
    return dryRun(input, campaign, plan, confirm !== null);
  turn.save("campaigns", { ...campaign, status: "running", confirmedAt: at, updatedAt: at });
  const { id, name, template } = campaign;
  for (const { candidate, conversation, dueAt } of plan.to) {
    const due = {
      campaignId: id,
      name,
      template,
      contactId: candidate.contact.id,
      leadId: candidate.lead.id,
      conversationId: conversation.id,
    };
    saveRecipient(turn, due, { status: "waiting", reason: null, dueAt });
  }
  return {
    reply: { text: texts.started({ name, count: plan.to.length, last: lastOf(input, plan) })[language] },
  };
}

function dryRun(
  input: RunContext,
  campaign: Campaign,
  plan: CampaignPlan | null,
  hasChanged: boolean,
): CommandResult {
  const { language } = input;
  const { name } = campaign;
  const to = plan?.to ?? [];
  const not = byCount(plan?.not);
  const later = byCount(plan?.later);
  const lists = [...not, ...later].map(([code, { text, who: people }]) => ({
    value: `campaign who ${name} ${code}`,
    label: `${people.length}: ${text[language]}`,
  }));
  const lines = [
    ...(hasChanged ? [texts.changedSince({})[language]] : []),
    texts.headline({ name, template: campaign.template, count: to.length })[language],
    whom(input, campaign),
    ...not.map(
      ([, { text, who: people }]) =>
        `• ${texts.notFor({ count: people.length, why: text[language] })[language]}`,
    ),
    ...later.map(
      ([, { text, who: people }]) =>
        `• ${texts.laterFor({ count: people.length, why: text[language] })[language]}`,
    ),
  ];
  if (plan === null || to.length === 0)
    return {
      reply: {
        text: [...lines, texts.nobody({})[language]].join("\n"),
        ...(lists.length > 0 ? { choices: lists } : {}),
      },
    };
  lines.push(
    texts.when({ first: firstOf(input, plan), last: lastOf(input, plan) })[language],
    ...samples(input, campaign, plan),
  );
  const command = `campaign start ${name} confirm ${fingerprint(input, campaign, plan)}`;
  lines.push(texts.notYet({ command })[language]);
  return {
    reply: {
      text: lines.join("\n"),
      choices: [{ value: command, label: texts.startButton({ count: to.length })[language] }, ...lists],
    },
  };
}

function whom({ language }: RunContext, { filter: { words } }: Campaign): string {
  return words.length === 0
    ? texts.forAll({})[language]
    : texts.forWhom({ words: safeText(words.join(" "), 200) })[language];
}

function byCount(reasons: ReadonlyMap<string, Reasoned> = new Map()): [string, Reasoned][] {
  return [...reasons].sort(([, a], [, b]) => b.who.length - a.who.length);
}

/** The people behind a number of a dry run. */
function who(input: RunContext, campaign: Campaign, plan: CampaignPlan | null, reason: string | null) {
  const { language } = input;
  if (campaign.status !== "draft") return no(texts.taken({ name: campaign.name })[language]);
  const found = reason === null ? null : (plan?.not.get(reason) ?? plan?.later.get(reason) ?? null);
  const people = reason === null ? (plan?.to ?? []) : (found?.who ?? []);
  const why = reason === null ? "" : `: ${found?.text[language] ?? texts.reason(reason, language)}`;
  const lines = people.slice(0, MOST_SHOWN).map(({ candidate: { lead, contact }, dueAt }) => {
    const moment = dueAt === null ? "" : ` – ${momentOf(input, dueAt)}`;
    return `• ${leadRef(lead)} ${safeName(contact.name ?? "", 40)}${moment}`;
  });
  const head = texts.whoIs({ name: campaign.name, count: people.length, why })[language];
  const rest = people.length - lines.length;
  const more = rest > 0 ? [texts.andMore({ count: rest })[language]] : [];
  return { reply: { text: [head, ...lines, ...more].join("\n"), privately: true } };
}

/** The text as the first of each language would get it. */
function samples(input: RunContext, campaign: Campaign, plan: CampaignPlan): string[] {
  return LANGUAGES.flatMap((each) => {
    const first = plan.to.find(({ conversation }) => conversation.language === each);
    if (first === undefined) return [];
    const text = textFor(input, campaign, first);
    return [
      text === null ? texts.cannot({ language: each })[input.language] : `[${each}] ${safeText(text, 600)}`,
    ];
  });
}

function textFor(
  { bundle, directory, abilities, at }: RunContext,
  { template }: Campaign,
  { candidate: { lead, contact }, conversation }: CampaignPlan["to"][number],
): string | null {
  const { channel, language, lastInboundAt } = conversation;
  const rep = lead.ownerId === null ? null : repName(directory, lead.ownerId);
  const values = templateValues(bundle, { lead, contact, rep, language });
  const freeFormHours = abilities?.(channel)?.freeFormHours;
  const filled = templateMessage(bundle, template, {
    language,
    channel,
    values,
    lastInboundAt,
    freeFormHours,
    at,
  });
  return filled === null || filled === "not-approved" ? null : filled.text;
}

/** Whether what is confirmed is what was shown: the texts and the people. */
function fingerprint(input: RunContext, campaign: Campaign, plan: CampaignPlan): string {
  const shown = [...plan.to.map(({ candidate }) => candidate.contact.id), ...samples(input, campaign, plan)];
  return createHash("sha256").update(shown.join("\n")).digest("hex").slice(0, 8);
}

function change(input: RunContext, campaign: Campaign, to: "pause" | "resume" | "cancel"): CommandResult {
  const { turn, language, at } = input;
  const { id, name } = campaign;
  const isOpen = campaign.status === "running" || campaign.status === "paused";
  if (!isOpen && !(to === "cancel" && campaign.status === "draft"))
    return no(texts.notRunning({ name, status: texts.STATUS[campaign.status][language] })[language]);
  const status = to === "pause" ? "paused" : to === "resume" ? "running" : "cancelled";
  turn.save("campaigns", { ...campaign, status, updatedAt: at });
  turn.setCounter(campaignCounter(id), { pause: 1, resume: 0, cancel: 2 }[to]);
  return { reply: { text: texts.isNow({ name, status: texts.STATUS[status][language] })[language] } };
}

function list(input: RunContext, { campaigns }: Data): CommandResult {
  const { language } = input;
  if (campaigns.length === 0) return { reply: { text: texts.none({})[language] } };
  return { reply: { text: campaigns.map((each) => `• ${line(input, each)}`).join("\n") } };
}

function show(input: RunContext, found: Data["campaigns"][number]): CommandResult {
  const { campaign, counts } = found;
  const { language } = input;
  const lines = [
    line(input, found),
    texts.sends({ template: campaign.template })[language],
    whom(input, campaign),
    ...Object.entries(counts.reasons).map(
      ([code, count]) => `• ${texts.leftOut({ count, why: texts.reason(code, language) })[language]}`,
    ),
  ];
  return { reply: { text: lines.join("\n") } };
}

function line({ language, actor, at }: RunContext, { campaign, counts }: Data["campaigns"][number]): string {
  const isOver = campaign.status === "running" && counts.waiting === 0;
  const status = texts.STATUS[isOver ? "done" : campaign.status][language];
  const last =
    counts.lastDueAt === null
      ? ""
      : ` – ${texts.lastOn({ last: formatMoment(counts.lastDueAt, actor.timeZone, language, at) })[language]}`;
  return `${texts.standing({ name: campaign.name, status, sent: counts.sent, waiting: counts.waiting, skipped: counts.skipped })[language]}${campaign.status === "cancelled" ? "" : last}`;
}

function results({ language }: RunContext, { name }: Campaign, found: Data["results"]): CommandResult {
  if (found === null) return no(texts.noSuch({ name })[language]);
  const { numbers, path } = found;
  return {
    reply: {
      text: texts.resultLines(name, numbers, language).join("\n"),
      file: { path, fileName: `campaign-${name}.csv`, mime: "text/csv" },
      privately: true,
    },
  };
}

function firstOf(input: RunContext, plan: CampaignPlan): string {
  return momentOf(input, plan.to.map(({ dueAt }) => dueAt).sort()[0]);
}

function lastOf(input: RunContext, plan: CampaignPlan): string {
  return momentOf(
    input,
    plan.to
      .map(({ dueAt }) => dueAt)
      .sort()
      .at(-1),
  );
}

function momentOf({ actor, language, at }: RunContext, moment: string = at): string {
  return formatMoment(moment, actor.timeZone, language, at);
}

function no(text: string): CommandResult {
  return { reply: { text }, refused: true };
}
