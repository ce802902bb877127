/** What happens later, unless it is all called off before. */
export interface Timers {
  later(ms: number, work: () => void): CallOff;
  /** Call off whatever has not begun. */
  clear(): void;
}

/** Calls one off; nothing when it has begun. */
export type CallOff = () => void;

/** What a timer can wait for; a longer wait would be none. */
const LONGEST_MS = 2_000_000_000;

export function createTimers(): Timers {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later(ms, work) {
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          work();
        },
        Math.min(ms, LONGEST_MS),
      );
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    clear() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
