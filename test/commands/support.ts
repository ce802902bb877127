import { readFileSync } from "node:fs";
import type { ResolveContext, Studio } from "../../src/commands/define.ts";
import type {
  CommandProblem,
  CommandReads,
  LeadRow,
  LoadedLead,
  LoadedPerson,
  Scope,
} from "../../src/commands/index.ts";
import { isProblem, loadCommand, resolveCommand, runCommand } from "../../src/commands/index.ts";
import { DIMENSIONS, type Dimension, type InsightReads } from "../../src/commands/insights.ts";
import type { EnrolledRow } from "../../src/commands/outreach-reads.ts";
import type { StuckSend } from "../../src/commands/reads.ts";
import { compileFlows, type FlowBundle } from "../../src/flow/bundle.ts";
import { fold, type Language } from "../../src/language.ts";
import type { Campaign } from "../../src/leads/campaign.ts";
import type { LearningState } from "../../src/leads/learn/state.ts";
import type { Turn } from "../../src/leads/turn.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Consent, ContactMerge } from "../../src/leads/types/contact.ts";
import type { Digest } from "../../src/leads/types/digest.ts";
import type { Directory } from "../../src/leads/types/directory.ts";
import type { FollowUp } from "../../src/leads/types/follow-up.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import type { TemplateVersion } from "../../src/leads/types/template-version.ts";
import { aContact, aConversation, aDirectory, aLead, aRep, aTeam, aTurn, NOW } from "../support/builders.ts";
import { noInsights } from "../support/insights.ts";
import { noOutreach } from "../support/outreach.ts";

/** The business of these tests: the program's own pipeline, scoring and routing, in São Paulo. */
export const bundle: FlowBundle = aBundle();

export const ana = aRep({ name: "Ana" });
export const bruno = aRep({ name: "Bruno Lima", id: "bruno" });
export const marta = aRep({ name: "Marta", role: "manager" });
export const otto = aRep({ name: "Otto", role: "admin" });

export const directory: Directory = aDirectory({
  reps: [ana, bruno, marta, otto],
  teams: [aTeam({ id: "sales", name: "Sales", managerId: "marta" })],
});

/** Lead 42 of Clara, with a web conversation; name what matters. */
export function aLoadedLead(
  facts: {
    lead?: Parameters<typeof aLead>[0];
    contact?: Parameters<typeof aContact>[0];
    offer?: LoadedLead["offer"];
    conversations?: LoadedLead["conversations"];
  } = {},
): LoadedLead {
  return {
    lead: aLead({ id: "lead-42", number: 42, ...facts.lead }),
    contact: aContact({ name: "Clara Nunes", ...facts.contact }),
    offer: facts.offer ?? null,
    conversations: facts.conversations ?? [aConversation({ leadId: "lead-42" })],
  };
}

export interface World {
  leads: LoadedLead[];
  activities: Activity[];
  /** Of contacts; the newest last. */
  merges: ContactMerge[];
  /** Changes of templates in chat, oldest first. Default: none. */
  templates?: TemplateVersion[];
  /** Sends that wait for a person. Default: none. */
  stuckSends?: StuckSend[];
  /** Of any of the leads. Default: none. */
  followUps?: FollowUp[];
  /** Of the first lead's contact. Default: none. */
  consents?: Consent[];
  /** Default: none. */
  digests?: Digest[];
  /** How learning stands. Default: nothing was ever learned. */
  learning?: LearningState;
  /** Default: none. */
  campaigns?: Campaign[];
  /** Answers questions about numbers. Default: nothing ever happened. */
  insights?: InsightReads;
}

export function aWorld(
  leads: LoadedLead[] = [aLoadedLead()],
  activities: Activity[] = [],
  merges: ContactMerge[] = [],
): World {
  return { leads, activities, merges };
}

/** Lead 57, of another contact, whom nobody has. */
export function anotherLead(facts: Parameters<typeof aLead>[0] = {}): LoadedLead {
  return {
    lead: aLead({ id: "lead-57", number: 57, contactId: "contact-57", ...facts }),
    contact: aContact({ id: "contact-57", name: "Clara N." }),
    offer: null,
    conversations: [
      aConversation({ id: "web:other", chatId: "other", contactId: "contact-57", leadId: "lead-57" }),
    ],
  };
}

export function aContext(facts: Partial<ResolveContext> = {}): ResolveContext {
  return { language: "en", leadInThread: null, actor: ana, bundle, directory, at: NOW, ...facts };
}

