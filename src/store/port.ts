import type { AgendaBackend } from "agenda";
import type { CommandReads } from "../commands/reads.ts";
import type { AdminStore } from "./port/admin-store.ts";
import type { DeadLetterStore } from "./port/dead-letter-store.ts";
import type { InboxStore } from "./port/inbox-store.ts";
import type { InsightStore } from "./port/insight-store.ts";
import type { OutboxStore } from "./port/outbox-store.ts";
import type { PageReads } from "./port/page-reads.ts";
import type { PeopleStore } from "./port/people-store.ts";
import type { PostStore } from "./port/post-store.ts";
import type { SettingStore } from "./port/setting-store.ts";
import type { TimerStore } from "./port/timer-store.ts";
import type { TurnStore } from "./port/turn-store.ts";
import type { UnaskedStore } from "./port/unasked-store.ts";
import type { WinModelStore } from "./port/win-model-store.ts";

/**
 * What the program needs of a database. SQLite and PostgreSQL fulfil the same contract suite; where they
 * differ, `capabilities` says so.
 */
export interface Store {
  readonly capabilities: StoreCapabilities;
  readonly inbox: InboxStore;
  readonly turns: TurnStore;
  readonly outbox: OutboxStore;
  readonly unasked: UnaskedStore;
  readonly timers: TimerStore;
  readonly deadLetters: DeadLetterStore;
  readonly people: PeopleStore;
  readonly reads: CommandReads & PageReads;
  readonly insights: InsightStore;
  readonly settings: SettingStore;
  readonly models: WinModelStore;
  readonly posts: PostStore;
  readonly admin: AdminStore;
  /** Agenda's jobs, kept here. A new backend each time, for one Agenda. */
  jobs(): AgendaBackend;
  close(): Promise<void>;
}

export interface StoreCapabilities {
  dialect: "sqlite" | "postgresql";
  /**
   * True where this process is the only one that writes: then what was decided may be held in memory and the
   * next batch decided while the last is being committed. Else each batch runs under a lock of the database.
   */
  singleWriter: boolean;
}
