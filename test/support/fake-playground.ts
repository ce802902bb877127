import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createDeskAdapter } from "../../adapters/desk/index.ts";
import { createWebAdapter } from "../../adapters/web/index.ts";
import type { InboundCommand, InboundMessage } from "../../src/channel/inbound.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import type { LeadRow, LoadedLead } from "../../src/commands/index.ts";
import type { Dimension } from "../../src/commands/insights.ts";
import { leadCard } from "../../src/commands/present/index.ts";
import { packageFolder } from "../../src/config.ts";
import { compileFlows, type FlowBundle } from "../../src/flow/bundle.ts";
import { createPlayground, type PlaygroundReads } from "../../src/http/playground.ts";
import type { Language } from "../../src/language.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Contact } from "../../src/leads/types/contact.ts";
import type { Message } from "../../src/leads/types/conversation.ts";
import type { Directory } from "../../src/leads/types/directory.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import type { Post } from "../../src/store/port/page-reads.ts";
import { createFakeHost } from "./fake-host.ts";
import { serve } from "./http.ts";
import { noInsights, someNumbers } from "./insights.ts";
import { noOutreach } from "./outreach.ts";

/**
 * The playground over a program that is kept in memory and scripted: enough to see and test the page without a
 * database. A prospect's first message opens a lead; the desk understands claim, note, reply and stage.
 */
export async function servePlayground(options: { leads?: number; port?: number } = {}) {
  const bundle = await sampleBundle();
  const directory = sampleDirectory();
  const world = createWorld(bundle, directory);
  for (let index = 0; index < (options.leads ?? 0); index += 1) world.addSampleLead(index);

  const host = createFakeHost();
  const web = createWebAdapter({ title: bundle.business.name });
  const desk = createDeskAdapter();
  const accept = host.accept;
  await web.start({
    ...host,
    accept: async (event) => {
      const result = await accept(event);
      if (event.type === "message" && !result.duplicate) {
        const reply = world.hear(event);
        host.says(event.chatId, reply);
        await web.send({
          id: `web-${event.externalId}`,
          chatId: event.chatId,
          message: reply,
          attempt: 1,
          createdAt: new Date().toISOString(),
        });
        desk.changed();
      }
      return result;
    },
  });
  await desk.start({
    ...host,
    accept: async (event) => {
      const result = await accept(event);
      if (event.type === "command" && !result.duplicate) {
        const { chatId, sent } = world.obey(event);
        if (chatId !== null && sent !== null) {
          host.says(chatId, { text: sent }, "human");
          await web.send({
            id: `web-${event.externalId}`,
            chatId,
            message: { text: sent },
            attempt: 1,
            createdAt: new Date().toISOString(),
          });
        }
        desk.changed();
      }
      return result;
    },
  });
  const playground = createPlayground({
    reads: world.reads,
    bundle: () => bundle,
    clock: host.clock,
    readFile: host.files.read,
    complete: async (message) => message,
  });
  const server = await serve(web.routes?.() ?? [], {
    playground: [...playground, ...(desk.routes?.() ?? [])],
    ...(options.port ? { port: options.port } : {}),
  });
  return {
    url: server.url,
    world,
    host,
    async close() {
      await web.stop();
      await desk.stop();
      await server.close();
    },
  };
}

/** The sample business's own flow files. */
export async function sampleBundle(): Promise<FlowBundle> {
  const folder = join(packageFolder(), "flows");
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true }))
    if (entry.endsWith(".yaml") && !entry.startsWith("tests/"))
      files[entry] = await readFile(join(folder, entry), "utf8");
  const { bundle, problems } = compileFlows(files);
  if (bundle === null) throw new Error(problems.map((problem) => problem.message).join("\n"));
  return bundle;
}

function sampleDirectory(): Directory {
  const people: [string, string, Rep["role"], Language][] = [
    ["ana", "Ana (sample)", "rep", "en"],
    ["bruno", "Bruno (sample)", "rep", "pt"],
    ["carla", "Carla (sample)", "manager", "es"],
  ];
  const reps = people.map(([id, name, role, language]): Rep => {
    const at = "2026-01-05T12:00:00.000Z";
    return {
      id,
      name,
      role,
      language,
      timeZone: "America/Sao_Paulo",
      hours: null,
      holidays: null,
      awayUntil: null,
      capacity: null,
      takes: {},
      active: true,
      openLeads: 0,
      lastAssignedAt: null,
      dailyListOffAt: null,
      createdAt: at,
      updatedAt: at,
    };
  });
  return {
    reps: new Map(reps.map((rep) => [rep.id, rep])),
    teams: new Map(),
    members: [],
    identities: new Map(),
  };
}

