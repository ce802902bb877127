import type { Example } from "../../../src/leads/learn/example.ts";

/**
 * A business in which fields hang together, as they do: who comes by referral is mostly a company, asks for more, and
 * wants an invoice; and some things count only together. 25 fields, most of which mean nothing.
 */
export function aBusiness(size: number, seed: number): Example[] {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: size }, () => {
    const isCompany = random() < 0.4;
    const source = isCompany && random() < 0.7 ? "referral" : pick(["instagram", "google", "fair"]);
    const budget = isCompany ? 2_000 + random() * 8_000 : 200 + random() * 3_000;
    const facts: Record<string, string | number | null> = {
      source,
      segment: isCompany ? "business" : "home",
      "answers.budget BRL": budget,
      "answers.size": isCompany ? pick(["large", "medium"]) : pick(["small", "medium"]),
      "answers.invoice": isCompany ? "yes" : pick(["yes", "no", "no"]),
      language: pick(["en", "pt", "es"]),
    };
    for (let i = 0; i < 19; i++) facts[`answers.other${i}`] = pick(["a", "b", "c", "d"]);
    const odds =
      -1.5 +
      (isCompany ? 1 : 0) +
      (budget > 5_000 ? 1 : 0) +
      (source === "fair" ? -1 : 0) +
      (facts["answers.other0"] === "a" ? 1 : 0) +
      // Together otherwise than each alone.
      (source === "instagram" && facts["answers.other1"] === "a" ? 2 : 0) +
      (isCompany && source === "google" ? -1.5 : 0);
    return { facts, won: random() < 1 / (1 + Math.exp(-odds)), ruleScore: isCompany ? 60 : 30 };
  });
}

/** Nothing that is known says how a lead ends. */
export function aLottery(size: number, seed: number): Example[] {
  const random = randomFrom(seed + 1_000);
  return aBusiness(size, seed).map((example) => ({
    ...example,
    won: random() < 0.3,
    ruleScore: Math.floor(random() * 100),
  }));
}

/** Numbers in which even a model that looks for patterns finds none (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
