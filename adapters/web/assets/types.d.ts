/** The shapes that the widget works with; for the type-checker and editors only. */
interface Choice {
  value: string;
  label: string;
}

interface Entry {
  id: string;
  clientId?: string;
  from: "you" | "bot" | "human";
  text: string;
  choices?: Choice[];
  at: string;
}

/** Something said that the history does not show yet. */
interface Pending {
  id: string;
  text?: string;
  choice?: Choice;
  at: string;
  state: "sending" | "sent" | "failed";
}

interface ClientEvents {
  session(id: string): void;
  entry(entry: Entry): void;
  pending(item: Pending): void;
  caughtUp(): void;
  awaiting(): void;
  notice(kind: string): void;
  connected(yes: boolean): void;
}

interface ChatOptions {
  /** Origin of the Leadline server. */
  server: string;
  language?: string;
  title?: string;
  /** `#rrggbb`. */
  colour?: string;
  position?: string;
  /** light or dark; default: as the system says. */
  theme?: string;
  storageKey?: string;
  /** More style, after the widget's own. */
  css?: string;
  /** How choices are shown; default: buttons. */
  choices?: "buttons" | "numbers";
  onSession?(id: string): void;
}

interface MountedChat {
  open(): void;
  close(): void;
  focus(): void;
  destroy(): void;
}

interface Words extends Record<string, string> {
  title: string;
  hello: string;
  open: string;
  close: string;
  log: string;
  write: string;
  send: string;
  you: string;
  us: string;
  sending: string;
  sent: string;
  failed: string;
  retry: string;
  typing: string;
  offline: string;
  connecting: string;
  tooLong: string;
  busy: string;
  choose: string;
  fresh: string;
  today: string;
}

interface Window {
  LeadlineChat?: {
    mount(target: HTMLElement | null, options?: Partial<ChatOptions>): MountedChat;
    open(): void;
    close(): void;
  };
}
