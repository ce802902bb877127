import type { Language } from "../../language.ts";
import type { AnswerValue } from "./answer.ts";
import type { At } from "./at.ts";

export interface Contact {
  id: string;
  name: string | null;
  company: string | null;
  email: string | null;
  /** E.164. */
  phone: string | null;
  language: Language | null;
  timeZone: string | null;
  /** Custom fields asked by flows. */
  fields: Record<string, AnswerValue>;
  optedOutAt: At | null;
  optedOutVia: string | null;
  /** The last word on each purpose and channel, by `channel:purpose`; null: nothing was said. */
  consents: ConsentStates | null;
  mergedIntoId: string | null;
  createdAt: At;
  updatedAt: At;
}

export interface Identity {
  id: string;
  contactId: string;
  kind: string;
  value: string;
  createdAt: At;
}

export type ConsentStates = Record<string, { state: "granted" | "withdrawn"; at: At }>;

/** What a contact has agreed to or refused, in the very words. */
export interface Consent {
  id: string;
  seq: number;
  contactId: string;
  channel: string;
  /** `messages`: any that is no answer to one just received. `news`: what goes to many. */
  purpose: "messages" | "news";
  state: "granted" | "withdrawn";
  /** What was shown or said. */
  text: string;
  /**
   * `word`: said in the chat. `flow:<flow>/<step>`: answered. `rep`: told to a colleague. `vendor`: told to the channel's
   * vendor. `import`: brought along.
   */
  source: string;
  /** `contact`, or a rep's id. */
  by: string;
  at: At;
}

export interface ContactMerge {
  id: string;
  fromId: string;
  intoId: string;
  moved: { identities: string[]; leads: string[]; conversations: string[]; before: Record<string, unknown> };
  at: At;
  undoneAt: At | null;
}
