import type { Abilities } from "../commands/define.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Person } from "./working-set.ts";

/** A place where colleagues are told things: the desk, or a Slack workspace. */
export interface Surface {
  channel: string;
  /** Customers are there too: colleagues are told only what is for them alone, and only who is on no other surface. */
  isPersonal?: boolean;
  /** It shows everybody's chats to whoever sits before it: to have one there is not to be reached. */
  standsIn?: boolean;
  /** Where the card and the thread of a lead are: one place; null for a lead of which nothing is known. */
  leadChat(lead: LeadPlace | null): string;
  /** Where a rep is told in private; null when the rep is not on this surface. */
  repChat(repId: string, directory: Directory): string | null;
  /** Where a rep's own page is shown; null when there is none. */
  homeChat(repId: string, directory: Directory): string | null;
  /** Whether people see there what others write in a thread, without our help. */
  showsTalk: boolean;
  /** Where managers are told. */
  managerChat: string;
  /** Where regular numbers are read. */
  digestChat: string;
  /** Whether a message can be shown only where there is an earlier one to replace. */
  replaces: boolean;
  /** Whether files are shown there. */
  showsFiles: boolean;
}

/** What decides where a lead stands. */
export type LeadPlace = Pick<Lead, "teamId" | "product" | "ownerId" | "offeredTo">;

/** What every decision may know. Nothing else: no clock, no database, no randomness. */
export interface Snapshot {
  directory: Directory;
  surfaces: readonly Surface[];
  /** The flow files as they are now. */
  bundle: FlowBundle;
  /** A version that a conversation began on; the present one when it is no longer known. */
  bundleOf(version: string): FlowBundle;
  /** What a prospects' channel can take, by its name. Default: everything. */
  abilities?: ((channel: string) => Abilities | undefined) | undefined;
  /** A counter that was loaded for the batch; others are 0. */
  counter(name: string): number;
  /** The last lead number given out. */
  lastLeadNumber: number;
}

/** The counter of {@link Snapshot.lastLeadNumber}. */
export const LEAD_NUMBER = "lead-number";

/** Who may be behind a message: those that its identities belong to, and the one of its conversation. */
export interface MessageSnapshot extends Snapshot {
  people: Person[];
  /** Whether a colleague has parted these contacts: then identities do not join them again. */
  areParted(contactId: string, otherId: string): boolean;
}
