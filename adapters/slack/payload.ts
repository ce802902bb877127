import { z } from "zod";

/**
 * What Slack delivers, as far as it is used. A field that is not as expected is left out, so that it costs the
 * field and not the message.
 */

const id = z.string().min(1).max(100);
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const fileSchema = z
  .object({
    id: maybe(id),
    name: maybe(z.string()),
    mimetype: maybe(z.string()),
    size: maybe(z.number()),
    /** `hosted` and `snippet` are Slack's own; `external` is kept elsewhere, `tombstone` is gone. */
    mode: maybe(z.string()),
    url_private_download: maybe(z.string()),
    url_private: maybe(z.string()),
    /** `check_file_info` where it belongs to another company's workspace: the rest is told on request. */
    file_access: maybe(z.string()),
  })
  .catch({});
export type SharedFile = z.infer<typeof fileSchema>;

const messageSchema = z.object({
  subtype: maybe(z.string()),
  user: maybe(id),
  user_team: maybe(id),
  bot_id: maybe(z.string()),
  text: maybe(z.string()),
  ts: maybe(z.string()),
  thread_ts: maybe(z.string()),
  edited: maybe(z.object({ user: maybe(id), ts: maybe(z.string()) })),
});

export const eventBodySchema = z.object({
  type: z.literal("event_callback"),
  team_id: id,
  event_id: maybe(id),
  /** For whom it was delivered: the bot's own user among them. */
  authorizations: maybe(z.array(z.object({ user_id: maybe(id), is_bot: maybe(z.boolean()) }))),
  event: z.object({
    type: z.string(),
    subtype: maybe(z.string()),
    user: maybe(id),
    /** The sender's own workspace, which is another one in a channel shared with another company. */
    user_team: maybe(id),
    bot_id: maybe(z.string()),
    text: maybe(z.string()),
    ts: maybe(z.string()),
    thread_ts: maybe(z.string()),
    channel: maybe(id),
    channel_type: maybe(z.string()),
    hidden: maybe(z.boolean()),
    event_ts: maybe(z.string()),
    files: maybe(z.array(fileSchema)),
    /** An edited message, as it is now and as it was. */
    message: maybe(messageSchema),
    previous_message: maybe(messageSchema),
    deleted_ts: maybe(z.string()),
    /** Of the app's own pages, which one was opened. */
    tab: maybe(z.string()),
    reaction: maybe(z.string()),
    item: maybe(z.object({ type: z.string(), channel: maybe(id), ts: maybe(z.string()) })),
  }),
});
export type EventBody = z.infer<typeof eventBodySchema>;

export const slashBodySchema = z.object({
  command: z.string(),
  team_id: id,
  user_id: id,
  channel_id: id,
  channel_name: maybe(z.string()),
  text: z.string().catch(""),
  trigger_id: id,
});
export type SlashBody = z.infer<typeof slashBodySchema>;

const person = z.object({ id, team_id: maybe(id) });
const team = z.object({ id }).nullable().optional().catch(undefined);

const stateSchema = z
  .object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          type: maybe(z.string()),
          value: z.string().nullable().optional(),
          selected_option: z.object({ value: z.string() }).nullable().optional(),
          selected_date: z.string().nullable().optional(),
          selected_time: z.string().nullable().optional(),
        }),
      ),
    ),
  })
  .catch({ values: {} });
/** What is filled in on a form. */
export type FormState = z.infer<typeof stateSchema>;

/** A form or a page, as it stands before a person. */
const shownView = z.object({
  id,
  type: maybe(z.string()),
  hash: z.string().max(150).catch(""),
  callback_id: z.string().catch(""),
  private_metadata: z.string().catch(""),
  state: stateSchema,
});

export const actionBodySchema = z.object({
  type: z.literal("block_actions"),
  user: person,
  team,
  trigger_id: maybe(id),
  channel: maybe(z.object({ id })),
  container: maybe(
    z.object({
      channel_id: maybe(id),
      message_ts: maybe(z.string()),
      thread_ts: maybe(z.string()),
    }),
  ),
  message: maybe(z.object({ ts: maybe(z.string()), thread_ts: maybe(z.string()) })),
  /** Where it was pressed, when that was a form or a page. */
  view: maybe(shownView),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: maybe(z.string()),
        value: maybe(z.string()),
        selected_option: maybe(z.object({ value: z.string() })),
      }),
    )
    .min(1),
});
export type ActionBody = z.infer<typeof actionBodySchema>;

export const viewBodySchema = z.object({
  type: z.literal("view_submission"),
  user: person,
  team,
  view: shownView,
});
export type ViewBody = z.infer<typeof viewBodySchema>;
