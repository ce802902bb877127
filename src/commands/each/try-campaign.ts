import { createHash } from "node:crypto";
import { templateMessage } from "../../flow/template-message.ts";
import { templateValues } from "../../flow/template-values.ts";
import { LANGUAGES } from "../../language.ts";
import type { Campaign } from "../../leads/campaign.ts";
import type { CampaignPlan, Reasoned } from "../../leads/plan-campaign.ts";
import { leadRef } from "../../leads/ref.ts";
import { saveRecipient } from "../../leads/save-recipient.ts";
import type { CampaignDraft } from "../args/campaign-draft.ts";
import type { CommandResult, RunContext } from "../define.ts";
import * as texts from "../present/campaign.ts";
import { repName } from "../present/labels.ts";
import { safeName, safeText } from "../present/safe.ts";
import { formatMoment } from "../when/index.ts";
import type { CampaignData } from "./campaign-data.ts";
import { no } from "./shared.ts";

/** The most people named in one list. */
const MOST_SHOWN = 50;

/** Keep it as a draft, also anew under the same name, and show what it would do. */
export function draftCampaign(
  input: RunContext,
  wish: CampaignDraft,
  known: Campaign | null,
  { filter, plan }: CampaignData,
): CommandResult {
  const { turn, actor, at } = input;
  if (known !== null && known.status !== "draft") return no(texts.taken({ name: wish.name }), input);
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
export function startCampaign(
  input: RunContext,
  campaign: Campaign,
  plan: CampaignPlan | null,
  confirm: string | null,
): CommandResult {
  const { turn, language, at } = input;
  if (campaign.status !== "draft") return no(texts.taken({ name: campaign.name }), input);
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
    whomLine(input, campaign),
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

/** Whom it is for, in one line. */
export function whomLine({ language }: RunContext, { filter: { words } }: Campaign): string {
  return words.length === 0
    ? texts.forAll({})[language]
    : texts.forWhom({ words: safeText(words.join(" "), 200) })[language];
}

function byCount(reasons: ReadonlyMap<string, Reasoned> = new Map()): [string, Reasoned][] {
  return [...reasons].sort(([, a], [, b]) => b.who.length - a.who.length);
}

/** The people behind a number of a dry run. */
export function whoIsMeant(
  input: RunContext,
  campaign: Campaign,
  plan: CampaignPlan | null,
  reason: string | null,
) {
  const { language } = input;
  if (campaign.status !== "draft") return no(texts.taken({ name: campaign.name }), input);
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
