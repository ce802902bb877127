import { readFileSync } from "node:fs";
import { z } from "zod";
import type { HttpRequest, HttpResponse, HttpRoute } from "../channel/adapter.ts";
import { json, problem } from "../channel/respond.ts";
import type { Clock } from "../clock.ts";
import { signature } from "../commands/help-text.ts";
import { COMMANDS, parsePeriod, previousPeriod } from "../commands/index.ts";
import { countedFor, notActive, refuseAccess, visibleTo, withRights } from "../commands/policy.ts";
import { formatMoney } from "../commands/present/index.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { inLanguage } from "../language.ts";
import type { Rep } from "../leads/types/rep.ts";
import { type ContentOptions, contentOf } from "./playground/content.ts";
import { readNumbers } from "./playground/numbers.ts";
import type { PlaygroundReads } from "./playground/reads.ts";
import { toDetail, toPosts, toSummary, type View } from "./playground/views.ts";

export type { PlaygroundReads } from "./playground/reads.ts";

export interface PlaygroundOptions extends ContentOptions {
  reads: PlaygroundReads;
  /** The flows as they are now. */
  bundle: () => FlowBundle;
  clock: Clock;
}

const MOST_LEADS = 200;
const MOST_POSTS = 200;
const MOST_MESSAGES = 300;
const MOST_ACTIVITIES = 300;

/**
 * The playground: one page with the prospect's chat on the left and the rep's desk, standing in for Slack, on
 * the right. It knows no password: give its routes to the HTTP server as `playground`, which answers this
 * machine only, and mount the desk's beside them.
 *
 * Whoever sits there may look as any colleague; what is shown follows that colleague's rights.
 */
export function createPlayground(options: PlaygroundOptions): HttpRoute[] {
  const { reads, clock } = options;

  /** A read in the words and with the rights of the colleague who looks. */
  function api(
    path: string,
    handle: (viewer: Rep, view: View, query: Record<string, string>) => Promise<HttpResponse>,
  ): HttpRoute {
    return {
      method: "GET",
      path: `/playground/api/${path}`,
      async handle({ query }) {
        const bundle = options.bundle();
        const directory = withRights(await reads.directory(), bundle.business);
        const viewer = directory.reps.get(query.rep ?? "");
        if (viewer === undefined)
          return problem(404, "not-found", "There is no such colleague.", "Choose another.");
        if (!viewer.active)
          return problem(403, "not-active", notActive(directory)[viewer.language], "Choose another.");
        const at = clock.now().toISOString();
        return handle(viewer, { directory, bundle, language: viewer.language, at }, query);
      },
    };
  }

  return [
    ...assetRoutes(),
    { method: "GET", path: "/playground/api/setup", handle: async () => json(200, await setup(options)) },
    api("leads", async (viewer, view) => {
      const page = { offset: 0, limit: MOST_LEADS };
      const { rows, total } = await reads.leads(
        { scope: visibleTo(viewer, view.directory), order: "newest" },
        page,
      );
      return json(200, { leads: rows.map((row) => toSummary(row, view)), total });
    }),
    api("lead", async (viewer, view, query) => {
      const parsed = idSchema.safeParse(query.id);
      const loaded = parsed.success ? await reads.lead(parsed.data) : null;
      if (loaded === null) return problem(404, "not-found", "There is no such lead.", "Choose another.");
      const refusal = refuseAccess("see", viewer, loaded.lead, view.directory);
      if (refusal) return problem(403, refusal.code, refusal.text[view.language], "");
      const [messages, trail, posts] = await Promise.all([
        reads.messages(loaded.lead.id, MOST_MESSAGES),
        reads.trail(loaded.lead.id, MOST_ACTIVITIES),
        reads.posts({ channel: "desk", leadId: loaded.lead.id, limit: MOST_POSTS }),
      ]);
      return json(200, toDetail(loaded, messages, trail, posts, view));
    }),
    api("posts", async (viewer) => {
      const places = [`rep:${viewer.id}`, "team"];
      const posts = await Promise.all(
        places.map((chatId) => reads.posts({ channel: "desk", chatId, limit: MOST_POSTS })),
      );
      return json(200, { posts: toPosts(posts.flat()) });
    }),
    api("content", async (viewer, _view, query) => {
      const places = [`rep:${viewer.id}`, "team"];
      for (const chatId of places) {
        const posts = await reads.posts({ channel: "desk", chatId, limit: MOST_POSTS });
        const payload = posts.find((post) => post.id === query.post)?.payload;
        if (payload?.image ?? payload?.file) return contentOf(payload ?? {}, options);
      }
      return problem(404, "not-found", "There is no such file.", "It may have been too long ago.");
    }),
    api("pipeline", async (viewer, view) => json(200, { stages: await pipeline(reads, viewer, view) })),
    api("stats", async (viewer, view, query) => {
      const { timeZone } = view.bundle.business;
      const period = parsePeriod(query.period ?? "week", view.at, timeZone);
      if (period === null) return problem(400, "bad-request", "The period is not known.", "Try: week.");
      const scope = countedFor(viewer, view.directory);
      const earlier = previousPeriod(period, view.at, timeZone);
      const [counted, stages] = await Promise.all([
        readNumbers(reads, { period, earlier, scope }, view),
        pipeline(reads, viewer, view),
      ]);
      return json(200, { label: period.label[view.language], ...counted, stages });
    }),
    {
      method: "GET",
      path: "/playground/api/prospect",
      handle: async ({ query }) => {
        const session = idSchema.safeParse(query.session);
        const leadId = session.success ? await reads.leadOfConversation(`web:${session.data}`) : null;
        return json(200, { leadId });
      },
    },
  ];
}

