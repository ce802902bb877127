/** Counts by people's own words (`__proto__` is one of them), so in maps. Money is in minor units. */
export type Section =
  /** Plain counts by name. */
  | "n"
  /** The sum of what was won, by currency. */
  | "won"
  /** Why leads were lost. */
  | "reasons"
  | "stages"
  /** The sum of values, by `stage\ncurrency`. */
  | "worth"
  | "reached"
  | "answered"
  /** By what was answered last: see `cohort.stoppedAfter`. */
  | "stopped"
  /** Limits of ended stays, by stage. */
  | "stageKept"
  | "stageBroken";

/** Lengths of time, counted by span: until the first answer by the clock and in working hours, and in a stage. */
export type Lengths = "clock" | "working" | `${typeof STAYS}${string}`;

export const STAYS = "stays:";

/** What one row of a roll-up holds, and what is added up for an answer. */
export class Bag {
  readonly counts = new Map<Section, Map<string, number>>();
  readonly lengths = new Map<Lengths, Map<number, number>>();

  add(section: Section, key: string, by = 1): void {
    const counts = entry(this.counts, section);
    counts.set(key, (counts.get(key) ?? 0) + by);
  }

  addLength(name: Lengths, span: number, by = 1): void {
    const spans = entry(this.lengths, name);
    spans.set(span, (spans.get(span) ?? 0) + by);
  }

  merge(other: Bag): void {
    for (const [section, counts] of other.counts) {
      for (const [key, count] of counts) this.add(section, key, count);
    }
    for (const [name, spans] of other.lengths) {
      const own = entry(this.lengths, name);
      for (const [span, count] of spans) own.set(span, (own.get(span) ?? 0) + count);
    }
  }

  /**
   * As JSON: a list for each section, its name first. Counts follow as keys and counts in turn, lengths as one packed
   * text: as numbers they are most of a row, and reading them most of an answer's time.
   */
  encode(): Encoded {
    return [
      [...this.counts].map(([section, counts]) => [section, ...[...counts].flat()]),
      [...this.lengths].map(([name, spans]) => [name, pack(spans)]),
    ];
  }

  /** Add what {@link encode} made, as the database gives it back. */
  addEncoded(json: unknown): void {
    const [counts, lengths] = (typeof json === "string" ? JSON.parse(json) : json) as Encoded;
    for (const [section, ...list] of counts) {
      const own = entry(this.counts, section as Section);
      for (let i = 0; i < list.length; i += 2) {
        const key = String(list[i]);
        own.set(key, (own.get(key) ?? 0) + Number(list[i + 1]));
      }
    }
    for (const [name, packed] of lengths) unpack(packed, entry(this.lengths, name as Lengths));
  }
}

export type Encoded = [counts: (string | number)[][], lengths: [name: string, packed: string][]];

function entry<Name, Key>(maps: Map<Name, Map<Key, number>>, name: Name): Map<Key, number> {
  let map = maps.get(name);
  if (map === undefined) {
    map = new Map();
    maps.set(name, map);
  }
  return map;
}

/** In order: how much further the span is than the one before, and its count; seven bits to a byte, in base64. */
function pack(spans: ReadonlyMap<number, number>): string {
  const bytes: number[] = [];
  const put = (value: number) => {
    let left = value;
    for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
    bytes.push(left);
  };
  let last = 0;
  for (const [span, count] of [...spans].sort(([a], [b]) => a - b)) {
    put(span - last);
    put(count);
    last = span;
  }
  return Buffer.from(bytes).toString("base64");
}

function unpack(packed: string, into: Map<number, number>): void {
  const bytes = Buffer.from(packed, "base64");
  let at = 0;
  const take = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  let span = 0;
  while (at < bytes.length) {
    span += take();
    into.set(span, (into.get(span) ?? 0) + take());
  }
}
