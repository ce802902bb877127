import type { At } from "../../leads/types/at.ts";

export interface DeadLetterStore {
  list(options: { status?: "open" | "retried" | "dropped"; limit: number }): Promise<DeadLetter[]>;
  get(id: string): Promise<(DeadLetter & { payload: unknown }) | null>;
  /** Put them back to be tried as new. Gives how many. Parked sends are retried by their outbox id too. */
  retry(ids: string[], at: At): Promise<number>;
  drop(ids: string[], at: At): Promise<number>;
}

export interface DeadLetter {
  id: string;
  source: "inbox" | "outbox";
  ref: string;
  lane: string;
  error: string;
  attempts: number;
  at: At;
  status: "open" | "retried" | "dropped";
}
