import type { Example } from "./example.ts";
import type { Facts } from "./facts.ts";
import { encode, learnEncoding } from "./features.ts";

/** The simplest thing that learns, to compare with: naive Bayes over the same features, each seen once more (Laplace). */
export function learnNaiveBayes(examples: readonly Example[]): (facts: Facts) => number {
  const encoding = learnEncoding(examples);
  const seen = {
    won: new Float64Array(encoding.features.length),
    lost: new Float64Array(encoding.features.length),
  };
  let won = 0;
  for (const example of examples) {
    if (example.won) won += 1;
    const counts = example.won ? seen.won : seen.lost;
    for (const place of encode(example.facts, encoding)) counts[place] = (counts[place] ?? 0) + 1;
  }
  const lost = examples.length - won;
  const prior = Math.log((won + 1) / (lost + 1));
  return (facts) => {
    let odds = prior;
    for (const place of encode(facts, encoding)) {
      odds += Math.log(((seen.won[place] ?? 0) + 1) / (won + 2));
      odds -= Math.log(((seen.lost[place] ?? 0) + 1) / (lost + 2));
    }
    return 1 / (1 + Math.exp(-odds));
  };
}
