import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { HttpRequest, HttpResponse, HttpRoute } from "../channel/adapter.ts";
import { createRateLimiter } from "../channel/rate-limit.ts";
import { json, problem } from "../channel/respond.ts";
import type { Clock } from "../clock.ts";
import { DIMENSIONS, type InsightFilter } from "../commands/insights.ts";
import { parsePeriod, previousPeriod } from "../commands/period.ts";
import { type Inquiry, QUESTION_IDS, QUESTIONS, type QuestionId } from "../commands/questions/index.ts";
import type { CommandReads } from "../commands/reads.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { LANGUAGES, type Language } from "../language.ts";
import type { Directory } from "../leads/types/directory.ts";

export interface InsightsRouteOptions {
  /** Who has it is told everything, as an admin is. */
  token: string;
  reads: CommandReads & { directory(): Promise<Directory> };
  bundle: () => FlowBundle;
  clock: Clock;
}

const PATH = "/api/insights";
/** The longest query that makes sense; what is longer is refused unread. */
const MOST_LETTERS = 2_000;
/** Questions at once, and in a second on average, from one address; and so many wrong tokens. */
const PACE = { burst: 30, perSecond: 2 };
const WRONG_PACE = { burst: 10, perSecond: 0.1 };

/**
 * `GET /api/insights`: the answers that commands give, as JSON, for whoever has the bearer token. docs/insights-api.md
 * tells of it.
 */
export function createInsightsRoute(options: InsightsRouteOptions): HttpRoute {
  const pace = createRateLimiter(PACE, options.clock);
  const wrongPace = createRateLimiter(WRONG_PACE, options.clock);

  return {
    method: "GET",
    path: PATH,
    only: true,
    maxBody: 1_024,
    async handle(request) {
      if (!isAuthorized(request, options.token)) {
        const wait = wrongPace.take(request.remote);
        return wait > 0 ? tooMany(wait) : unauthorized();
      }
      const wait = pace.take(request.remote);
      if (wait > 0) return tooMany(wait);
      return answer(request.query, options);
    },
  };
}

async function answer(query: Record<string, string>, options: InsightsRouteOptions): Promise<HttpResponse> {
  const length = Object.entries(query).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (length > MOST_LETTERS) return bad(`The query is longer than ${MOST_LETTERS} characters.`);
  const read = querySchema.safeParse(query);
  if (!read.success) return bad(faults(read.error));
  const { question: id, language, period: words, by, each, ...named } = read.data;
  const bundle = options.bundle();
  const directory = await options.reads.directory();
  const at = options.clock.now().toISOString();
  const zone = bundle.business.timeZone;
  const question = QUESTIONS[id];
  const period = parsePeriod(question.hasPeriod ? (words ?? USUAL[id]) : "all", at, zone, language);
  if (period === null)
    return bad(`period: “${words}” is no period. For example: last month, 2026-03-01..2026-03-31, Q1 2026.`);
  const filter = toFilter(named, directory);
  if (typeof filter === "string") return bad(filter);
  const inquiry: Inquiry = {
    period,
    earlier: previousPeriod(period, at, zone),
    scope: { kind: "all" },
    filter,
    by: by ?? null,
    each: each ?? "day",
    textOnly: true,
  };
  const view = { bundle, directory, language, at };
  const told = await question.ask(inquiry, options.reads, view);
  const range = { from: period.from, to: period.to };
  const detail =
    by === undefined && each === undefined
      ? null
      : await options.reads.insight({
          ...range,
          scope: inquiry.scope,
          filter,
          ...(by === undefined ? {} : { by }),
          ...(each === undefined ? {} : { each }),
        });
  return json(200, {
    question: id,
    title: told.title,
    timeZone: zone,
    period: question.hasPeriod ? { ...range, label: period.label[language] } : null,
    before: question.hasPeriod ? { from: inquiry.earlier.from, to: inquiry.earlier.to } : null,
    filter: shownFilter(filter),
    columns: told.table.columns,
    rows: told.table.rows.map((row) =>
      Object.fromEntries(told.table.columns.map(({ id: column }, i) => [column, row[i] ?? null])),
    ),
    ...(detail === null ? {} : { numbers: detail }),
  });
}

/** The same periods as the commands have. */
const USUAL: Record<QuestionId, string> = {
  stats: "this week",
  pipeline: "all",
  funnel: "last 90 days",
  sources: "last 30 days",
  team: "this month",
  lost: "last 90 days",
  sla: "this month",
  reach: "last 90 days",
  report: "this week",
};

/** Not every database takes every character in a text: NUL is a fault of PostgreSQL's. */
const filterText = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u, "must not hold control characters");
const querySchema = z.strictObject({
  question: z.enum(QUESTION_IDS).default("stats"),
  period: z.string().min(1).max(80).optional(),
  language: z.enum(LANGUAGES).default("en"),
  by: z.preprocess((value) => (value === "rep" ? "owner" : value), z.enum(DIMENSIONS)).optional(),
  each: z.enum(["day", "week", "month"]).optional(),
  source: filterText.optional(),
  product: filterText.optional(),
  segment: filterText.optional(),
  rep: filterText.optional(),
  team: filterText.optional(),
  channel: filterText.optional(),
  lead_language: z.enum([...LANGUAGES, ""]).optional(),
  tag: filterText.min(1).optional(),
} satisfies Record<string, z.ZodType>);

interface NamedFilters {
  source?: string | undefined;
  product?: string | undefined;
  segment?: string | undefined;
  rep?: string | undefined;
  team?: string | undefined;
  channel?: string | undefined;
  lead_language?: Language | "" | undefined;
  tag?: string | undefined;
}

/** The filter, or what is wrong with it. An empty value means: not known. */
function toFilter(named: NamedFilters, directory: Directory): InsightFilter | string {
  const { rep, team, lead_language, ...same } = named;
  if (rep !== undefined && rep !== "" && !directory.reps.has(rep))
    return `rep: there is no colleague with the id “${rep}”.`;
  if (team !== undefined && team !== "" && !directory.teams.has(team))
    return `team: there is no team with the id “${team}”.`;
  const all = { ...same, owner: rep, team, language: lead_language };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function shownFilter({ owner, language, ...filter }: InsightFilter): Record<string, string | undefined> {
  return {
    ...filter,
    ...(owner === undefined ? {} : { rep: owner }),
    ...(language === undefined ? {} : { lead_language: language }),
  };
}

/** Compared as digests of one length, in constant time. */
function isAuthorized({ headers }: HttpRequest, token: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token)) && given !== "";
}

function faults(error: z.ZodError): string {
  const told = error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `${issue.keys.map((key) => `“${key.slice(0, 40)}”`).join(", ")}: there is no such parameter`
      : `${issue.path.join(".")}: ${issue.message}`,
  );
  return `${told.slice(0, 5).join("; ")}.`;
}

function bad(message: string): HttpResponse {
  return problem(400, "bad-query", message, "docs/insights-api.md lists the parameters.");
}

function unauthorized(): HttpResponse {
  const headers = { "www-authenticate": 'Bearer realm="leadline"' };
  const fix = "Send the header Authorization: Bearer <LEADLINE_API_TOKEN>.";
  return problem(401, "unauthorized", "The token is missing or wrong.", fix, headers);
}

function tooMany(seconds: number): HttpResponse {
  const headers = { "retry-after": String(seconds) };
  return problem(429, "too-many", "Too many requests.", `Ask again in ${seconds} s.`, headers);
}
