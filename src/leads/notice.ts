import type { OutboundMessage } from "../channel/outbound.ts";
import type { Language } from "../language.ts";

/**
 * Something that colleagues should see. The engine resolves it to the surfaces (Slack, desk) that are
 * configured and the places that the person or team has there. `text` of the message is made per reader's
 * language by `message(language)`.
 */
export interface Notice {
  to:
    | { rep: string }
    | { team: string | null }
    | { thread: string }
    | { managers: true }
    /** Where regular numbers are read. */
    | { digest: true };
  leadId: string | null;
  message: (language: Language) => OutboundMessage;
  /** For a rep alone: told on a channel of customers, too, where the rep is on none for colleagues. Default: it is not. */
  personal?: boolean;
  /** It was said on this channel, where everybody has seen it already, if the channel shows what people say. */
  saidOn?: string;
}