const idSchema = z.string().min(1).max(200);

/** What the page needs once: colleagues, commands with their help, and the business. */
async function setup({ reads, bundle }: PlaygroundOptions) {
  const directory = await reads.directory();
  const { business } = bundle();
  const reps = [...directory.reps.values()].filter((rep) => rep.active);
  return {
    business: { name: business.name, language: business.language },
    reps: reps.map(({ id, name, role, language }) => ({ id, name, role, language })),
    commands: COMMANDS.map((command) => ({
      name: command.name,
      allowed: command.allowed,
      words: command.words,
      help: command.help,
      examples: command.examples,
      signature: {
        en: signature(command, "en"),
        pt: signature(command, "pt"),
        es: signature(command, "es"),
      },
    })),
  };
}

/** Every stage in the pipeline's order, with how many leads are in it and what they are worth. */
async function pipeline(reads: PlaygroundReads, viewer: Rep, { bundle, directory, language }: View) {
  const rows = await reads.pipelineCounts(visibleTo(viewer, directory));
  return bundle.pipeline.stages.map((stage) => {
    const own = rows.filter((row) => row.stage === stage.id);
    return {
      id: stage.id,
      kind: stage.kind,
      label: inLanguage(stage.label, language),
      count: own.reduce((sum, row) => sum + row.count, 0),
      values: own.flatMap((row) =>
        row.currency === null || row.value === 0
          ? []
          : [formatMoney(row.value, row.currency, language, bundle)],
      ),
    };
  });
}

const ASSETS: Record<string, string> = {
  "index.html": "text/html; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "desk.js": "text/javascript; charset=utf-8",
  "lead.js": "text/javascript; charset=utf-8",
  "numbers.js": "text/javascript; charset=utf-8",
  "command-line.js": "text/javascript; charset=utf-8",
  "prospect.js": "text/javascript; charset=utf-8",
  "card.js": "text/javascript; charset=utf-8",
  "dom.js": "text/javascript; charset=utf-8",
  "words.js": "text/javascript; charset=utf-8",
};

/** Own files only: no other host, no inline script, no eval, no frame around it. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

function assetRoutes(): HttpRoute[] {
  const page = (name: string, path: string): HttpRoute => ({
    method: "GET",
    path,
    handle: async (_request: HttpRequest) => ({
      status: 200,
      headers: {
        "content-type": ASSETS[name] ?? "application/octet-stream",
        "cache-control": "no-cache",
        "content-security-policy": CSP,
      },
      body: asset(name),
    }),
  });
  return [
    page("index.html", "/"),
    ...Object.keys(ASSETS)
      .slice(1)
      .map((name) => page(name, `/playground/${name}`)),
  ];
}

/** Read at each request: it is one person's machine, and a change shows at the next reload. */
function asset(name: string): Buffer {
  return readFileSync(new URL(`./playground/assets/${name}`, import.meta.url));
}
