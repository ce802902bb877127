import type { Card, Page } from "../../channel/outbound.ts";
import type { LeadRow, LoadedLead } from "../../commands/index.ts";
import { formatMoney, formatRelative, leadCard, safeName } from "../../commands/present/index.ts";
import { channelName, gradeName, repName, stageName, valueName } from "../../commands/present/labels.ts";
import { likelyReasons, likelyText } from "../../commands/present/likely.ts";
import { type TrailEntry, toTrailEntry } from "../../commands/present/trail.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { isOptedOut } from "../../leads/consent.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Activity } from "../../leads/types/activity.ts";
import type { At } from "../../leads/types/at.ts";
import type { Message } from "../../leads/types/conversation.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Post } from "../../store/port/page-reads.ts";

/** In whose words, and as of when. */
export interface View {
  directory: Directory;
  bundle: FlowBundle;
  language: Language;
  at: At;
}

/** A lead in a list or on the board: everything in the reader's words. */
export interface LeadSummary {
  id: string;
  ref: string;
  name: string;
  company: string;
  stage: string;
  stageLabel: string;
  stageKind: string;
  score: number;
  grade: string;
  gradeLabel: string;
  ownerId: string | null;
  owner: string;
  offeredTo: string;
  due: string;
  overdue: boolean;
  value: string;
  channel: string;
  source: string;
  product: string;
  opened: string;
}

export function toSummary(row: LeadRow, view: View): LeadSummary {
  const { directory, bundle, language, at } = view;
  return {
    id: row.id,
    ref: leadRef(row),
    name: safeName(row.name ?? ""),
    company: safeName(row.company ?? ""),
    stage: row.stage,
    stageLabel: stageName(bundle, row.stage, language),
    stageKind: row.stageKind,
    score: row.score,
    grade: row.grade,
    gradeLabel: gradeName(bundle, row.grade, language),
    ownerId: row.ownerId,
    owner: row.ownerId === null ? "" : repName(directory, row.ownerId),
    offeredTo: row.offeredTo === null ? "" : repName(directory, row.offeredTo),
    due: row.ownerId !== null || row.offerDueAt === null ? "" : formatRelative(row.offerDueAt, at, language),
    overdue: row.ownerId === null && row.offerDueAt !== null && row.offerDueAt < at,
    value:
      row.value === null || row.currency === null
        ? ""
        : formatMoney(row.value, row.currency, language, bundle),
    channel: channelName(row.channel, language),
    source: row.source === "" ? "" : valueName(bundle, "source", row.source, language),
    product: row.product === null ? "" : valueName(bundle, "product", row.product, language),
    opened: formatRelative(row.openedAt, at, language),
  };
}

/** Everything that the page shows of one lead. */
export interface LeadDetail {
  id: string;
  ref: string;
  card: Card;
  /** Who speaks with the customer now. */
  floor: "bot" | "human";
  optedOut: boolean;
  thread: ThreadEntry[];
  trail: TrailEntry[];
  score: { points: number; text: string }[];
  total: number;
  grade: string;
  gradeLabel: string;
  /** How likely it is to be won, with the reasons; null while nothing is learned. */
  likely: { text: string; reasons: string[] } | null;
  route: string[];
}

/** What stands in the lead's thread. `internal` never reached the customer. */
export interface ThreadEntry {
  id: string;
  kind: "customer" | "bot" | "rep" | "internal" | "event";
  who: string;
  text: string;
  /** sent, delivered or read: for what a rep or the bot said. */
  status?: "sent" | "delivered" | "read";
  at: At;
}

export function toDetail(
  loaded: LoadedLead,
  messages: readonly Message[],
  activities: readonly Activity[],
  posts: readonly Post[],
  view: View,
): LeadDetail {
  const { lead, contact, offer, conversations } = loaded;
  const { directory, bundle, language, at } = view;
  const trail = activities.map((activity) => toTrailEntry(activity, view));
  return {
    id: lead.id,
    ref: leadRef(lead),
    card: leadCard(lead, contact, offer, directory, bundle, language, at),
    floor: conversations.some((conversation) => conversation.floor === "human") ? "human" : "bot",
    optedOut: isOptedOut(contact, lead.channel),
    thread: toThread(messages, activities, posts, trail, contact.name, view),
    trail,
    score: lead.scoreReasons.map(({ points, text }) => ({ points, text: text[language] })),
    total: lead.score,
    grade: lead.grade,
    gradeLabel: gradeName(bundle, lead.grade, language),
    likely:
      lead.likely === null
        ? null
        : {
            text: likelyText(lead.likely.chance, language),
            reasons: likelyReasons(lead.likely, bundle, language, 4),
          },
    route: lead.routeReasons.map((reason) => reason.text[language]),
  };
}

