import { DUPLICATE } from "../leads/join.ts";
import type { Step } from "../leads/learn/example.ts";
import {
  IN_USE,
  LEARNED_COUNTERS,
  type LearningState,
  SWITCHED_OFF,
  type Training,
  type TrainingSummary,
} from "../leads/learn/state.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Database, Statement } from "./database.ts";
import { time, toIso } from "./inbox.ts";
import type { WinModelStore } from "./port/win-model-store.ts";
import { columnsOf, decodeRow, selectByTexts, toStorableJson } from "./sql.ts";
import { tables } from "./tables.ts";

/** Trainings and what they learn from. */
export function createWinModelStore(db: Database): WinModelStore {
  const { dialect } = db;
  const p = (n: number) => dialect.parameter(n);
  const json = (n: number) => (dialect.name === "postgresql" ? `${p(n)}::jsonb` : p(n));
  const table = tables.winModels;

  async function change(statement: Statement): Promise<boolean> {
    const [result] = await db.write([statement]);
    return (result?.changes ?? 0) > 0;
  }

  return {
    claim(number, { token, leaseUntil, now, latest, isAlone }) {
      const isFree = isAlone
        ? ""
        : ` AND (m."leaseUntil" <= ${time(dialect, 3)} OR m."leaseUntil" > ${time(dialect, 5)})`;
      return change({
        sql: `INSERT INTO "win_models" AS m ("number", "status", "token", "leaseUntil", "attempts", "startedAt") VALUES (${p(1)}, 'training', ${p(2)}, ${time(dialect, 4)}, 1, ${time(dialect, 3)}) ON CONFLICT ("number") DO UPDATE SET "token" = excluded."token", "leaseUntil" = excluded."leaseUntil", "attempts" = m."attempts" + 1, "startedAt" = excluded."startedAt" WHERE m."status" = 'training'${isFree}`,
        params: isAlone ? [number, token, now, leaseUntil] : [number, token, now, leaseUntil, latest],
      });
    },
    giveBack: (number, token, at) =>
      change({
        sql: `UPDATE "win_models" SET "leaseUntil" = ${time(dialect, 3)} WHERE "number" = ${p(1)} AND "token" = ${p(2)} AND "status" = 'training'`,
        params: [number, token, at],
      }),
    finish: (number, token, { status, trainedAt, leads, exclude, verdict, report, model }) =>
      change({
        sql: `UPDATE "win_models" SET "status" = ${p(3)}, "trainedAt" = ${time(dialect, 4)}, "leads" = ${p(5)}, "exclude" = ${json(6)}, "verdict" = ${p(7)}, "report" = ${json(8)}, "model" = ${json(9)}, "token" = NULL, "leaseUntil" = NULL WHERE "number" = ${p(1)} AND "token" = ${p(2)} AND "status" = 'training'`,
        params: [
          number,
          token,
          status,
          trainedAt,
          leads,
          toStorableJson(exclude),
          verdict,
          report === null ? null : toStorableJson(report),
          model === null ? null : toStorableJson(model),
        ],
      }),
    async get(number) {
      const [row] = await db.read({
        sql: `SELECT ${columnsOf(table)} FROM "win_models" WHERE "number" = ${p(1)}`,
        params: [number],
      });
      return row === undefined ? null : decodeRow(table, row);
    },
    async list(limit) {
      const columns = table.names.map((name) => (name === "model" ? "NULL" : `"${name}"`)).join(", ");
      const rows = await db.read({
        sql: `SELECT ${columns} FROM "win_models" ORDER BY "number" DESC LIMIT ${p(1)}`,
        params: [limit],
      });
      return rows.map((row) => toSummary(decodeRow(table, row)));
    },
    async ended(limit) {
      // Each side by its own index.
      // A customer who was lost has ended twice, and is learned from once; who is open again has not ended.
      const only = { wonAt: "", lostAt: ' AND l."wonAt" IS NULL' };
      const side = (column: "wonAt" | "lostAt") =>
        `SELECT * FROM (SELECT l."id" AS id, l."${column}" AS at, l."number" AS n FROM "leads" l WHERE l."${column}" IS NOT NULL AND l."stageKind" <> 'open'${only[column]} AND (l."reason" IS NULL OR l."reason" <> '${DUPLICATE}') ORDER BY l."${column}" DESC LIMIT ${p(1)}) ${column}_`;
      const rows = await db.read({
        sql: `${side("wonAt")} UNION ALL ${side("lostAt")} ORDER BY 2 DESC, 3 DESC LIMIT ${p(1)}`,
        params: [limit],
      });
      return rows.map(([id, at]) => ({ id: String(id), endedAt: toIso(at) })).reverse();
    },
    async histories(ids) {
      const params = [JSON.stringify(ids)];
      const leads = await db.read({ sql: selectByTexts(dialect, tables.leads, "id"), params });
      const steps = await db.read({
        sql: `SELECT "leadId", "at", "before" FROM "activities" WHERE "leadId" IN (${dialect.texts(1)}) AND "before" IS NOT NULL ORDER BY "leadId", "seq" DESC`,
        params,
      });
      const trails = new Map<string, Step[]>();
      for (const [leadId, at, before] of steps) {
        const id = String(leadId);
        const trail = trails.get(id) ?? [];
        if (trail.length === 0) trails.set(id, trail);
        trail.push({ at: toIso(at), before: objectOf(before) });
      }
      const found = new Map(
        leads.map((row): [string, Lead] => {
          const lead = decodeRow(tables.leads, row);
          return [lead.id, lead];
        }),
      );
      return ids.flatMap((id) => {
        const lead = found.get(id);
        return lead === undefined ? [] : [{ lead, trail: trails.get(id) ?? [] }];
      });
    },
    async openLeads({ afterNumber, limit, onlyLikely }) {
      const likely = onlyLikely ? ' AND l."likely" IS NOT NULL' : "";
      const rows = await db.read({
        sql: `SELECT l."id", l."number" FROM "leads" l WHERE l."stageKind" = 'open' AND l."number" > ${p(1)}${likely} ORDER BY l."number" LIMIT ${p(2)}`,
        params: [afterNumber, limit],
      });
      return rows.map((row) => ({ id: String(row[0]), number: Number(row[1]) }));
    },
  };
}

