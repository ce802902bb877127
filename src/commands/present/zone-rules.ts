import { IANAZone } from "luxon";

/** How many years of changes of the clock a calendar file tells. */
const YEARS = 10;
const HOUR = 3_600_000;
/** No clock is changed twice in as little time. */
const STEP = 7 * 24 * HOUR;

/**
 * What a calendar file says of a time zone (VTIMEZONE), as this machine knows it: the rule by which its clock is changed
 * each year, or, where there is no such rule, each change of the ten years from `year` on.
 */
export function zoneRules(name: string, year: number): string {
  const zone = IANAZone.create(name);
  const begin = Date.UTC(year - 1, 0, 1);
  const changes = changesBetween(zone, begin, Date.UTC(year + YEARS, 0, 1));
  const offset = zone.offset(begin);
  const yearly = yearlyRules(changes, year - 1);
  const blocks =
    yearly ?? [{ at: begin, from: offset, to: offset }, ...changes].map((change) => ({ change, rule: null }));
  return [
    "BEGIN:VTIMEZONE",
    `TZID:${name}`,
    ...blocks.flatMap(({ change, rule }) => block(change, rule)),
    "END:VTIMEZONE",
  ].join("\r\n");
}

/** An instant at which the offset goes over, in minutes. */
interface Change {
  at: number;
  from: number;
  to: number;
}

function changesBetween(zone: IANAZone, begin: number, end: number): Change[] {
  const found: Change[] = [];
  for (let start = begin; start < end; start += STEP) {
    const [from, to] = [zone.offset(start), zone.offset(start + STEP)];
    if (from === to) continue;
    let [low, high] = [start, start + STEP];
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 120_000) * 60_000;
      if (zone.offset(middle) === from) low = middle;
      else high = middle;
    }
    found.push({ at: high, from, to });
  }
  return found;
}

/** Two changes a year, each on the same weekday of its month, at the same time; null when it is not so. */
function yearlyRules(changes: readonly Change[], first: number): { change: Change; rule: string }[] | null {
  if (changes.length !== 2 * (YEARS + 1)) return null;
  const rules: { change: Change; rule: string }[] = [];
  for (const nth of [0, 1]) {
    const same = changes.filter((_, i) => i % 2 === nth);
    const places = same.map(placeOf);
    const isYearly = places.every((place, i) => place.year === first + i && place.key === places[0]!.key);
    const week = [1, 2, 3, 4].find((n) => places.every((place) => place.week === n));
    const isLast = places.every((place) => place.isLast);
    if (!isYearly || (week === undefined && !isLast)) return null;
    const { month, weekday } = places[0]!;
    const rule = `RRULE:FREQ=YEARLY;BYMONTH=${month};BYDAY=${isLast ? -1 : week}${weekday}`;
    rules.push({ change: same[0]!, rule });
  }
  return rules;
}

/** Where in its year a change is, by the wall clock before it. */
function placeOf({ at, from, to }: Change) {
  const wall = new Date(at + from * 60_000);
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  const weekday = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][wall.getUTCDay()]!;
  const isLast = day + 7 > new Date(Date.UTC(year, month, 0)).getUTCDate();
  const key = [month, weekday, wall.toISOString().slice(11, 16), from, to].join(" ");
  return { year, month, weekday, week: Math.ceil(day / 7), isLast, key };
}

function block({ at, from, to }: Change, rule: string | null): string[] {
  const kind = to > from ? "DAYLIGHT" : "STANDARD";
  const wall = new Date(at + from * 60_000).toISOString().slice(0, 19).replace(/[-:]/g, "");
  return [
    `BEGIN:${kind}`,
    `DTSTART:${wall}`,
    `TZOFFSETFROM:${offsetText(from)}`,
    `TZOFFSETTO:${offsetText(to)}`,
    ...(rule === null ? [] : [rule]),
    `END:${kind}`,
  ];
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${two(size % 60)}`;
}
