import { z } from "zod";

/**
 * What Meta posts, read leniently: a field that cannot be read is as if it were not there, and what is behind it is
 * read all the same.
 */
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const text = optional(z.string());
/** Printable, so that it can be a key everywhere. */
const id = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .max(250);
const list = z.array(z.unknown()).catch([]);

export const postSchema = z.object({ object: z.string(), entry: list });
export const entrySchema = z.object({ changes: list });
export const changeSchema = z.object({ field: text, value: z.unknown() });

export const valueSchema = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  contacts: list,
  messages: list,
  message_echoes: list,
  statuses: list,
});

export const contactSchema = z.object({
  wa_id: text,
  user_id: text,
  profile: optional(z.object({ name: text })),
});

const error = z.object({
  code: optional(z.number()),
  title: text,
  message: text,
  error_data: optional(z.object({ details: text })),
});

const media = optional(
  z.object({
    id: z.string().regex(/^[\w.-]{1,200}$/),
    mime_type: text,
    caption: text,
    filename: text,
  }),
);
export type Media = NonNullable<z.infer<typeof media>>;

const reply = optional(z.object({ id: z.string(), title: text, description: text }));

const body = {
  text: optional(z.object({ body: text })),
  image: media,
  video: media,
  audio: media,
  voice: media,
  document: media,
  sticker: media,
};

/** Only the id is needed: without one a message can neither be told apart nor be read. */
export const messageSchema = z.object({
  id,
  type: text,
  from: text,
  from_user_id: text,
  to: text,
  to_user_id: text,
  group_id: text,
  timestamp: optional(z.union([z.string(), z.number()])),
  ...body,
  context: optional(z.object({ id: optional(id) })),
  button: optional(z.object({ payload: text, text })),
  interactive: optional(
    z.object({
      button_reply: reply,
      list_reply: reply,
      nfm_reply: optional(z.object({ body: text, response_json: text })),
    }),
  ),
  location: optional(
    z.object({
      latitude: z.coerce.number().min(-90).max(90),
      longitude: z.coerce.number().min(-180).max(180),
      name: text,
      address: text,
    }),
  ),
  contacts: optional(
    z.array(
      z.object({
        name: optional(z.object({ formatted_name: text, first_name: text, last_name: text })),
        phones: optional(z.array(z.object({ phone: text, wa_id: text }))),
        emails: optional(z.array(z.object({ email: text }))),
      }),
    ),
  ),
  order: optional(
    z.object({
      text,
      product_items: optional(
        z.array(
          z.object({
            product_retailer_id: text,
            quantity: optional(z.coerce.number()),
            item_price: optional(z.coerce.number()),
            currency: text,
          }),
        ),
      ),
    }),
  ),
  referral: optional(
    z.object({ source_url: text, source_type: text, source_id: text, headline: text, ctwa_clid: text }),
  ),
  edit: optional(z.object({ original_message_id: id, message: optional(z.object(body)) })),
  revoke: optional(z.object({ original_message_id: id })),
});
export type Message = z.infer<typeof messageSchema>;

export const statusSchema = z.object({
  id: id.max(180),
  status: z.string(),
  timestamp: optional(z.union([z.string(), z.number()])),
  recipient_id: text,
  recipient_user_id: text,
  recipient_type: text,
  biz_opaque_callback_data: text,
  errors: optional(z.array(error)),
});
export type Status = z.infer<typeof statusSchema>;

/** Meta writes seconds since 1970, as a text. What cannot be read is now. */
export function timeOf(timestamp: string | number | undefined, now: Date): string {
  const seconds = Number(timestamp);
  const isPlausible = seconds > 1e9 && seconds < 1e11;
  return (isPlausible ? new Date(seconds * 1_000) : now).toISOString();
}

/** A phone as WhatsApp writes it in ids; undefined when there is none. */
export function digitsOf(phone: string | undefined): string | undefined {
  return phone?.replace(/\D/g, "") || undefined;
}
