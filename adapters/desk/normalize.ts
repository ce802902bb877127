import { z } from "zod";
import { type InboundCommand, MAX_TEXT } from "../../src/channel/inbound.ts";
import { cleanText } from "../../src/text.ts";

/** What the desk's page posts: a command in words, typed or carried by a button. */
export const postedCommandSchema = z.strictObject({
  /** Made by the page, kept when it sends again: the key against duplicates. */
  id: z.uuid(),
  /** The id of the rep who says it. */
  actor: z.string().min(1).max(100),
  text: z
    .string()
    .max(MAX_TEXT, `is longer than ${MAX_TEXT} characters`)
    .transform(cleanText)
    .refine((text) => text.trim() !== "", "is empty"),
  /** The lead of the thread or card that it was said in. */
  leadId: z.string().min(1).max(100).optional(),
});
export type PostedCommand = z.infer<typeof postedCommandSchema>;

/** A posted command as the inbox takes it; answers go to the rep's own place on the desk. */
export function toCommand(posted: PostedCommand, at: Date): InboundCommand {
  return {
    type: "command",
    externalId: posted.id,
    chatId: repChat(posted.actor),
    at: at.toISOString(),
    actor: { kind: "desk", value: posted.actor },
    text: posted.text,
    ...(posted.leadId ? { leadId: posted.leadId } : {}),
  };
}

/** Where a rep's own answers and notices go. */
export function repChat(repId: string): string {
  return `rep:${repId}`;
}

/** The channel that the whole team reads. */
export const TEAM_CHAT = "team";
