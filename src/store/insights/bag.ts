/**
 * Counts under names, in sections: what one row of a roll-up holds and what is added up for an answer. Maps,
 * because some names are people's own words (`__proto__` is one of them).
 */
export type Bag = Map<Section, Map<string, number>>;

/**
 * `n`: plain counts by name. Sums of money in minor units: `won` by currency, `worth` by `stage\ncurrency`. The
 * rest are counts: `reasons`, `stages`, `reached`, `answered` by key, `clock` and `working` by span, and by span the
 * `stays` in each stage.
 */
export type Section =
  | "n"
  | "won"
  | "reasons"
  | "stages"
  | "worth"
  | "reached"
  | "answered"
  | "clock"
  | "working"
  | `stays:${string}`;

export function addTo(bag: Bag, section: Section, key: string, by = 1): void {
  let counts = bag.get(section);
  if (counts === undefined) {
    counts = new Map();
    bag.set(section, counts);
  }
  counts.set(key, (counts.get(key) ?? 0) + by);
}

export function merge(into: Bag, bag: Bag): void {
  for (const [section, counts] of bag) for (const [key, count] of counts) addTo(into, section, key, count);
}

/** As JSON: a list for each section, its name first, then keys and counts in turn. */
export function encodeBag(bag: Bag): (string | number)[][] {
  return [...bag].map(([section, counts]) => [section, ...[...counts].flat()]);
}

/** Add what {@link encodeBag} made, read back from the database, to a bag. */
export function addEncoded(into: Bag, json: unknown): void {
  const lists = (typeof json === "string" ? JSON.parse(json) : json) as [Section, ...(string | number)[]][];
  for (const [section, ...list] of lists) {
    let counts = into.get(section);
    if (counts === undefined) {
      counts = new Map();
      into.set(section, counts);
    }
    for (let i = 0; i < list.length; i += 2) {
      const key = list[i] as string;
      counts.set(key, (counts.get(key) ?? 0) + (list[i + 1] as number));
    }
  }
}