/** Messages, internal notes and what happened, in the order in which it was processed. */
function toThread(
  messages: readonly Message[],
  activities: readonly Activity[],
  posts: readonly Post[],
  trail: readonly TrailEntry[],
  contactName: string | null,
  view: View,
): ThreadEntry[] {
  const said = messages.map((message) => ({
    seq: message.seq,
    entry: toThreadMessage(message, contactName, view),
  }));
  const happened = activities.flatMap((activity, index) => {
    const line = trail[index];
    if (line === undefined || !SHOWN_IN_THREAD.has(activity.kind)) return [];
    const isNote = activity.kind === "noted";
    const entry: ThreadEntry = {
      id: line.id,
      kind: isNote ? "internal" : "event",
      who: line.who,
      text: isNote ? (line.note ?? line.text) : line.text,
      at: line.at,
    };
    return [{ seq: activity.seq, entry }];
  });
  const talked = posts.flatMap((post) => {
    const entry = toTalk(post, view);
    return entry === null ? [] : [{ seq: post.seq, entry }];
  });
  return [...said, ...happened, ...talked].sort((a, b) => a.seq - b.seq).map(({ entry }) => entry);
}

/** Colleagues talking with one another in the thread: kept as a post alone, which begins with who said it. */
function toTalk({ id, chatId, payload, at }: Post, { directory }: View): ThreadEntry | null {
  if (chatId !== "team" || payload.card || payload.replaceKey) return null;
  for (const rep of directory.reps.values()) {
    const who = safeName(rep.name);
    if (payload.text?.startsWith(`${who}: `))
      return { id, kind: "internal", who, text: payload.text.slice(who.length + 2), at };
  }
  return null;
}

const SHOWN_IN_THREAD: ReadonlySet<Activity["kind"]> = new Set([
  "noted",
  "claimed",
  "assigned",
  "passed",
  "stage-moved",
  "value-set",
  "handed-over",
  "opted-out",
  "send-failed",
  "undone",
]);

function toThreadMessage(message: Message, contactName: string | null, view: View): ThreadEntry {
  const kind = message.author === "contact" ? "customer" : message.author === "bot" ? "bot" : "rep";
  const who =
    kind === "rep"
      ? repName(view.directory, message.author)
      : kind === "bot"
        ? "Bot"
        : safeName(contactName ?? { en: "Customer", pt: "Cliente", es: "Cliente" }[view.language]);
  const status = message.readAt !== null ? "read" : message.deliveredAt !== null ? "delivered" : "sent";
  const base = { id: message.id, kind, who, text: message.text, at: message.at } as const;
  return kind === "customer" ? base : { ...base, status };
}

/** A post on the desk as the page shows it. */
export interface PostView {
  id: string;
  place: "team" | "rep";
  leadId: string | null;
  text: string;
  card: Card | null;
  page: Page | null;
  /** Where its picture is, with the words for those who do not see it. */
  image: { path: string; alt: string } | null;
  /** Where its file is, and what it is called. */
  file: { path: string; name: string } | null;
  choices: { value: string; label: string }[];
  at: At;
}

/** Where the page gets what a post carries; the colleague who looks is added by the page. */
const CONTENT = "/playground/api/content?post=";

/**
 * The posts of a rep's desk, the newest last. A later post under the same key in the same place replaces the
 * earlier one; it moves to the end only when it has a headline, which is news.
 */
export function toPosts(posts: readonly Post[]): PostView[] {
  const shown = new Map<string, PostView>();
  for (const post of [...posts].sort((a, b) => a.seq - b.seq)) {
    const { payload } = post;
    // What the team was told in a lead's thread is shown there; an answer to a colleague is shown here too.
    const inThread = payload.thread !== undefined && payload.replaceKey === undefined;
    if (inThread && post.chatId === "team") continue;
    const key = payload.replaceKey === undefined ? post.id : `${post.chatId} ${payload.replaceKey}`;
    const earlier = shown.get(key);
    // A page was asked for: it is news, though it has no headline.
    const isNews =
      (payload.text ?? "") !== "" ||
      payload.page !== undefined ||
      payload.image !== undefined ||
      payload.file !== undefined;
    if (isNews) shown.delete(key);
    shown.set(key, {
      id: key,
      place: post.chatId === "team" ? "team" : "rep",
      leadId: post.leadId,
      text: payload.text ?? earlier?.text ?? "",
      card: payload.card ?? null,
      page: payload.page ?? null,
      image: payload.image ? { path: CONTENT + encodeURIComponent(post.id), alt: payload.image.alt } : null,
      file: payload.file
        ? { path: CONTENT + encodeURIComponent(post.id), name: payload.file.fileName }
        : null,
      choices: payload.choices ?? [],
      at: isNews ? post.at : (earlier?.at ?? post.at),
    });
  }
  return [...shown.values()];
}
