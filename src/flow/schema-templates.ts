import { z } from "zod";
import { idSchema, localTextSchema } from "../leads/config.ts";

/** A text with variables for one of Meta's parameters. */
const parameterSchema = localTextSchema;

const webAddress = z.url("write the whole address, beginning with https://");

const headerSchema = z.union([
  z.strictObject({ text: parameterSchema.describe("What fills {{1}} of the header.") }),
  z.strictObject({ image: webAddress }),
  z.strictObject({ video: webAddress }),
  z.strictObject({ document: webAddress, fileName: z.string().min(1).max(200).optional() }),
]);

const buttonSchema = z.union([
  z.strictObject({ url: parameterSchema.describe("What fills {{1}} at the end of a button's address.") }),
  z.strictObject({ payload: parameterSchema.describe("What comes back when a quick reply is pressed.") }),
  z.strictObject({ code: parameterSchema.describe("The code that a button copies.") }),
]);

const metaLanguage = z
  .string()
  .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, "write the code as Meta has it, e.g. pt_BR, es or en_US");

/** The template that Meta has approved for a text: see docs/whatsapp.md. */
export const approvedSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_]{1,512}$/, "write the name as Meta has it: lower-case letters, digits and underscores")
    .describe("Its name in WhatsApp Manager."),
  languages: z
    .strictObject({ en: metaLanguage.optional(), pt: metaLanguage.optional(), es: metaLanguage.optional() })
    .describe("The languages in which it is approved, with Meta's codes: { pt: pt_BR }."),
  body: z
    .union([z.array(parameterSchema), z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), parameterSchema)])
    .default([])
    .describe("What fills {{1}}, {{2}}, … in order; or each named parameter by its name."),
  header: headerSchema.optional(),
  buttons: z
    .array(buttonSchema.nullable())
    .max(10)
    .default([])
    .describe("What the buttons need, in their order; null for one that needs nothing."),
  text: localTextSchema
    .optional()
    .describe(
      "Its body as approved, with {{1}} or {{name}}: shown in previews and kept in the conversation.",
    ),
  use: z
    .enum(["outside-window", "always"])
    .default("outside-window")
    .describe("outside-window: only when the person has not written for 24 hours; else as plain text."),
});
export type ApprovedFile = z.infer<typeof approvedSchema>;

export const templatesSchema = z.strictObject({
  templates: z.record(
    idSchema,
    z.strictObject({
      label: localTextSchema.describe("What a rep sees in the list."),
      text: localTextSchema,
      channels: z
        .record(z.string(), localTextSchema)
        .default({})
        .describe("Another text for a channel: whatsapp, telegram, web, email or sms."),
      whatsapp: approvedSchema
        .optional()
        .describe("The template that Meta has approved for it, for WhatsApp's Cloud API."),
    }),
  ),
});
export type TemplatesFile = z.infer<typeof templatesSchema>;
