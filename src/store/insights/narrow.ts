import { DIMENSIONS, type InsightQuery } from "../../commands/insights.ts";
import { addDimension, addScope, type Where } from "../reads/filters.ts";
import type { Dialect } from "../sql.ts";

/** The conditions of a question on `leads l`, but its period. */
export function narrow(where: Where, { scope, filter }: InsightQuery, dialect: Dialect): void {
  addScope(where, scope);
  for (const dimension of DIMENSIONS) addDimension(where, dimension, filter[dimension]);
  if (filter.tag === undefined) return;
  const isPostgres = dialect.name === "postgresql";
  if (filter.tag === "") {
    where.add(`${isPostgres ? "jsonb_array_length" : "json_array_length"}(l."tags") = 0`);
    return;
  }
  const tag = where.param(filter.tag);
  where.add(
    isPostgres
      ? `EXISTS (SELECT 1 FROM jsonb_array_elements_text(l."tags") t(tag) WHERE t.tag = ${tag})`
      : `EXISTS (SELECT 1 FROM json_each(l."tags") t WHERE t.value = ${tag})`,
  );
}
