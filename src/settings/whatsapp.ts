import { z } from "zod";
import { longSecret, oneOf, onOff, vendorUrl, whole } from "./schemas.ts";
import { setting } from "./setting.ts";

const phone: z.ZodType<string, string> = z
  .string()
  .transform((text) => text.replace(/[\s().-]/g, ""))
  .refine((text) => /^\+?[1-9]\d{6,14}$/.test(text), "must be a phone number with its country code")
  .transform((text) => text.replace("+", ""));

const digits: z.ZodType<string, string> = z
  .string()
  .regex(/^\d{5,20}$/, "must be a number of 5 to 20 digits");

/** How WhatsApp is connected. */
export const WHATSAPP_SETTINGS = {
  whatsapp: setting<"off" | "web" | "cloud">({
    name: "LEADLINE_WHATSAPP",
    type: "off, web or cloud",
    default: "`off`",
    help: "How WhatsApp is connected: `web` links a phone as WhatsApp Web does, `cloud` is Meta's official API.",
    example: "cloud",
    schema: oneOf("off", "web", "cloud"),
    fallback: "off",
  }),
  whatsappPhone: setting<string | null>({
    name: "LEADLINE_WHATSAPP_PHONE",
    type: "phone number",
    default: "none: a QR code is shown",
    help: "With `web`: the number of the phone to link by a code that is typed there, instead of a QR code.",
    example: "+5511987654321",
    schema: phone,
    fallback: null,
  }),
  whatsappDailyCap: setting<number>({
    name: "LEADLINE_WHATSAPP_DAILY_CAP",
    type: "1–100000",
    default: "`1000`",
    help: "With `web`: the most messages sent in 24 hours; the rest waits. Protects the number from a ban.",
    example: "1000",
    schema: whole(1, 100_000),
    fallback: 1_000,
  }),
  whatsappSending: setting<boolean>({
    name: "LEADLINE_WHATSAPP_SENDING",
    type: "on or off",
    default: "`on`",
    help: "`off` is the emergency brake: WhatsApp messages still come in, and everything that goes out waits.",
    example: "off",
    schema: onOff,
    fallback: true,
  }),
  chromePath: setting<string | null>({
    name: "LEADLINE_CHROME",
    alias: "CHROME_PATH",
    type: "file",
    default: "the first Chromium or Chrome that is installed",
    help: "With `web`: the browser. `CHROME_PATH` is read too, when this is not set.",
    example: "/usr/bin/chromium",
    schema: z.string(),
    fallback: null,
  }),
  whatsappToken: setting<string | null>({
    name: "LEADLINE_WHATSAPP_TOKEN",
    type: "token",
    default: "none",
    help: "With `cloud`: the permanent access token of a system user.",
    example: "EAAG…",
    secret: true,
    schema: z.string(),
    fallback: null,
  }),
  whatsappPhoneId: setting<string | null>({
    name: "LEADLINE_WHATSAPP_PHONE_ID",
    type: "number",
    default: "none",
    help: "With `cloud`: the id of the phone number, from the app's WhatsApp page (not the number itself).",
    example: "106540352242922",
    schema: digits,
    fallback: null,
  }),
  whatsappAccountId: setting<string | null>({
    name: "LEADLINE_WHATSAPP_ACCOUNT_ID",
    type: "number",
    default: "none",
    help: "With `cloud`: the id of the WhatsApp Business account, so that `leadline doctor` can look at its templates.",
    example: "102290129340398",
    schema: digits,
    fallback: null,
  }),
  whatsappAppSecret: setting<string | null>({
    name: "LEADLINE_WHATSAPP_APP_SECRET",
    type: "secret",
    default: "none",
    help: "With `cloud`: the app's secret, by which each request of Meta is checked.",
    example: "0123456789abcdef0123456789abcdef",
    secret: true,
    schema: longSecret,
    fallback: null,
  }),
  whatsappVerifyToken: setting<string | null>({
    name: "LEADLINE_WHATSAPP_VERIFY_TOKEN",
    type: "secret of your own",
    default: "none",
    help: "With `cloud`: a word of your own that Meta repeats when you enter the webhook's address there.",
    example: "a-long-random-word-of-yours",
    secret: true,
    schema: longSecret,
    fallback: null,
  }),
  whatsappApiUrl: setting<string>({
    name: "LEADLINE_WHATSAPP_API_URL",
    type: "URL",
    default: "`https://graph.facebook.com/v23.0`",
    help: "With `cloud`: where Meta's API is, with its version.",
    example: "https://graph.facebook.com/v23.0",
    schema: vendorUrl,
    fallback: "https://graph.facebook.com/v23.0",
  }),
} as const;
