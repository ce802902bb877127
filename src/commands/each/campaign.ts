import type { Campaign } from "../../leads/campaign.ts";
import { campaignCounter } from "../../leads/outreach-counters.ts";
import { campaignArg } from "../args/campaign.ts";
import { type CommandResult, defineCommand, isProblem, type RunContext } from "../define.ts";
import * as texts from "../present/campaign.ts";
import { formatMoment } from "../when/index.ts";
import { type CampaignData, readCampaigns } from "./campaign-data.ts";
import { no } from "./shared.ts";
import { draftCampaign, startCampaign, whoIsMeant, whomLine } from "./try-campaign.ts";

const args = { wish: campaignArg() };

export const campaignCommand = defineCommand<typeof args, CampaignData>({
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
    const data = await readCampaigns(wish, reads, context);
    return isProblem(data) ? data : { data };
  },
  run: (input) => {
    const { wish } = input.args;
    if (wish.kind === "list") return list(input, input.data);
    const found = input.data.campaigns.find(({ campaign }) => campaign.name === wish.name) ?? null;
    if (wish.kind === "new") return draftCampaign(input, wish, found?.campaign ?? null, input.data);
    if (found === null) return no(texts.noSuch({ name: wish.name }), input);
    if (wish.kind === "start") return startCampaign(input, found.campaign, input.data.plan, wish.confirm);
    if (wish.kind === "who") return whoIsMeant(input, found.campaign, input.data.plan, wish.reason);
    if (wish.kind === "show") return show(input, found);
    if (wish.kind === "results") return results(input, found.campaign, input.data.results);
    return change(input, found.campaign, wish.kind);
  },
});

function change(input: RunContext, campaign: Campaign, to: "pause" | "resume" | "cancel"): CommandResult {
  const { turn, language, at } = input;
  const { id, name } = campaign;
  const isOpen = campaign.status === "running" || campaign.status === "paused";
  if (!isOpen && !(to === "cancel" && campaign.status === "draft"))
    return no(texts.notRunning({ name, status: texts.STATUS[campaign.status][language] }), input);
  const status = to === "pause" ? "paused" : to === "resume" ? "running" : "cancelled";
  turn.save("campaigns", { ...campaign, status, updatedAt: at });
  turn.setCounter(campaignCounter(id), { pause: 1, resume: 0, cancel: 2 }[to]);
  return { reply: { text: texts.isNow({ name, status: texts.STATUS[status][language] })[language] } };
}

function list(input: RunContext, { campaigns }: CampaignData): CommandResult {
  const { language } = input;
  if (campaigns.length === 0) return { reply: { text: texts.none({})[language] } };
  return { reply: { text: campaigns.map((each) => `• ${line(input, each)}`).join("\n") } };
}

function show(input: RunContext, found: CampaignData["campaigns"][number]): CommandResult {
  const { campaign, counts } = found;
  const { language } = input;
  const lines = [
    line(input, found),
    texts.sends({ template: campaign.template })[language],
    whomLine(input, campaign),
    ...Object.entries(counts.reasons).map(
      ([code, count]) => `• ${texts.leftOut({ count, why: texts.reason(code, language) })[language]}`,
    ),
  ];
  return { reply: { text: lines.join("\n") } };
}

function line(
  { language, actor, at }: RunContext,
  { campaign, counts }: CampaignData["campaigns"][number],
): string {
  const isOver = campaign.status === "running" && counts.waiting === 0;
  const status = texts.STATUS[isOver ? "done" : campaign.status][language];
  const last =
    counts.lastDueAt === null
      ? ""
      : ` – ${texts.lastOn({ last: formatMoment(counts.lastDueAt, actor.timeZone, language, at) })[language]}`;
  return `${texts.standing({ name: campaign.name, status, sent: counts.sent, waiting: counts.waiting, skipped: counts.skipped })[language]}${campaign.status === "cancelled" ? "" : last}`;
}

function results(input: RunContext, { name }: Campaign, found: CampaignData["results"]): CommandResult {
  const { language } = input;
  if (found === null) return no(texts.noSuch({ name }), input);
  const { numbers, path } = found;
  return {
    reply: {
      text: texts.resultLines(name, numbers, language).join("\n"),
      file: { path, fileName: `campaign-${name}.csv`, mime: "text/csv" },
      privately: true,
    },
  };
}
