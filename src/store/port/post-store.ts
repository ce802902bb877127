import type { At } from "../../leads/types/at.ts";

/** Which post of ours stands where, by channel: see PostIndex of the channel contract. */
export interface PostStore {
  find(channel: string, chatId: string, key: string): Promise<string | null>;
  keyOf(channel: string, chatId: string, externalId: string): Promise<string | null>;
  set(post: { channel: string; chatId: string; key: string; externalId: string; at: At }): Promise<void>;
}
