import { z } from "zod";
import type { ChannelHealth, Finding } from "../../src/channel/adapter.ts";
import type { TelegramApi } from "./api.ts";
import { ANOTHER_POLLER, isWrongToken } from "./faults.ts";
import { recentFailure, type Webhook, webhookInfo, webhookUrl } from "./webhook.ts";

/** Updates waiting at Telegram that are no cause for concern. */
const FEW = 100;

/**
 * What `leadline doctor` says of Telegram: the token, the webhook, what waits. Asks Telegram, changes nothing:
 * above all it does not fetch updates, since that would break off the fetching of a Leadline that runs.
 *
 * @param health of the running channel; null when it is not running here.
 */
export async function diagnoseTelegram(options: {
  api: TelegramApi;
  webhook: Webhook | null;
  health: ChannelHealth | null;
  now: Date;
}): Promise<Finding[]> {
  const { api, webhook, health, now } = options;
  const me = await api.call("getMe", {}, z.object({ username: z.string().catch("") }), { timeoutMs: 10_000 });
  if (!me.ok) {
    const { fault } = me;
    if (isWrongToken(fault)) {
      return [
        bad(
          "token",
          "Telegram does not know this bot's token.",
          "Copy it again from @BotFather into LEADLINE_TELEGRAM_TOKEN.",
        ),
      ];
    }
    const detail = `Telegram cannot be asked: ${fault.reason}.`;
    return [
      bad("token", detail, "Check this machine's connection, and LEADLINE_TELEGRAM_API_URL if it is set."),
    ];
  }
  const findings = [good("token", `The token is that of @${me.value.username}.`)];
  const info = await api.call("getWebhookInfo", {}, webhookInfo, { timeoutMs: 10_000 });
  if (!info.ok) {
    return [
      ...findings,
      bad("webhook", `Telegram cannot be asked: ${info.fault.reason}.`, "Try again in a minute."),
    ];
  }
  const { url, pending_update_count: waiting } = info.value;
  findings.push(webhook === null ? checkNone(url) : checkOurs(url, webhook));
  const failure = webhook === null ? null : recentFailure(info.value, now);
  if (failure !== null) findings.push(bad("deliveries", api.redact(failure), deliveryFix(failure)));
  if (health?.detail.startsWith(ANOTHER_POLLER))
    findings.push(bad("another program", ANOTHER_POLLER, "See docs/telegram.md, “Two programs, one bot”."));
  findings.push(
    waiting <= FEW
      ? good("waiting", `Messages waiting at Telegram: ${waiting}.`)
      : bad(
          "waiting",
          `Messages waiting at Telegram: ${waiting}; it keeps them for a day.`,
          "Start Leadline if it is not running; if it is, look at its log.",
        ),
  );
  return findings;
}

function checkNone(url: string): Finding {
  if (url === "") return good("webhook", "No webhook is set: Leadline fetches the messages.");
  return bad(
    "webhook",
    `Telegram delivers to ${hostOf(url)}, so messages cannot be fetched.`,
    "Start Leadline: it takes the webhook away. If another program should keep it, give Leadline a bot of its own.",
  );
}

function checkOurs(url: string, webhook: Webhook): Finding {
  const ours = webhookUrl(webhook);
  if (url === ours) return good("webhook", `Telegram delivers to ${ours}.`);
  const now = url === "" ? "Telegram delivers nowhere" : `Telegram delivers to ${hostOf(url)}`;
  return bad(
    "webhook",
    `${now}, not to ${ours}.`,
    "Start Leadline: it sets the webhook. If it is set to something else again, another program uses this bot.",
  );
}

/** What Telegram says about the most frequent mistakes is short. */
function deliveryFix(failure: string): string {
  if (/certificate|SSL/i.test(failure))
    return "The certificate of LEADLINE_PUBLIC_URL must be valid for its name and come with its whole chain.";
  if (/401|Unauthorized/i.test(failure))
    return "Start Leadline again, so that Telegram is told the present LEADLINE_TELEGRAM_WEBHOOK_SECRET.";
  if (/404|not found/i.test(failure))
    return "The proxy before Leadline must hand on POST /telegram/webhook unchanged.";
  if (/50[234]/.test(failure))
    return "Leadline is not running, or could not store messages: look at its log.";
  return "LEADLINE_PUBLIC_URL must lead to this machine from the internet, on port 443, 80, 88 or 8443.";
}

/** Another program's address may hold its secrets. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that cannot be read";
}

function good(name: string, detail: string): Finding {
  return { name, ok: true, detail };
}

function bad(name: string, detail: string, fix: string): Finding {
  return { name, ok: false, detail, fix };
}