export interface Said {
  turn: Turn;
  text: string;
  reply: CommandProblem["reply"];
  /** The code when it was a problem before it ran. */
  problem: string | null;
  /** The contents of the files that were written. */
  files: string[];
}

/** Say something as a colleague: the three steps, as the engine takes them. */
export async function say(
  text: string,
  world: World = aWorld(),
  facts: Partial<ResolveContext> = {},
): Promise<Said> {
  const context = aContext(facts);
  const turn = aTurn({ rep: context.actor, followUps: world.followUps ?? [] });
  const files: string[] = [];
  const studio: Studio = {
    ...aStudio,
    write: (file) => {
      files.push(file.content);
      return aStudio.write(file);
    },
  };
  const answer = (reply: CommandProblem["reply"], problem: string | null): Said => ({
    turn,
    reply,
    problem,
    files,
    text: [reply.text, reply.page?.title, reply.card?.title, ...(reply.card?.lines ?? [])]
      .filter(Boolean)
      .join("\n"),
  });
  const parsed = resolveCommand(text, context);
  if (isProblem(parsed)) return answer(parsed.reply, parsed.code);
  const loaded = await loadCommand(parsed, readsOf(world), {
    ...context,
    studio,
    makeCode: async () => ({ digits: "482913", expiresAt: "2026-03-10T10:15:00.000Z" }),
  });
  if (isProblem(loaded)) return answer(loaded.reply, loaded.code);
  const lead = world.leads.find((each) => each.lead.id === loaded.leadId) ?? null;
  const activities = world.activities.filter((each) => loaded.activityIds.includes(each.id));
  const other = world.leads.find((each) => each.lead.id === loaded.otherLeadId) ?? null;
  const merge = world.merges.find((each) => each.id === loaded.merge?.id) ?? null;
  const joined = merge === null ? null : aContact({ id: merge.fromId, mergedIntoId: merge.intoId });
  const { reply } = runCommand(parsed, loaded, {
    ...context,
    turn,
    lead,
    activities,
    person: lead === null ? null : personOf(lead),
    other: other !== null ? personOf(other) : joined === null ? null : { ...nothingOf, contact: joined },
    merge,
    digests: (world.digests ?? []).filter((each) => loaded.digestIds?.includes(each.id)),
  });
  return answer(reply, null);
}

const aStudio: Studio = {
  picture: (chart) => ({ chart, image: { path: "made/picture.png", alt: chart.alt } }),
  write: async ({ extension }) => ({ path: `made/file.${extension}` }),
};

const nothingOf = { identities: [], leads: [], conversations: [], offers: new Map() };

function personOf({ contact, lead, conversations, offer }: LoadedLead): LoadedPerson {
  const offers = new Map(offer === null ? [] : [[lead.id, offer]]);
  return { contact, identities: [], leads: [lead], conversations, offers };
}

