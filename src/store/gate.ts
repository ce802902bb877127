/** Lets many in at once, or one alone, who waits until all are out and keeps those who come later waiting. */
export class Gate {
  #inside = 0;
  #aloneUntil: Promise<void> | null = null;
  #emptied: () => void = () => {};

  /** Resolves once inside. Each `enter` needs its `leave`. */
  async enter(): Promise<void> {
    while (this.#aloneUntil !== null) await this.#aloneUntil;
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
    if (this.#inside === 0) this.#emptied();
  }

  /** Do something while nobody is inside. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = (this.#aloneUntil ?? Promise.resolve()).then(async () => {
      if (this.#inside > 0) {
        await new Promise<void>((resolve) => {
          this.#emptied = resolve;
        });
      }
      return work();
    });
    const ended = result.then(
      () => {},
      () => {},
    );
    this.#aloneUntil = ended;
    void ended.then(() => {
      if (this.#aloneUntil === ended) this.#aloneUntil = null;
    });
    return result;
  }
}
