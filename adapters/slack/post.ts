import type { ActionsBlock, ContextBlock, HeaderBlock, SectionBlock } from "@slack/types";

export type PostBlock = ActionsBlock | ContextBlock | HeaderBlock | SectionBlock;

/** One message as Slack takes it: escaped everywhere. */
export interface SlackPost {
  /** What notifications and screen readers say; shown when there are no blocks. */
  text: string;
  blocks: PostBlock[];
}

/** Facts that buttons refer to, to be kept before the post goes out: by their key in the adapter's memory. */
export type Keepsakes = Map<string, unknown>;

export interface Rendered {
  /** In order; none when there is nothing to say (a file alone, or an empty message). */
  posts: SlackPost[];
  keepsakes: Keepsakes;
}
