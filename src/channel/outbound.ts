import type { Chart } from "./chart.ts";
import type { UnaskedTerms } from "./unasked.ts";

/**
 * What goes out to a channel, in one form for all channels. The adapter renders it down to what the
 * channel can do (`render`): buttons → list → numbered text, long text split, a card → text.
 */
export interface OutboundMessage {
  text?: string;
  /** Things to choose from: as buttons, a list, or numbered lines. */
  choices?: Choice[];
  /** A lead card or another structured notice for colleagues. */
  card?: Card;
  image?: { path: string; caption?: string; alt: string };
  /** The same as `image` in numbers, for channels that draw it themselves; sent with an image, never without. */
  chart?: Chart;
  /** A page of a colleague's own, such as Slack's home; channels without pages show it as text. */
  page?: Page;
  file?: { path: string; fileName: string; mime: string; caption?: string };
  /** The vendor's id of the message that this one answers, where the channel can show that. */
  quotes?: string;
  /** A template that the vendor has approved, for channels that take nothing else outside the free-form hours. */
  template?: OutboundTemplate;
  /** The thread to post in: the lead's id for colleague surfaces. */
  thread?: string;
  /** Replaces the earlier message sent under the same key, where the channel can edit; else posts anew. */
  replaceKey?: string;
  /** With `replaceKey`: only where there is an earlier message to replace; else nothing is shown. */
  onlyReplaces?: boolean;
  /** Only the person who asked should see it, where the channel can do that. */
  privately?: boolean;
  /**
   * Told where it was asked, when the message has to go to the direct chat instead: a file cannot be shown to one person
   * among others.
   */
  elsewhere?: string;
  /** Nobody asked for it: when it may go out, and what takes it back. Adapters need not look at it. */
  unasked?: UnaskedTerms;
}

/** A template as the vendor knows it, with what fills it. */
export interface OutboundTemplate {
  name: string;
  /** The vendor's code: pt_BR. */
  language: string;
  /** What fills the parameters of the body, in order. */
  variables: string[];
  /** Their names, in the same order, where they have names. Default: they are numbered. */
  names?: string[];
  header?:
    | { kind: "text"; text: string }
    | { kind: "image" | "video" | "document"; link: string; fileName?: string };
  buttons?: { index: number; kind: "url" | "payload" | "code"; text: string }[];
  /**
   * Until then (ISO, UTC) the vendor takes the message's `text` as it is, which is sent instead. Absent: the template is
   * sent in any case.
   */
  freeUntil?: string;
}

export interface Choice {
  /** Comes back as `InboundMessage.choice` (or as the command's text on colleague surfaces). */
  value: string;
  label: string;
}

/**
 * By when something is to be done. A channel whose readers' clocks count by themselves, such as Slack, shows `at` so that
 * nothing needs updating; another shows the moment as it was told.
 */
export interface Deadline {
  /** One line; `{when}` stands for the moment. */
  text: string;
  /** ISO, UTC. */
  at: string;
  /** The moment as it is when it is told, e.g. `14:20 (8 min left)`. */
  when: string;
}

/** A structured notice: a title, facts, and buttons that carry commands. */
export interface Card {
  title: string;
  /** One line under the title, e.g. why this rep. */
  subtitle?: string;
  /** What runs out, and when. */
  deadlines?: Deadline[];
  /** `tel`: the phone number that the value is, in international form, to be called at a touch. */
  fields: { label: string; value: string; tel?: string }[];
  /** Free paragraphs: the last messages, the reasons of a score. */
  lines?: string[];
  buttons: CardButton[];
  /** Things to choose from in one menu, e.g. the stages; the chosen one is said as a button's command is. */
  select?: { placeholder: string; options: CardButton[] };
  /** What is needed less often: behind a “…” where the channel has that, else left out. */
  more?: CardButton[];
  leadId?: string;
  /** The chat in which the lead's card is now, when it is no longer this one. */
  movedTo?: string;
  /** hot, warm, cold or none: colours the card where it can. */
  tone?: "hot" | "warm" | "cold" | "none";
}

