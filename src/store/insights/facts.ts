import { DIMENSIONS, type Dimension } from "../../commands/insights.ts";
import type { Bag, Lengths, Section } from "./bag.ts";

/**
 * Facts: what the leads of a day, or a month, add to the numbers, by everything that a lead is filed under. No roll-up
 * could have the numbers of each combination of conditions; facts have them all, in so few bytes that those of a million
 * leads are looked through while it is asked.
 */
export const FACTS = "facts";

/** What a lead is filed under, in the order of DIMENSIONS; unknown is "". Last come its tags, as JSON. */
export type Filed = readonly string[];

/** What something is added to. */
export type Additions = Pick<Bag, "add" | "addLength">;

/** Names and keys in turn; a length's key is its span, a number. What comes together often is one fact. */
type Fact = (string | number)[];

/**
 * As JSON. `filed`: the values that occur, by place of {@link PLACES}. `facts`: those that occur, as JSON, which is
 * quickest to find again. `data` in base64, numbers with seven bits to a
 * byte: for each origin its code and the number of bytes that follow of it; in these, for each ownership, its code and
 * the number of bytes that follow; in these, twice the place of each fact, and where that is odd, how often.
 */
type Encoded = [filed: string[][], facts: string[], data: string];

/** Apart, so that what comes from elsewhere is passed over at once, and no code grows beyond 2^53. */
const PLACES = [...DIMENSIONS, "tags"] as const;
const isOwnership = (place: number) => PLACES[place] === "owner" || PLACES[place] === "team";
const OWNERSHIP = PLACES.flatMap((_, place) => (isOwnership(place) ? [place] : []));
const ORIGIN = PLACES.flatMap((_, place) => (isOwnership(place) ? [] : [place]));

/** Sections whose keys come in sets of their own; all others of a row make up one fact. */
const APART: ReadonlySet<Section> = new Set(["reached", "answered", "stopped"]);

/** Facts in the making. */
export class Facts {
  readonly #values = PLACES.map(() => new Index<string>());
  readonly #facts = new Index<string>();
  /** How often each fact, by origin and ownership: the places of their values. */
  readonly #counts = new Map<string, Map<string, Map<number, number>>>();
  #row: Row | null = null;

  /** Where one row of a lead is added: everything of a row before the next is begun. */
  row(filed: Filed): Additions {
    this.#finish();
    this.#row = new Row(filed);
    return this.#row;
  }

