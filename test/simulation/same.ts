import type { Data } from "../crash/data.ts";

const TABLES = [
  "contacts",
  "identities",
  "leads",
  "conversations",
  "messages",
  "activities",
  "reps",
  "offers",
  "timers",
  "merges",
  "followUps",
  "digests",
  "enrolments",
  "outreach",
  "campaigns",
  "campaignRecipients",
  "outbox",
] as const;

/** Fields that count places in the order of everything, or tell how and when something was delivered. */
const LEFT_OUT: Partial<Record<(typeof TABLES)[number], ReadonlySet<string>>> = {
  messages: new Set(["seq", "externalId"]),
  activities: new Set(["seq"]),
  outbox: new Set([
    "seq",
    "status",
    "attempts",
    "token",
    "leaseUntil",
    "error",
    "externalId",
    "dueAt",
    "settledAt",
  ]),
};

/**
 * Where two runs have ended differently; empty when the same happened to everybody, in the same order and at the same
 * times. An event that is delivered twice uses up a number of the inbox, and so shifts all ids after it: turns are
 * told apart by their order, not by their number.
 */
export function differences(one: Data, other: Data): string[] {
  const [name, otherName] = [namesOf(one), namesOf(other)];
  return TABLES.flatMap((table) => {
    const [mine, theirs] = [rowsOf(one, table, name), rowsOf(other, table, otherName)];
    const faults = [...new Set([...mine.keys(), ...theirs.keys()])]
      .filter((key) => mine.get(key) !== theirs.get(key))
      .map((key) => `${table} ${key}: ${apart(mine.get(key), theirs.get(key))}`);
    return faults.length > 3
      ? [...faults.slice(0, 3), `… and ${faults.length - 3} more of ${table}`]
      : faults;
  });
}

function rowsOf(
  data: Data,
  table: (typeof TABLES)[number],
  name: (text: string) => string,
): Map<string, string> {
  return new Map(
    data[table].map((row: { id: string }) => {
      const leftOut = LEFT_OUT[table] ?? new Set();
      const fields = Object.entries(row).filter(([field]) => !leftOut.has(field));
      const text = JSON.stringify(sorted(Object.fromEntries(fields)));
      return [
        name(row.id),
        name(
          text
            .replace(MADE, "made")
            .replace(ORIGIN, "origin")
            .replace(LEARNED, "learned")
            .replace(CONFIRMED, "confirm"),
        ),
      ];
    }),
  );
}

/** The name of a picture's file is random; the number of the row of the inbox is a turn's. */
const MADE = /made\/[\w/-]+/g;
/** A digest of ids: whom a campaign is for is compared by its recipients. */
const CONFIRMED = /(?<=campaign start \w+ )confirm [0-9a-f]{8}/g;
/** What a training, which goes on beside the turns, found of leads that changed meanwhile. */
const LEARNED = /"auc":\{[^}]*\}/g;
const ORIGIN = /"origin":\d+/g;

/** Not the beginning of a date. */
const ID = /(?<![0-9a-z])[0-9a-z]+-(?:[rm]\.)?[0-9a-z]+(?![0-9a-z]|-\d\dT)/g;

/** Where a turn alone is named: by the timer of a lead's limits, and by what is said of an answer's way. */
const TURN = /(?<=(?:sla|away):[\w-]+:|daily-list:[\w-]+:\w+:|reply:)[0-9a-z]+/g;

/** Gives the ids in a text by which the turn is named that made them: the how manieth it was. */
function namesOf(data: Data): (text: string) => string {
  const ids = new Set<string>();
  for (const table of TABLES) {
    // Their ids are chats and names.
    if (table === "conversations" || table === "reps") continue;
    for (const { id } of data[table]) for (const [found] of id.matchAll(ID)) ids.add(found);
  }
  const isTurn = (id: string) =>
    /^[0-9a-z]+$/.test(turnOf(id)) && /^(?:[rm]\.)?[0-9a-z]{1,3}$/.test(id.slice(turnOf(id).length + 1));
  const made = [...ids].filter(isTurn).map(turnOf);
  const alone = data.timers.flatMap(({ id }) => [...id.matchAll(TURN)].map(([turn]) => turn));
  const turns = [...new Set([...made, ...alone].map((turn) => Number.parseInt(turn, 36)))];
  turns.sort((a, b) => a - b);
  const place = new Map(turns.map((turn, i) => [turn.toString(36), i]));
  return (text) =>
    text
      .replace(TURN, (turn) => `#${place.get(turn) ?? turn}`)
      .replace(ID, (found) => {
        const at = ids.has(found) && isTurn(found) ? place.get(turnOf(found)) : undefined;
        return at === undefined ? found : `#${at}${found.slice(turnOf(found).length)}`;
      });
}

function turnOf(id: string): string {
  return id.slice(0, id.indexOf("-"));
}

/** Where two texts begin to differ. */
function apart(one = "absent", other = "absent"): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return [one, other].map((text) => `…${text.slice(Math.max(0, at - 80), at + 120)}…`).join(" and ");
}

/** With the keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
