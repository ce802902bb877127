/** The shapes that the server gives: see src/http/playground.ts and src/http/playground/views.ts. */
type Lang = "en" | "pt" | "es";

interface RepInfo {
  id: string;
  name: string;
  role: "rep" | "manager" | "admin";
  language: Lang;
}

interface CommandInfo {
  name: string;
  allowed: string[];
  words: Record<Lang, string[]>;
  help: Record<Lang, string>;
  examples: Record<Lang, string[]>;
  signature: Record<Lang, string>;
}

interface Setup {
  business: { name: string; language: Lang };
  reps: RepInfo[];
  commands: CommandInfo[];
}

interface Ask {
  name: string;
  label: string;
  multiline?: boolean;
  options?: { value: string; label: string }[];
  hint?: string;
  moment?: boolean;
  initial?: string;
  optional?: boolean;
}

interface CardButtonInfo {
  label: string;
  command: string;
  style?: "primary" | "danger";
  asks?: Ask[];
}

interface DeadlineInfo {
  text: string;
  at: string;
  when: string;
}

interface CardInfo {
  title: string;
  subtitle?: string;
  deadlines?: DeadlineInfo[];
  fields: { label: string; value: string; tel?: string }[];
  lines?: string[];
  buttons: CardButtonInfo[];
  select?: { placeholder: string; options: CardButtonInfo[] };
  more?: CardButtonInfo[];
  leadId?: string;
  tone?: string;
}

interface PageInfo {
  title: string;
  blocks: PageBlockInfo[];
}

type PageBlockInfo =
  | { kind: "heading"; text: string }
  | { kind: "text"; text: string }
  | { kind: "facts"; facts: { label: string; value: string }[] }
  | {
      kind: "row";
      text: string;
      detail?: string;
      buttons?: CardButtonInfo[];
      more?: CardButtonInfo[];
      leadId?: string;
    }
  | { kind: "buttons"; buttons: CardButtonInfo[] };

interface PostInfo {
  id: string;
  place: "team" | "rep";
  leadId: string | null;
  text: string;
  card: CardInfo | null;
  page: PageInfo | null;
  image: { path: string; alt: string } | null;
  file: { path: string; name: string } | null;
  choices: { value: string; label: string }[];
  at: string;
}

interface LeadInfo {
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

interface ThreadInfo {
  id: string;
  kind: "customer" | "bot" | "rep" | "internal" | "event";
  who: string;
  text: string;
  status?: "sent" | "delivered" | "read";
  at: string;
}

interface DetailInfo {
  id: string;
  ref: string;
  card: CardInfo;
  floor: "bot" | "human";
  optedOut: boolean;
  thread: ThreadInfo[];
  trail: { id: string; kind: string; who: string; text: string; note: string | null; at: string }[];
  score: { points: number; text: string }[];
  likely: { text: string; reasons: string[] } | null;
  total: number;
  grade: string;
  gradeLabel: string;
  route: string[];
}

interface StageInfo {
  id: string;
  kind: string;
  label: string;
  count: number;
  values: string[];
}

interface StatsInfo {
  label: string;
  funnel: { id: string; count: number; before: number }[];
  wonValues: string[];
  response: { median: string | null; p90: string | null; answered: number; waiting: number };
  bySource: TallyInfo[];
  byChannel: TallyInfo[];
  byProduct: TallyInfo[];
  lostReasons: TallyInfo[];
  stages: StageInfo[];
}

interface TallyInfo {
  label: string;
  count: number;
}

/** What the parts of the page do with one another. */
interface Desk {
  language: Lang;
  /** Who looks. */
  readonly repId: string;
  /** Say a command as the current rep; resolves when it is stored. */
  say(text: string, leadId?: string | null): Promise<void>;
  openLead(id: string): void;
  words: Record<string, string>;
}
