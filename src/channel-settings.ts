import type { SettingValues } from "./settings.ts";

/** What each channel is connected with; null where it is not connected. */
export interface ChannelSettings {
  whatsapp: WhatsAppWebSettings | WhatsAppCloudSettings | null;
  telegram: TelegramSettings | null;
  slack: SlackSettings | null;
}

/** A phone that is linked as WhatsApp Web links it. */
export interface WhatsAppWebSettings {
  transport: "web";
  /** Digits with the country code: link by a code that is typed on the phone; null: by a QR code. */
  phone: string | null;
  dailyCap: number;
  /** False: the emergency brake is on. */
  sending: boolean;
  /** Null: the first browser that is found. */
  chromePath: string | null;
}

/** Meta's official API. */
export interface WhatsAppCloudSettings {
  transport: "cloud";
  token: string;
  phoneId: string;
  /** Of the WhatsApp Business account: needed to look at its templates only. Default: not known. */
  accountId?: string | null;
  appSecret: string;
  verifyToken: string;
  /** Without a final slash. */
  apiUrl: string;
  sending: boolean;
}

export interface TelegramSettings {
  token: string;
  /** Where Telegram delivers, and the secret that it must name; null: messages are fetched. */
  webhook: { publicUrl: string; secret: string } | null;
  apiUrl: string;
}

export interface SlackSettings {
  botToken: string;
  /** Exactly one of the two ways in; both may be set while moving from one to the other, then Socket Mode wins. */
  appToken: string | null;
  signingSecret: string | null;
  channel: string;
  managerChannel: string;
  /** Where leads stand that nobody has yet, of no team or product with a channel of its own. Default: `channel`. */
  poolChannel?: string | null;
  /** Where regular numbers are posted. Default: `managerChannel`. */
  digestChannel?: string | null;
  /** Channels of teams and products of their own, by `team:<id>` and `product:<id>`, in lower case. Default: none. */
  leadChannels?: Readonly<Record<string, string>>;
  apiUrl: string;
}

/**
 * Put the channels' settings together. A channel that is connected half is a fault, so that no webhook is ever
 * open without its secret. Each fault is a sentence with an example.
 */
export function channelSettings(values: SettingValues): { settings: ChannelSettings; faults: string[] } {
  const faults: string[] = [];
  return {
    settings: {
      whatsapp: whatsapp(values, faults),
      telegram: telegram(values, faults),
      slack: slack(values, faults),
    },
    faults,
  };
}

function whatsapp(values: SettingValues, faults: string[]): ChannelSettings["whatsapp"] {
  const given = {
    LEADLINE_WHATSAPP_TOKEN: values.whatsappToken,
    LEADLINE_WHATSAPP_PHONE_ID: values.whatsappPhoneId,
    LEADLINE_WHATSAPP_APP_SECRET: values.whatsappAppSecret,
    LEADLINE_WHATSAPP_VERIFY_TOKEN: values.whatsappVerifyToken,
  };
  if (values.whatsapp === "off") return null;
  if (values.whatsapp === "web") {
    return {
      transport: "web",
      phone: values.whatsappPhone,
      dailyCap: values.whatsappDailyCap,
      sending: values.whatsappSending,
      chromePath: values.chromePath,
    };
  }
  const missing = Object.entries(given).flatMap(([name, value]) => (value === null ? [name] : []));
  for (const name of missing)
    faults.push(`${name} is needed with LEADLINE_WHATSAPP=cloud: see docs/whatsapp.md`);
  const { whatsappToken, whatsappPhoneId, whatsappAppSecret, whatsappVerifyToken } = values;
  if (!whatsappToken || !whatsappPhoneId || !whatsappAppSecret || !whatsappVerifyToken) return null;
  return {
    transport: "cloud",
    token: whatsappToken,
    phoneId: whatsappPhoneId,
    accountId: values.whatsappAccountId,
    appSecret: whatsappAppSecret,
    verifyToken: whatsappVerifyToken,
    apiUrl: values.whatsappApiUrl,
    sending: values.whatsappSending,
  };
}

function telegram(values: SettingValues, faults: string[]): TelegramSettings | null {
  const { telegramToken, telegramSecret, telegramApiUrl, publicUrl } = values;
  if (telegramToken === null) {
    if (telegramSecret !== null) {
      faults.push(
        "LEADLINE_TELEGRAM_TOKEN is needed with LEADLINE_TELEGRAM_WEBHOOK_SECRET: see docs/telegram.md",
      );
    }
    return null;
  }
  if (telegramSecret !== null && (publicUrl === null || !publicUrl.startsWith("https://"))) {
    faults.push(
      "LEADLINE_PUBLIC_URL must be an https:// address for Telegram's webhook. Example: LEADLINE_PUBLIC_URL=https://chat.example.com",
    );
    return null;
  }
  return {
    token: telegramToken,
    webhook: telegramSecret === null || publicUrl === null ? null : { publicUrl, secret: telegramSecret },
    apiUrl: telegramApiUrl,
  };
}

function slack(values: SettingValues, faults: string[]): SlackSettings | null {
  const { slackBotToken, slackAppToken, slackSigningSecret, slackChannel } = values;
  if (slackBotToken === null) {
    const given = {
      LEADLINE_SLACK_APP_TOKEN: slackAppToken,
      LEADLINE_SLACK_SIGNING_SECRET: slackSigningSecret,
    };
    for (const [name, value] of Object.entries(given)) {
      if (value !== null) faults.push(`LEADLINE_SLACK_BOT_TOKEN is needed with ${name}: see docs/slack.md`);
    }
    return null;
  }
  if (slackAppToken === null && slackSigningSecret === null) {
    faults.push(
      "LEADLINE_SLACK_APP_TOKEN (Socket Mode) or LEADLINE_SLACK_SIGNING_SECRET (HTTP) is needed with LEADLINE_SLACK_BOT_TOKEN: see docs/slack.md",
    );
  }
  if (slackChannel === null) {
    faults.push(
      "LEADLINE_SLACK_CHANNEL is needed with LEADLINE_SLACK_BOT_TOKEN. Example: LEADLINE_SLACK_CHANNEL=C0123456789",
    );
  }
  if (slackChannel === null || (slackAppToken === null && slackSigningSecret === null)) return null;
  return {
    botToken: slackBotToken,
    appToken: slackAppToken,
    signingSecret: slackSigningSecret,
    channel: slackChannel,
    managerChannel: values.slackManagerChannel ?? slackChannel,
    poolChannel: values.slackPoolChannel,
    digestChannel: values.slackDigestChannel,
    leadChannels: values.slackTeamChannels,
    apiUrl: values.slackApiUrl,
  };
}