/** The leads and what happened to them. */
function createWorld(bundle: FlowBundle, directory: Directory) {
  const leads: LoadedLead[] = [];
  const messages: Message[] = [];
  const trail: Activity[] = [];
  const posts: Post[] = [];
  let seq = 0;
  const now = () => new Date().toISOString();

  function addMessage(leadId: string, author: string, text: string, at = now()) {
    seq += 1;
    const direction = author === "contact" ? "in" : "out";
    const rest = { externalId: null, outboxId: null, deliveredAt: null, readAt: null, extra: null };
    messages.push({
      id: `message-${seq}`,
      seq,
      conversationId: "",
      leadId,
      direction,
      author,
      text,
      at,
      ...rest,
    });
  }

  function record(lead: Lead, kind: Activity["kind"], actorId: string | null, more: Partial<Activity> = {}) {
    seq += 1;
    trail.unshift({
      id: `activity-${seq}`,
      seq,
      leadId: lead.id,
      contactId: lead.contactId,
      kind,
      actorKind: actorId === null ? "bot" : "rep",
      actorId,
      channel: "desk",
      before: null,
      after: null,
      note: null,
      at: now(),
      ...more,
    });
  }

  function post(chatId: string, leadId: string | null, payload: OutboundMessage, at = now()) {
    seq += 1;
    posts.push({ id: `post-${seq}`, seq, chatId, leadId, payload, status: "sent", at });
  }

  function card(loaded: LoadedLead, language: Language) {
    return leadCard(loaded.lead, loaded.contact, loaded.offer, directory, bundle, language, now());
  }

  function open(number: number, contact: Contact, more: Partial<Lead>): LoadedLead {
    const at = more.openedAt ?? now();
    const stage = more.stage ?? bundle.pipeline.stages[0]!.id;
    const lead: Lead = {
      id: `lead-${number}`,
      number,
      contactId: contact.id,
      stage,
      stageKind: bundle.pipeline.stages.find((one) => one.id === stage)?.kind ?? "open",
      stageSince: at,
      score: 20,
      grade: "cold",
      scoreReasons: [],
      ownerId: null,
      teamId: null,
      routeReasons: [],
      offerId: null,
      offeredTo: null,
      offerDueAt: null,
      channel: "web",
      language: "en",
      source: "direct",
      campaign: null,
      referral: null,
      product: null,
      segment: null,
      territory: null,
      value: null,
      currency: null,
      answers: {},
      tags: [],
      reason: null,
      qualifiedAt: null,
      firstResponseAt: null,
      responseDueAt: null,
      responseBrokenAt: null,
      stageDueAt: null,
      stageBrokenAt: null,
      openedAt: at,
      closedAt: null,
      wonAt: null,
      lostAt: null,
      reached: [stage],
      nextStep: null,
      thread: null,
      nurture: null,
      updatedAt: at,
      likely: null,
      ...more,
    };
    const loaded = { lead, contact, offer: null, conversations: [] };
    leads.push(loaded);
    record(lead, "lead-opened", null, { actorKind: "contact", at });
    return loaded;
  }

  const reads: PlaygroundReads = {
    ...noOutreach,
    directory: async () => directory,
    learning: async () => ({ inUse: 0, switchedOff: false, ended: 0, newest: null, used: null }),
    followUps: async () => ({ rows: [], total: 0 }),
    searchLeads: async () => ({ rows: [], total: 0 }),
    openWork: async () => [],
    lead: async (id) => leads.find(({ lead }) => lead.id === id) ?? null,
    messages: async (leadId) => messages.filter((message) => message.leadId === leadId),
    leadOfConversation: async (id) =>
      leads.find(({ contact }) => `web:${contact.fields.session}` === id)?.lead.id ?? null,
    leads: async ({ scope }) => {
      const rows = leads
        .filter(({ lead }) => {
          // The managers here manage all teams.
          if (scope.kind === "all" || scope.kind === "teams") return true;
          return (
            lead.ownerId === scope.repId ||
            (lead.ownerId === null && [null, scope.repId].includes(lead.offeredTo))
          );
        })
        .map(toRow)
        .sort((a, b) => b.openedAt.localeCompare(a.openedAt));
      return { rows, total: rows.length };
    },
    leadIdByNumber: async (number) => leads.find(({ lead }) => lead.number === number)?.lead.id ?? null,
    leadById: async (id) => leads.find(({ lead }) => lead.id === id)?.lead ?? null,
    findLeads: async () => [],
    conversationTail: async () => [],
    trail: async (leadId) => trail.filter((activity) => activity.leadId === leadId),
    lastUndoable: async () => null,
    stuckSend: async () => null,
    digestsOf: async () => [],
    templateHistory: async () => [],
    lastMerge: async () => null,
    pipelineCounts: async () => {
      const counts = new Map<string, { count: number; value: number }>();
      for (const { lead } of leads) {
        const known = counts.get(lead.stage) ?? { count: 0, value: 0 };
        counts.set(lead.stage, { count: known.count + 1, value: known.value + (lead.value ?? 0) });
      }
      return [...counts].map(([stage, sums]) => ({ stage, currency: "USD", ...sums }));
    },
    ...noInsights,
    insight: async ({ by }) => ({
      total: someNumbers({
        created: leads.length,
        qualified: leads.filter(({ lead }) => lead.score >= 40).length,
        won: { count: 2, values: [{ currency: "USD", value: 1_250_000 }] },
        lost: { count: 1, reasons: [{ key: "price", count: 1 }] },
        firstResponse: { answered: 5, waiting: 2, clock: took(182, 900), working: took(182, 900) },
      }),
      groups: by === undefined ? [] : groupsOf(leads.map(({ lead }) => keyOf(lead, by))),
      series: [],
    }),
    leadKeys: async (dimension) =>
      groupsOf(leads.map(({ lead }) => keyOf(lead, dimension))).map(({ key }) => key),
    audience: async () => [],
    campaigns: async () => [],
    campaignCounts: async () => ({
      waiting: 0,
      sent: 0,
      skipped: 0,
      cancelled: 0,
      lastDueAt: null,
      reasons: {},
    }),
    consents: async () => [],
    allConsents: async () => ({ rows: [], total: 0 }),
    history: async () => [],
    posts: async ({ chatId, leadId }) =>
      posts.filter((one) => (chatId ? one.chatId === chatId : one.leadId === leadId)),
  };

  return {
    reads,
    leads,
    posts,
    /** One of a row of sample leads in many states. */
    addSampleLead(index: number) {
      const names = [
        "Marta Sample",
        "João Exemplo",
        "Lucía Ejemplo",
        "Peter Sample",
        "Rita Exemplo",
        "<b>Zoë</b> 👩‍🚀",
      ];
      const grades = ["hot", "warm", "cold"] as const;
      const stages = bundle.pipeline.stages;
      const grade = grades[index % 3]!;
      const openedAt = new Date(Date.now() - index * 5_400_000).toISOString();
      const ownerId = index % 4 === 0 ? null : ["ana", "bruno"][index % 2]!;
      const score = { hot: 82, warm: 54, cold: 18 }[grade] - (index % 7);
      const contact = sampleContact(`contact-${index}`, names[index % names.length]!, {});
      const text = (en: string) => ({ en, pt: en, es: en });
      const loaded = open(index + 1, contact, {
        openedAt,
        stage: stages[Math.floor(index * 1.7) % stages.length]!.id,
        score,
        grade,
        ownerId,
        offeredTo: ownerId === null && index % 8 === 0 ? "ana" : null,
        offerDueAt: ownerId === null && index % 8 === 0 ? new Date(Date.now() + 240_000).toISOString() : null,
        source: ["instagram", "google", "direct", "newsletter"][index % 4]!,
        product: ["doors", "windows", "install"][index % 3]!,
        value: index % 3 === 2 ? null : 250_000 + index * 43_000,
        currency: "USD",
        answers: {
          need: { value: "x", display: "Four doors for a small clinic, before the summer", at: openedAt },
          budget: { value: "x", display: "US$ 5,000", at: openedAt },
          city: { value: "x", display: "Sample City", at: openedAt },
        },
        tags: index % 2 ? ["clinic"] : [],
        scoreReasons: [
          { rule: "budget", points: 30, text: text("Budget of 5,000 or more") },
          { rule: "timeline", points: 25, text: text("Wants it within a month") },
          { rule: "complete", points: score - 50, text: text("How much is known of the lead") },
          { rule: "idle", points: -5, text: text("Silent for a week") },
        ],
        routeReasons: [{ rule: "product", text: text("Ana takes doors") }],
      });
      addMessage(loaded.lead.id, "contact", "Hello, I need four doors for a small clinic", openedAt);
      addMessage(loaded.lead.id, "bot", "Thank you! What is your budget?", openedAt);
      addMessage(loaded.lead.id, "contact", "About 5k", openedAt);
      record(loaded.lead, "scored", null, { before: { score: 0 }, after: { score, grade } });
      if (ownerId !== null) record(loaded.lead, "claimed", ownerId, { after: { ownerId } });
      if (ownerId !== null) record(loaded.lead, "noted", ownerId, { note: "Asked for a visit on Thursday." });
      if (ownerId !== null) addMessage(loaded.lead.id, ownerId, "Hello! I can visit you on Thursday at 10.");
      if (index < 5)
        post("team", loaded.lead.id, {
          thread: loaded.lead.id,
          text: `New lead L-${index + 1}: free to claim`,
          card: card(loaded, "en"),
          replaceKey: `lead:${loaded.lead.id}`,
        });
    },
    /** A prospect wrote: gives what the bot answers. */
    hear(event: InboundMessage): OutboundMessage {
      let loaded = leads.find(({ contact }) => contact.fields.session === event.chatId);
      if (!loaded) {
        const contact = sampleContact(`contact-${event.chatId}`, "Prospect", { session: event.chatId });
        loaded = open(leads.length + 1, contact, { score: 45, grade: "warm" });
        const headline = `New lead L-${loaded.lead.number}: free to claim`;
        const replaceKey = `lead:${loaded.lead.id}`;
        post("team", loaded.lead.id, {
          thread: loaded.lead.id,
          text: headline,
          card: card(loaded, "en"),
          replaceKey,
        });
      }
      addMessage(loaded.lead.id, "contact", event.text);
      const reply: OutboundMessage =
        event.choice === undefined
          ? {
              text: `Thank you! You said: ${event.text}`,
              choices: [
                { value: "doors", label: "Doors" },
                { value: "windows", label: "Windows" },
              ],
            }
          : { text: `You chose ${event.choice}.` };
      addMessage(loaded.lead.id, "bot", reply.text ?? "");
      return reply;
    },
    /** A colleague said a command: gives what goes to the customer. */
    obey(event: InboundCommand): { chatId: string | null; sent: string | null } {
      const [, word = "", ref = "", rest = ""] = /^(\S+)\s*(L-\d+)?\s*([\s\S]*)$/.exec(event.text) ?? [];
      const rep = event.actor.value;
      const loaded = leads.find(({ lead }) => `L-${lead.number}` === ref || lead.id === event.leadId);
      if (!loaded) {
        post(`rep:${rep}`, null, { text: `I do not know “${event.text}”. Try: leads, stats, help` });
        return { chatId: null, sent: null };
      }
      const { lead } = loaded;
      if (word === "claim") {
        lead.ownerId = rep;
        record(lead, "claimed", rep, { after: { ownerId: rep } });
      } else if (word === "note") record(lead, "noted", rep, { note: rest });
      else if (word === "stage") {
        record(lead, "stage-moved", rep, { before: { stage: lead.stage }, after: { stage: rest } });
        lead.stage = rest;
      } else if (word === "reply") addMessage(lead.id, rep, rest);
      post(`rep:${rep}`, lead.id, { text: `Done: ${word} ${ref}` });
      const session = loaded.contact.fields.session;
      const reaches = word === "reply" && typeof session === "string";
      return { chatId: reaches ? session : null, sent: reaches ? rest : null };
    },
  };
}

function sampleContact(id: string, name: string, fields: Contact["fields"]): Contact {
  const at = "2026-01-05T12:00:00.000Z";
  return {
    id,
    name,
    company: name === "Prospect" ? null : "Sample Clinic",
    email: null,
    phone: null,
    language: "en",
    timeZone: null,
    fields,
    optedOutAt: null,
    optedOutVia: null,
    consents: null,
    mergedIntoId: null,
    createdAt: at,
    updatedAt: at,
  };
}

function toRow({ lead, contact }: LoadedLead): LeadRow {
  const { name, company, phone, email } = contact;
  return { ...lead, name, company, phone, email, chance: lead.likely?.chance ?? null };
}

function groupsOf(keys: string[]) {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, created]) => ({ key, numbers: someNumbers({ created }) }))
    .sort((a, b) => b.numbers.created - a.numbers.created);
}

function keyOf(lead: Lead, by: Dimension): string {
  if (by === "owner") return lead.ownerId ?? "";
  return (by === "team" ? lead.teamId : lead[by]) ?? "";
}

const took = (medianSeconds: number, p90Seconds: number) => ({ medianSeconds, p90Seconds, spans: [] });
