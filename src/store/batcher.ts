/**
 * Gathers calls that arrive while an earlier flush is on its way, and hands them on together.
 *
 * When idle a single item is flushed at once (after the current tick), so gathering costs no latency. The
 * flush gives one result an item, in order; when it rejects, every item of that flush rejects.
 *
 * @param max the most items of one flush.
 */
export function createBatcher<Item, Result>(
  flush: (items: Item[]) => Promise<Result[]>,
  max: number,
): { add(items: readonly Item[]): Promise<Result[]>; readonly waiting: number } {
  interface Call {
    items: readonly Item[];
    resolve(results: Result[]): void;
    reject(error: unknown): void;
  }
  const calls: Call[] = [];
  let waiting = 0;
  let running = false;

  const run = async () => {
    while (calls.length > 0) {
      const taken: Call[] = [];
      const items: Item[] = [];
      while (calls.length > 0 && (taken.length === 0 || items.length + calls[0]!.items.length <= max)) {
        const call = calls.shift()!;
        taken.push(call);
        items.push(...call.items);
      }
      try {
        const results = await flush(items);
        let from = 0;
        for (const call of taken) {
          call.resolve(results.slice(from, from + call.items.length));
          from += call.items.length;
        }
      } catch (error) {
        for (const call of taken) call.reject(error);
      }
      waiting -= items.length;
    }
    running = false;
  };

  return {
    get waiting() {
      return waiting;
    },
    add(items) {
      if (items.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        calls.push({ items, resolve, reject });
        waiting += items.length;
        if (!running) {
          running = true;
          setImmediate(run);
        }
      });
    },
  };
}