  /** Add what {@link encode} made, as the database gives it back. */
  addEncoded(json: unknown): void {
    const [filed, facts, data] = parse(json);
    const bytes = new Bytes(data);
    const ids = facts.map((fact) => this.#facts.of(fact));
    const digits = PLACES.map((_, place) => digitOf(filed, place));
    const placesOf = (places: number[], code: number) =>
      places.map((place) => this.#values[place]!.of(filed[place]![digitIn(digits[place]!, code)]!)).join(" ");
    while (!bytes.ended) {
      const origin = placesOf(ORIGIN, bytes.take());
      const block = bytes.end();
      while (bytes.at < block) {
        const counts = this.#countsOf(origin, placesOf(OWNERSHIP, bytes.take()));
        const row = bytes.end();
        while (bytes.at < row) {
          const head = bytes.take();
          addTo(counts, ids[half(head)]!, head % 2 === 1 ? bytes.take() : 1);
        }
      }
    }
  }

  encode(): Encoded {
    this.#finish();
    const sizes = this.#values.map((values) => values.list.length);
    const codeOf = (places: number[], key: string) =>
      key.split(" ").reduce((code, at, i) => code * sizes[places[i]!]! + Number(at), 0);
    const bytes: number[] = [];
    const { order, placeOf } = this.#byFrequency();
    for (const [origin, ownerships] of this.#counts) {
      const block: number[] = [];
      for (const [ownership, counts] of ownerships) {
        const row: number[] = [];
        for (const [fact, count] of counts) {
          put(row, placeOf[fact]! * 2 + (count === 1 ? 0 : 1));
          if (count !== 1) put(row, count);
        }
        put(block, codeOf(OWNERSHIP, ownership));
        put(block, row.length);
        for (const byte of row) block.push(byte);
      }
      put(bytes, codeOf(ORIGIN, origin));
      put(bytes, block.length);
      for (const byte of block) bytes.push(byte);
    }
    return [
      this.#values.map((values) => values.list),
      order.map((fact) => this.#facts.list[fact]!),
      Buffer.from(bytes).toString("base64"),
    ];
  }

  #finish(): void {
    const row = this.#row;
    this.#row = null;
    if (row === null) return;
    const at = row.filed.map((value, place) => this.#values[place]!.of(value));
    const key = (places: number[]) => places.map((place) => at[place]).join(" ");
    const counts = this.#countsOf(key(ORIGIN), key(OWNERSHIP));
    for (const [fact, by] of row.facts()) addTo(counts, this.#facts.of(JSON.stringify(fact)), by);
  }

  /** What comes most often comes first, where its place takes one byte. */
  #byFrequency(): { order: number[]; placeOf: number[] } {
    const times = this.#facts.list.map(() => 0);
    for (const ownerships of this.#counts.values()) {
      for (const counts of ownerships.values()) for (const fact of counts.keys()) times[fact]! += 1;
    }
    const order = times.map((_, fact) => fact).sort((a, b) => times[b]! - times[a]!);
    const placeOf: number[] = [];
    for (const [place, fact] of order.entries()) placeOf[fact] = place;
    return { order, placeOf };
  }

  #countsOf(origin: string, ownership: string): Map<number, number> {
    const ownerships = entry(this.#counts, origin, () => new Map<string, Map<number, number>>());
    return entry(ownerships, ownership, () => new Map<number, number>());
  }
}

/** What one row adds, told apart into facts. */
class Row implements Additions {
  readonly filed: Filed;
  readonly #together: Fact = [];
  readonly #apart = new Map<Section, Fact>();
  readonly #others: [Fact, by: number][] = [];

  constructor(filed: Filed) {
    this.filed = filed;
  }

  add(section: Section, key: string, by = 1): void {
    if (by !== 1) this.#others.push([[section, key], by]);
    else if (!APART.has(section)) this.#together.push(section, key);
    else this.#apart.set(section, [...(this.#apart.get(section) ?? []), section, key]);
  }

  addLength(name: Lengths, span: number, by = 1): void {
    this.#others.push([[name, span], by]);
  }

  *facts(): Generator<[Fact, by: number]> {
    if (this.#together.length > 0) yield [this.#together, 1];
    for (const fact of this.#apart.values()) yield [fact, 1];
    yield* this.#others;
  }
}

/** What is asked of facts: all must hold. An empty text means: not known, and of tags: none. */
export interface FactsAsked {
  conditions: ReadonlyMap<Dimension, readonly string[]>;
  tag?: string;
  by?: Dimension;
}

/** Adds up the facts that fit what is asked. */
export class FactSums {
  readonly #asked: FactsAsked;
  readonly #facts = new Index<string>();
  /** By group, and there by the place of the fact. */
  readonly #groups = new Map<string, number[]>();

  constructor(asked: FactsAsked) {
    this.#asked = asked;
  }

  /** Add what {@link Facts.encode} made, as the database gives it back. */
  addEncoded(json: unknown): void {
    const [filed, facts, data] = parse(json);
    const conditions = this.#conditions(filed);
    if (conditions === null) return;
    const [ofOrigin, ofOwnership] = [false, true].map((is) =>
      conditions.filter(({ digit }) => isOwnership(digit.place) === is),
    ) as [Condition[], Condition[]];
    const by = this.#asked.by === undefined ? null : digitOf(filed, PLACES.indexOf(this.#asked.by));
    /** By the place of the group, and there by the place of the fact, as they stand here. */
    const sums: (Float64Array | undefined)[] = [];
    const bytes = new Bytes(data);
    while (!bytes.ended) {
      const origin = bytes.take();
      const block = bytes.end();
      if (!fitsAll(ofOrigin, origin)) {
        bytes.at = block;
        continue;
      }
      while (bytes.at < block) {
        const ownership = bytes.take();
        const row = bytes.end();
        if (fitsAll(ofOwnership, ownership)) {
          const group = by === null ? 0 : digitIn(by, isOwnership(by.place) ? ownership : origin);
          sums[group] ??= new Float64Array(facts.length);
          bytes.addUp(row, sums[group]);
        }
        bytes.at = row;
      }
    }
    const ids = facts.map((fact) => this.#facts.of(fact));
    sums.forEach((counts, group) => {
      if (counts === undefined) return;
      const whole = entry(this.#groups, by === null ? "" : filed[by.place]![group]!, () => []);
      for (const [place, id] of ids.entries()) {
        const count = counts[place]!;
        if (count !== 0) whole[id] = (whole[id] ?? 0) + count;
      }
    });
  }

  /** Add all of it to the bags that each group is counted in. */
  addTo(bagsOf: (group: string) => readonly Bag[]): void {
    const facts = this.#facts.list.map((fact) => JSON.parse(fact) as Fact);
    for (const [group, sums] of this.#groups) {
      const bags = bagsOf(group);
      sums.forEach((count, id) => {
        const fact = facts[id]!;
        for (const bag of bags) {
          for (let i = 0; i < fact.length; i += 2) {
            const [name, key] = [fact[i], fact[i + 1]];
            if (typeof key === "number") bag.addLength(name as Lengths, key, count);
            else bag.add(name as Section, String(key), count);
          }
        }
      });
    }
  }

  /** Which values that occur fit each condition; null when none of one does. */
  #conditions(filed: string[][]): Condition[] | null {
    const { conditions, tag } = this.#asked;
    const all: [place: number, fits: (value: string) => boolean][] = [...conditions].map(
      ([dimension, keys]) => [PLACES.indexOf(dimension), (value) => keys.includes(value)],
    );
    if (tag !== undefined) all.push([PLACES.indexOf("tags"), (value) => hasTag(value, tag)]);
    const found = all.map(([place, fits]) => ({
      digit: digitOf(filed, place),
      fits: filed[place]!.map(fits),
    }));
    return found.every(({ fits }) => fits.includes(true)) ? found : null;
  }
}

interface Condition {
  digit: Digit;
  /** By the place of the value among those that occur. */
  fits: readonly boolean[];
}

function fitsAll(conditions: readonly Condition[], code: number): boolean {
  for (const { digit, fits } of conditions) if (!fits[digitIn(digit, code)]) return false;
  return true;
}

function hasTag(json: string, tag: string): boolean {
  const tags = JSON.parse(json) as string[];
  return tag === "" ? tags.length === 0 : tags.includes(tag);
}

/** Where the value of a place stands in the code of an origin or an ownership. */
interface Digit {
  place: number;
  scale: number;
  size: number;
}

function digitOf(filed: string[][], place: number): Digit {
  const places = isOwnership(place) ? OWNERSHIP : ORIGIN;
  const lower = places.slice(places.indexOf(place) + 1);
  return {
    place,
    scale: lower.reduce((product, i) => product * filed[i]!.length, 1),
    size: filed[place]!.length,
  };
}

const digitIn = ({ scale, size }: Digit, code: number): number => Math.floor(code / scale) % size;
const half = (head: number): number => Math.floor(head / 2);

const parse = (json: unknown): Encoded => (typeof json === "string" ? JSON.parse(json) : json) as Encoded;

/** Numbers with seven bits to a byte, the lowest first. */
class Bytes {
  readonly #bytes: Buffer;
  at = 0;

  constructor(base64: string) {
    this.#bytes = Buffer.from(base64, "base64");
  }

  get ended(): boolean {
    return this.at >= this.#bytes.length;
  }

  take(): number {
    let byte = this.#bytes[this.at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let scale = 128; ; scale *= 128) {
      byte = this.#bytes[this.at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /**
   * The facts of a row that ends at `end`, added up by their places. Next to nothing is called in here: this is where the
   * time goes when a million leads are looked through, most of all while the program has just begun and nothing is compiled.
   * The bit that says that a byte follows counts as one in that next byte, and is taken off it.
   */
  addUp(end: number, sums: Float64Array): void {
    const bytes = this.#bytes;
    let at = this.at;
    while (at < end) {
      let head = bytes[at++]!;
      if (head > 127) {
        let byte = bytes[at++]!;
        head += (byte - 1) * 128;
        for (let scale = 128 * 128; byte > 127; scale *= 128) {
          byte = bytes[at++]!;
          head += (byte - 1) * scale;
        }
      }
      const isOnce = head % 2 === 0;
      const place = isOnce ? head / 2 : (head - 1) / 2;
      if (isOnce) sums[place]! += 1;
      else {
        this.at = at;
        sums[place]! += this.take();
        at = this.at;
      }
    }
    this.at = at;
  }

  /** Where as many more bytes end as the next number says. */
  end(): number {
    const length = this.take();
    return this.at + length;
  }
}

function put(bytes: number[], value: number): void {
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
}

function addTo(counts: Map<number, number>, fact: number, by: number): void {
  counts.set(fact, (counts.get(fact) ?? 0) + by);
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Gives each value a place in a list. */
class Index<Value> {
  readonly list: Value[] = [];
  readonly #places = new Map<Value, number>();

  of(value: Value): number {
    return entry(this.#places, value, () => this.list.push(value) - 1);
  }
}