/** What people are told. */
function toSummary(training: Training): TrainingSummary {
  const { model: _model, token: _token, leaseUntil: _until, ...summary } = training;
  return summary;
}

/** PostgreSQL gives JSON parsed. */
function objectOf(value: unknown): Step["before"] {
  const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : null;
}

/** How learning stands: for `why`, reports and pages. `most`: ended leads are counted up to there. */
export async function readLearning(
  db: Database,
  models: WinModelStore,
  most: number,
): Promise<LearningState> {
  const rows = await db.read({
    sql: `SELECT "name", "value" FROM "counters" WHERE "name" IN (${db.dialect.texts(1)})`,
    params: [JSON.stringify(LEARNED_COUNTERS)],
  });
  const counters = new Map(rows.map((row) => [String(row[0]), Number(row[1])]));
  const inUse = counters.get(IN_USE) ?? 0;
  const trainings = await models.list(20);
  const used = trainings.find(({ number }) => number === inUse) ?? null;
  return {
    inUse,
    switchedOff: (counters.get(SWITCHED_OFF) ?? 0) > 0,
    ended: (await models.ended(most)).length,
    newest: trainings.find(({ status }) => status === "done") ?? null,
    used: used ?? (inUse === 0 ? null : await summaryOf(models, inUse)),
  };
}

async function summaryOf(models: WinModelStore, number: number): Promise<TrainingSummary | null> {
  const training = await models.get(number);
  return training === null ? null : toSummary(training);
}
