import { type JobParameters, toJobId } from "agenda";

/** The parameters of a statement. */
export type Row = (string | number | null)[];
/** A job that is in the database. */
export type Saved = JobParameters & { _id: NonNullable<JobParameters["_id"]> };

const COLUMNS = [
  "id",
  "name",
  "type",
  "priority",
  "nextRunAt",
  "lockedAt",
  "lastRunAt",
  "lastFinishedAt",
  "failedAt",
  "failCount",
  "failReason",
  "repeatInterval",
  "repeatTimezone",
  "repeatAt",
  "data",
  "disabled",
  "progress",
  "fork",
  "lastModifiedBy",
  "debounceStartedAt",
  "startDate",
  "endDate",
  "skipDays",
] as const;
type Column = (typeof COLUMNS)[number];

/** What saving a job writes; the rest belongs to whoever runs it. */
export const SAVED = [
  "type",
  "priority",
  "nextRunAt",
  "repeatInterval",
  "repeatTimezone",
  "repeatAt",
  "data",
  "disabled",
  "fork",
  "lastModifiedBy",
  "debounceStartedAt",
  "startDate",
  "endDate",
  "skipDays",
] as const satisfies readonly Column[];

/** For SELECT and RETURNING; read with {@link toJob}. */
export const LIST = COLUMNS.map((name) => `"${name}"`).join(", ");

export function toMs(date: Date | null | undefined): number | null {
  return date === null || date === undefined ? null : new Date(date).getTime();
}

export function toRow(job: JobParameters): Record<(typeof SAVED)[number], string | number | null> {
  return {
    type: job.type ?? "normal",
    priority: job.priority ?? 0,
    nextRunAt: toMs(job.nextRunAt),
    // A number of milliseconds and a text such as `5 minutes` are both kept as JSON.
    repeatInterval: job.repeatInterval === undefined ? null : JSON.stringify(job.repeatInterval),
    repeatTimezone: job.repeatTimezone ?? null,
    repeatAt: job.repeatAt ?? null,
    data: job.data === undefined ? null : JSON.stringify(job.data),
    disabled: job.disabled ? 1 : 0,
    fork: job.fork === undefined ? null : Number(job.fork),
    lastModifiedBy: job.lastModifiedBy ?? null,
    debounceStartedAt: toMs(job.debounceStartedAt),
    startDate: toMs(job.startDate),
    endDate: toMs(job.endDate),
    skipDays: job.skipDays === undefined ? null : JSON.stringify(job.skipDays),
  };
}

export function toJob(values: readonly unknown[]): Saved {
  const at = (name: Column) => values[COLUMNS.indexOf(name)] ?? null;
  const text = (name: Column) => (at(name) === null ? undefined : String(at(name)));
  const number = (name: Column) => (at(name) === null ? undefined : Number(at(name)));
  const date = (name: Column) => (at(name) === null ? undefined : new Date(Number(at(name))));
  const json = (name: Column): unknown => (at(name) === null ? undefined : JSON.parse(String(at(name))));
  const required = {
    _id: toJobId(String(at("id"))),
    name: String(at("name")),
    type: at("type") === "single" ? ("single" as const) : ("normal" as const),
    priority: Number(at("priority")),
    nextRunAt: date("nextRunAt") ?? null,
    data: json("data"),
    disabled: Number(at("disabled")) === 1,
  };
  return defined<typeof required, Omit<JobParameters, keyof typeof required>>(required, {
    lockedAt: date("lockedAt"),
    lastRunAt: date("lastRunAt"),
    lastFinishedAt: date("lastFinishedAt"),
    failedAt: date("failedAt"),
    failCount: number("failCount"),
    failReason: text("failReason"),
    repeatInterval: json("repeatInterval") as string | number | undefined,
    repeatTimezone: text("repeatTimezone"),
    repeatAt: text("repeatAt"),
    progress: number("progress"),
    fork: at("fork") === null ? undefined : Number(at("fork")) === 1,
    lastModifiedBy: text("lastModifiedBy"),
    debounceStartedAt: date("debounceStartedAt"),
    startDate: date("startDate"),
    endDate: date("endDate"),
    skipDays: json("skipDays") as number[] | undefined,
    unique: undefined,
    uniqueOpts: undefined,
  });
}

/** The job without what is not known of it. */
function defined<Required extends object, Optional extends object>(
  required: Required,
  optional: { [K in keyof Optional]: Optional[K] | undefined },
): Required & Partial<Optional> {
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  return Object.assign(required, Object.fromEntries(known) as Partial<Optional>);
}
