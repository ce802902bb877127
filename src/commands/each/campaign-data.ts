import { chatOf } from "../../flow/enrol.ts";
import { localDate } from "../../leads/calendar.ts";
import type { Campaign, CampaignFilter } from "../../leads/campaign.ts";
import { type CampaignPlan, planCampaign } from "../../leads/plan-campaign.ts";
import type { CampaignWish } from "../args/campaign.ts";
import type { CampaignDraft } from "../args/campaign-draft.ts";
import { toCsv } from "../csv.ts";
import { type CommandProblem, isProblem, type LoadContext } from "../define.ts";
import { visibleTo } from "../policy.ts";
import * as texts from "../present/campaign.ts";
import { type Results, sumResults } from "../reach.ts";
import type { CampaignCounts, CommandReads } from "../reads.ts";
import { narrowList } from "./narrowed.ts";

/** The most people of one campaign. */
const MOST = 10_000;

/** What a wish about campaigns needs: those that it is about, and what its kind asks for. */
export interface CampaignData {
  campaigns: { campaign: Campaign; counts: CampaignCounts }[];
  /** Whom it is for, and who that is; null where it was not asked, or is settled already. */
  filter: CampaignFilter | null;
  plan: CampaignPlan | null;
  results: { numbers: Results; path: string } | null;
}

/** Read what the wish needs; a problem where it is for leads of something that nothing is called. */
export async function readCampaigns(
  wish: CampaignWish,
  reads: CommandReads,
  context: LoadContext,
): Promise<CampaignData | CommandProblem> {
  const drafted = wish.kind === "new" ? await whomFor(wish, reads, context) : null;
  return drafted !== null && isProblem(drafted) ? drafted : read(wish, drafted, reads, context);
}

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
): Promise<CampaignData> {
  const all = await reads.campaigns();
  const chosen = wish.kind === "list" ? all.slice(0, 20) : all.filter(({ name }) => name === wish.name);
  const campaigns: CampaignData["campaigns"] = [];
  for (const campaign of chosen)
    campaigns.push({ campaign, counts: await reads.campaignCounts(campaign.id) });
  const known = campaigns[0]?.campaign;
  const isPlanned = (wish.kind === "start" || wish.kind === "who") && known?.status === "draft";
  const filter = drafted ?? (isPlanned && known !== undefined ? known.filter : null);
  const startAt = wish.kind === "new" ? wish.startAt : (known?.startAt ?? null);
  let plan: CampaignData["plan"] = null;
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