/** The reads over rows in memory: a working store, as far as commands go. */
export function readsOf(world: World): CommandReads {
  const rows = (scope: Scope) => world.leads.filter((each) => isIn(scope, each)).map(toRow);
  return {
    audience: async (scope, _filter, limit) =>
      world.leads
        .filter((each) => isIn(scope, each))
        .slice(0, limit)
        .map(({ contact, lead, conversations }) => ({ contact, lead, conversations })),
    campaigns: async () => world.campaigns ?? [],
    campaignCounts: async () => ({
      waiting: 0,
      sent: 0,
      skipped: 0,
      cancelled: 0,
      lastDueAt: null,
      reasons: {},
    }),
    consents: async () => world.consents ?? [],
    allConsents: async () => {
      const rows = (world.consents ?? []).map((consent) => ({
        consent,
        leadNumber: 42,
        name: "Clara Nunes",
      }));
      return { rows, total: rows.length };
    },
    learning: async () =>
      world.learning ?? { inUse: 0, switchedOff: false, ended: 0, newest: null, used: null },
    openWork: async ({ scope, ownerId, unanswered }, limit) =>
      world.leads
        .filter((each) => isIn(scope, each) && each.lead.stageKind === "open")
        .filter(({ lead }) => ownerId === undefined || lead.ownerId === ownerId)
        .filter(({ lead }) => unanswered !== true || lead.firstResponseAt === null)
        .slice(0, limit)
        .map(({ lead, contact: { name, company } }) => {
          const waitingSince = lead.firstResponseAt === null ? lead.openedAt : null;
          return { lead, name, company, waitingSince };
        }),
    leads: async (filter, page) => {
      const found = rows(filter.scope).filter(
        (row) =>
          (filter.ownerId === undefined || (row.ownerId ?? "") === filter.ownerId) &&
          (filter.offeredTo === undefined || row.offeredTo === filter.offeredTo) &&
          (filter.pool !== true || (row.ownerId === null && row.offeredTo === null)) &&
          (filter.stages === undefined || filter.stages.includes(row.stage)) &&
          (filter.stageKinds === undefined || filter.stageKinds.includes(row.stageKind)) &&
          (filter.grade === undefined || row.grade === filter.grade) &&
          DIMENSIONS.every((dimension) => {
            const key = dimension === "owner" ? undefined : filter[dimension];
            return key === undefined || keyOf(world, row.id, dimension) === key;
          }) &&
          (filter.tag === undefined ||
            world.leads.some((each) => each.lead.id === row.id && each.lead.tags.includes(filter.tag ?? ""))),
      );
      return { rows: found.slice(page.offset, page.offset + page.limit), total: found.length };
    },
    leadKeys: async (dimension, scope) => {
      const keys = rows(scope).map((row) => keyOf(world, row.id, dimension));
      return [...new Set(keys)].filter((key) => key !== "");
    },
    leadIdByNumber: async (number) =>
      world.leads.find((each) => each.lead.number === number)?.lead.id ?? null,
    leadById: async (id) => world.leads.find((each) => each.lead.id === id)?.lead ?? null,
    findLeads: async (text, scope, limit) =>
      rows(scope)
        .filter((row) => fold(`${row.name} ${row.company}`).includes(text))
        .slice(0, limit),
    followUps: async (filter, page) => {
      const found = (world.followUps ?? [])
        .filter(
          (row) =>
            row.status === "open" &&
            (filter.repId === undefined || row.repId === filter.repId) &&
            (filter.leadId === undefined || row.leadId === filter.leadId) &&
            (filter.id === undefined || row.id === filter.id) &&
            (filter.until === undefined || row.dueAt <= filter.until),
        )
        .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
      const rows = found.slice(page.offset, page.offset + page.limit).map((followUp) => {
        const of = world.leads.find((each) => each.lead.id === followUp.leadId)!;
        const { name, company } = of.contact;
        return { followUp, lead: { id: of.lead.id, number: of.lead.number, name, company } };
      });
      return { rows, total: found.length };
    },
    searchLeads: async (text, scope, page) => {
      const found = rows(scope).filter((row) => fold(`${row.name} ${row.company}`).includes(fold(text)));
      return { rows: found.slice(page.offset, page.offset + page.limit), total: found.length };
    },
    conversationTail: async () => [{ direction: "in", author: "contact", text: "Hello there", at: NOW }],
    trail: async (leadId, limit) =>
      world.activities
        .filter((each) => each.leadId === leadId)
        .sort((a, b) => b.seq - a.seq)
        .slice(0, limit),
    lastUndoable: async (actorId, leadId, kinds) => {
      const undone = new Set(
        world.activities.filter((each) => each.kind === "undone").map((each) => each.note),
      );
      const last = world.activities.findLast(
        (each) =>
          each.actorId === actorId &&
          kinds.includes(each.kind) &&
          !undone.has(each.id) &&
          (leadId === null || each.leadId === leadId),
      );
      return last === undefined ? null : { activityId: last.id, leadId: last.leadId };
    },
    stuckSend: async (id) => world.stuckSends?.find((each) => each.id === id) ?? null,
    lastMerge: async (leadId) => {
      const contactId = world.leads.find((each) => each.lead.id === leadId)?.contact.id;
      return world.merges.findLast((each) => each.intoId === contactId && each.undoneAt === null) ?? null;
    },
    templateHistory: async (id) =>
      (world.templates ?? []).filter(({ templateId }) => templateId === id).reverse(),
    digestsOf: async (repId) =>
      (world.digests ?? []).filter((digest) => digest.repId === repId && digest.active),
    pipelineCounts: async (scope) =>
      rows(scope).map(({ stage, currency, value }) => ({ stage, currency, count: 1, value: value ?? 0 })),
    ...noOutreach,
    enrolled: async ({ scope, sequence, leadId }, page) => {
      const found = world.leads
        .filter((each) => isIn(scope, each) && (leadId === undefined || each.lead.id === leadId))
        .flatMap(toEnrolledRows)
        .filter(({ enrolment }) => sequence === undefined || enrolment.sequence === sequence);
      return { rows: found.slice(page.offset, page.offset + page.limit), total: found.length };
    },
    people: async (leadIds) =>
      world.leads
        .filter(({ lead }) => leadIds.includes(lead.id))
        .map(({ contact, lead, conversations }) => ({ contact, leads: [lead], conversations })),
    ...(world.insights ?? noInsights),
  };
}

