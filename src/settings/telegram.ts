import { like, vendorUrl } from "./schemas.ts";
import { setting } from "./setting.ts";

/** How Telegram is connected. */
export const TELEGRAM_SETTINGS = {
  telegramToken: setting<string | null>({
    name: "LEADLINE_TELEGRAM_TOKEN",
    type: "token",
    default: "none: no Telegram",
    help: "The bot's token, from @BotFather; connects Telegram.",
    example: "123456789:AAExampleExampleExampleExampleExamp",
    secret: true,
    schema: like(/^\d{5,}:[\w-]{30,}$/, "must look like 123456789:AA… as @BotFather gives it"),
    fallback: null,
  }),
  telegramSecret: setting<string | null>({
    name: "LEADLINE_TELEGRAM_WEBHOOK_SECRET",
    type: "secret of your own",
    default: "none: messages are fetched",
    help: "With it, and a public URL, Telegram delivers to a webhook instead of being asked for messages.",
    example: "a-long-random-word_of_yours",
    secret: true,
    schema: like(/^[\w-]{16,256}$/, "must be 16 to 256 letters, digits, _ or -"),
    fallback: null,
  }),
  telegramApiUrl: setting<string>({
    name: "LEADLINE_TELEGRAM_API_URL",
    type: "URL",
    default: "`https://api.telegram.org`",
    help: "Where Telegram's Bot API is, when you run your own.",
    example: "https://api.telegram.org",
    schema: vendorUrl,
    fallback: "https://api.telegram.org",
  }),
} as const;
