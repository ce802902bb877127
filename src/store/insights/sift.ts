import type { InsightQuery } from "../../commands/insights.ts";
import type { LeadPage, Page } from "../../commands/reads.ts";
import { toIso } from "../inbox.ts";
import { Where } from "../reads/filters.ts";
import { leadRow, toLeadRow } from "../reads/lead-row.ts";
import type { Context } from "./context.ts";
import { letOthersIn, PIECE_MS } from "./count.ts";

export interface Sieve {
  query: Pick<InsightQuery, "from" | "to">;
  /** Which time lies in the period. */
  time: string;
  /** What `keep` looks at. */
  columns: readonly string[];
  /** Tables, `leads l` among them. */
  from: string;
  narrowed(where: Where): Where;
  keep(values: readonly unknown[]): boolean;
  page: Page;
}

/** A page of leads of which the database cannot tell alone which belong to it: looked through in pieces of time. */
export async function sift(sieve: Sieve, { db: { dialect }, read }: Context): Promise<LeadPage> {
  const { query, time, columns, from, narrowed, keep, page } = sieve;
  const within = (start: string, end: string) => {
    const where = narrowed(new Where(dialect));
    return where.add(`${time} >= ${where.time(start)} AND ${time} < ${where.time(end)}`);
  };
  const all = within(query.from, query.to);
  const [first, last] =
    (
      await read({ sql: `SELECT min(${time}), max(${time}) FROM ${from} WHERE ${all}`, params: all.params })
    )[0] ?? [];
  const kept: { id: string; openedAt: string; number: number }[] = [];
  for (let start = first == null ? null : toIso(first); start !== null && start <= toIso(last); ) {
    const next = new Date(Date.parse(start) + PIECE_MS).toISOString();
    const where = within(start, next < query.to ? next : query.to);
    const rows = await read({
      sql: `SELECT ${['l."id"', 'l."openedAt"', 'l."number"', ...columns].join(", ")} FROM ${from} WHERE ${where}`,
      params: where.params,
    });
    for (const [id, openedAt, number, ...values] of rows)
      if (keep(values)) kept.push({ id: String(id), openedAt: toIso(openedAt), number: Number(number) });
    await letOthersIn();
    start = next;
  }
  kept.sort((a, b) => (a.openedAt === b.openedAt ? b.number - a.number : a.openedAt < b.openedAt ? 1 : -1));
  const ids = kept.slice(page.offset, page.offset + page.limit).map(({ id }) => id);
  const rows = await read({
    sql: `SELECT ${leadRow(dialect)} FROM "leads" l JOIN "contacts" c ON c."id" = l."contactId" WHERE l."id" IN (${dialect.texts(1)})`,
    params: [JSON.stringify(ids)],
  });
  const found = new Map(rows.map(toLeadRow).map((row) => [row.id, row]));
  return { rows: ids.flatMap((id) => found.get(id) ?? []), total: kept.length };
}