/** What a lead is counted under. */
function keyOf(world: World, id: string, dimension: Dimension): string {
  const lead = world.leads.find((each) => each.lead.id === id)?.lead;
  const column = { owner: "ownerId", team: "teamId" } as const;
  const name = dimension === "owner" || dimension === "team" ? column[dimension] : dimension;
  return lead?.[name] ?? "";
}

function isIn(scope: Scope, { lead }: LoadedLead): boolean {
  if (scope.kind === "all") return true;
  const isTheirs = lead.ownerId === scope.repId || lead.offeredTo === scope.repId;
  const isOfTeam = lead.teamId !== null && scope.kind !== "owned" && scope.teamIds?.includes(lead.teamId);
  if (scope.kind === "owned") return lead.ownerId === scope.repId;
  if (scope.kind === "teams")
    return lead.teamId === null || isOfTeam === true || (scope.repId !== null && isTheirs);
  return isTheirs || isOfTeam === true || (lead.ownerId === null && lead.offeredTo === null);
}

function toEnrolledRows({ lead, contact: { name, company } }: LoadedLead): EnrolledRow[] {
  return (lead.nurture?.active ?? []).map(({ id, sequence, place, dueAt, since, by }) => ({
    enrolment: {
      id,
      contactId: lead.contactId,
      leadId: lead.id,
      sequence,
      step: place,
      status: "active",
      dueAt,
      reason: null,
      startedBy: by ?? null,
      createdAt: since,
      updatedAt: since,
    },
    lead: { id: lead.id, number: lead.number, name, company },
  }));
}

export function toRow({ lead, contact }: LoadedLead): LeadRow {
  const { id, number, stage, stageKind, score, grade, ownerId, offeredTo, offerDueAt, value } = lead;
  const { currency, channel, source, product, openedAt } = lead;
  const { name, company, phone, email } = contact;
  const who = { id, number, name, company, phone, email };
  const state = { stage, stageKind, score, grade, ownerId, offeredTo, offerDueAt, value, currency };
  const { firstResponseAt, responseDueAt, responseBrokenAt, stageDueAt, stageBrokenAt } = lead;
  const limits = { firstResponseAt, responseDueAt, responseBrokenAt, stageDueAt, stageBrokenAt };
  const chance = lead.likely?.chance ?? null;
  return { ...who, ...state, ...limits, channel, source, product, openedAt, chance };
}

/** Everything that the reply says in one language, for looking into. */
export function inEach<T>(make: (language: Language) => T): T[] {
  return (["en", "pt", "es"] as const).map(make);
}

export function as(actor: Rep): Partial<ResolveContext> {
  return { actor };
}

function aBundle(): FlowBundle {
  const read = (file: string) => readFileSync(new URL(`../../flows/${file}`, import.meta.url), "utf8");
  const compiled = compileFlows({
    "business.yaml": [
      "name: Sample Business",
      "timeZone: America/Sao_Paulo",
      "country: BR",
      "currency: BRL",
      "language: pt",
      "entry: hello",
    ].join("\n"),
    "hello.yaml": [
      "id: hello",
      "steps:",
      "  greet:",
      "    say: { en: Hello, pt: Olá, es: Hola }",
      "  source:",
      "    ask: choice",
      "    saves: lead.source",
      "    text: { en: How?, pt: Como?, es: ¿Cómo? }",
      "    choices:",
      "      - id: friend",
      "        label: { en: A friend told me, pt: Indicação, es: Recomendación }",
      "      - id: search",
      "        label: { en: Search, pt: Busca, es: Búsqueda }",
      "  done:",
      "    end: true",
    ].join("\n"),
    "pipeline.yaml": read("pipeline.yaml"),
    "scoring.yaml": read("scoring.yaml"),
    "routing.yaml": read("routing.yaml"),
    "templates.yaml": read("templates.yaml"),
    "nurture/not-ready-yet.yaml": read("nurture/not-ready-yet.yaml"),
  });
  if (compiled.bundle === null) throw new Error(JSON.stringify(compiled.problems, null, 2));
  return compiled.bundle;
}
