import type { WinModel } from "../leads/learn/model.ts";
import type { WinModelStore } from "../store/port/win-model-store.ts";

/** The models that turns give chances by, in memory. */
export interface ModelSource {
  /** A model in memory; null when there is none by that number, or it is not loaded. */
  get(number: number): WinModel | null;
  /** Bring those into memory that are not there. */
  load(numbers: readonly number[]): Promise<void>;
}

/** The one in use, and the one that may come after it. */
const KEPT = 3;

export function createModelSource(store: Pick<WinModelStore, "get">): ModelSource {
  const models = new Map<number, WinModel | null>();
  return {
    get: (number) => models.get(number) ?? null,
    async load(numbers) {
      for (const number of numbers) {
        if (number === 0 || models.has(number)) continue;
        models.set(number, (await store.get(number))?.model ?? null);
        for (const oldest of models.keys()) {
          if (models.size > KEPT && !numbers.includes(oldest)) models.delete(oldest);
        }
      }
    },
  };
}
