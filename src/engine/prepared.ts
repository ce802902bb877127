import type { InboundAttachment } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import type { LoadedCommand, ParsedCommand } from "../commands/index.ts";
import type { SentAnswer } from "../store/port/page-reads.ts";
import type { LateLists } from "./stand-in.ts";

/** A command after reading, before deciding. */
export type PreparedCommand =
  | { kind: "stranger" }
  | { kind: "problem"; reply: OutboundMessage }
  /** Said in a lead's thread and no command: internal talk, for colleagues only. */
  | { kind: "talk"; leadId: string; files: readonly InboundAttachment[] }
  /** A colleague changed or deleted what was sent by it, or talk (nothing sent). */
  | { kind: "revised"; seq: number; sends: readonly SentAnswer[] }
  /** A sign or a change that means nothing. */
  | { kind: "nothing" }
  /** In place of the list of a rep who is away. */
  | { kind: "stand-in"; late: LateLists }
  /** A stranger said a code: linked to the rep, or not. */
  | { kind: "linked"; repId: string; reply: OutboundMessage }
  | { kind: "link-refused"; reply: OutboundMessage }
  | {
      kind: "ready";
      parsed: ParsedCommand;
      loaded: LoadedCommand;
      /** The inbox row that it sends on, with its files: a reaction to what was said before. */
      origin?: number;
      files?: readonly InboundAttachment[];
    };
