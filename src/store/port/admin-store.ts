export interface AdminStore {
  /**
   * A consistent copy of everything under writes, into `file`. Throws `backup-failed`; on PostgreSQL always,
   * naming pg_dump. `onProgress`: 0 to 1.
   */
  backup(file: string, onProgress?: (done: number) => void): Promise<void>;
  /** Integrity and foreign keys; an empty list is good. Throws when the database does not answer. */
  check(): Promise<string[]>;
  /** Commits so far; null where the database counts them itself. */
  commits(): number | null;
}
