/** Lets those go on who wait until there is nothing to do. */
export interface Idleness {
  /** Resolves when there is nothing to do; at once when that is so now. */
  wait(): Promise<void>;
  /** Something has ended, which may have been the last. */
  check(): void;
}

export function createIdleness(isIdle: () => boolean): Idleness {
  const waiters: (() => void)[] = [];
  return {
    wait: () => (isIdle() ? Promise.resolve() : new Promise<void>((resolve) => waiters.push(resolve))),
    check() {
      if (!isIdle()) return;
      for (const resolve of waiters.splice(0)) resolve();
    },
  };
}
