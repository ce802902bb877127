import type { CommandReads, LoadedLead } from "../../commands/index.ts";
import type { Message } from "../../leads/types/conversation.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { DeskReads } from "../../store/port/page-reads.ts";

/** What the playground's pages read. The store implements it beside what commands and surfaces read. */
export interface PlaygroundReads extends CommandReads, DeskReads {
  /** All colleagues and teams. */
  directory(): Promise<Directory>;
  /** A lead with its contact, open offer and conversations; null when there is none. */
  lead(id: string): Promise<LoadedLead | null>;
  /** The last messages over all conversations of the lead, oldest first. */
  messages(leadId: string, limit: number): Promise<Message[]>;
  /** The lead that a conversation (`web:<session>`) is about; null while there is none. */
  leadOfConversation(conversationId: string): Promise<string | null>;
}