export interface CardButton {
  label: string;
  /** The command that pressing it says, e.g. `claim L-42`. */
  command: string;
  style?: "primary" | "danger";
  /** Ask for these before saying the command; each answer is appended to it, in order. */
  asks?: Ask[];
}

/** Something to fill in before a command is said. */
export interface Ask {
  name: string;
  label: string;
  /** Below the field. */
  hint?: string;
  multiline?: boolean;
  options?: Choice[];
  /** A date and a time of day, picked; said as `yyyy-mm-dd hh:mm` in the person's own zone. */
  moment?: boolean;
  /**
   * Show what the command would answer as soon as one of the options is chosen. The form then says what that answer's
   * first choice or button says, instead of the command.
   */
  preview?: boolean;
  /** What stands there at first. */
  initial?: string;
  /**
   * Said on a line of its own after this word, with all its lines; where a refusal begins with it, it is shown here.
   * Default: it is one word, or the last.
   */
  begins?: string;
  /** The most characters. Default: what the channel takes. */
  most?: number;
  /** May be left empty; then nothing is appended for it. Only the last ones may be. */
  optional?: boolean;
}

/** What a colleague sees at a glance on a page of their own. */
export interface Page {
  title: string;
  /** In order. A channel that can show fewer drops from the end and says so. */
  blocks: PageBlock[];
}

export type PageBlock =
  | { kind: "heading"; text: string }
  /** Small print, or what to say when a list is empty. */
  | { kind: "text"; text: string }
  /** Figures side by side. */
  | { kind: "facts"; facts: { label: string; value: string }[] }
  /** One thing, such as a lead: what it is, more about it, and what can be done with it. */
  | {
      kind: "row";
      text: string;
      detail?: string;
      deadlines?: Deadline[];
      buttons?: CardButton[];
      more?: CardButton[];
      leadId?: string;
    }
  | { kind: "buttons"; buttons: CardButton[] };

/** One thing to send, with what the outbox knows of it. */
export interface OutboundEnvelope {
  /** The outbox row's id: the idempotency key where a channel has one. */
  id: string;
  chatId: string;
  message: OutboundMessage;
  /** 1 for the first try. */
  attempt: number;
  /** When the turn decided on it, ISO, UTC: a look-up needs to search no further back. */
  createdAt: string;
}

/**
 * What became of a send. `unknown`: it may or may not have gone out; never repeated blindly. `retry` with `scope`
 * "channel" lets every chat of the channel wait, as a vendor's limit over all asks for. `retry` with `patient`
 * does not count as a try: the channel is not connected, or a daily limit is reached.
 */
export type SendOutcome =
  | { kind: "sent"; externalId: string }
  | { kind: "retry"; afterMs?: number; scope?: "chat" | "channel"; patient?: boolean; reason: string }
  | { kind: "rejected"; reason: string; why?: RejectedWhy }
  | { kind: "unreachable"; reason: string }
  | { kind: "unknown"; reason: string };

/** What a person can do something about, told in their own language beside the vendor's reason. */
export const REJECTED_WHYS = [
  /** The free-form hours are over, and the message has no approved template. */
  "window-over",
  /** The vendor has no such template in this language, or has not approved it. */
  "template-unknown",
  /** What fills the template does not fit what was approved. */
  "template-unfit",
  /** The vendor has paused the template, or switched it off. */
  "template-paused",
  /** The person has told the vendor that they want no news and offers from us. */
  "no-news",
] as const;
export type RejectedWhy = (typeof REJECTED_WHYS)[number];

/**
 * What a look-up of an earlier send with unknown outcome found. `later`: the vendor cannot be asked at the moment,
 * because the channel is not connected for instance; it is asked again, and the chat waits meanwhile.
 */
export type LookUp =
  | { kind: "found"; externalId: string }
  | { kind: "absent" }
  | { kind: "cannot-tell" }
  | { kind: "later" };
