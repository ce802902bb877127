import { createHmac } from "node:crypto";
import { z } from "zod";
import type { CountedOnTemplate, Finding } from "../../../src/channel/adapter.ts";
import type { WhatsAppCloudSettings } from "../../../src/channel-settings.ts";
import type { Graph, GraphAnswer } from "./graph.ts";
import { refusalOf } from "./refusals.ts";
import { checkTemplates } from "./templates.ts";
import { WEBHOOK_PATH } from "./webhook.ts";

/** What Meta tells of the number. */
export interface NumberFacts {
  display: string;
  name: string;
  quality: string | undefined;
  /** The address to which Meta delivers for this app, as far as it tells. */
  webhooks: string[];
}

/** Ask Meta for the number: the cheapest call that needs a good token and the right id. */
export async function askForNumber(
  graph: Graph,
  phoneId: string,
  signal?: AbortSignal,
): Promise<{ facts: NumberFacts } | { fault: Exclude<GraphAnswer, { kind: "ok" }> }> {
  const fields = "id,display_phone_number,verified_name,quality_rating,webhook_configuration";
  const answer = await graph.get(phoneId, { fields }, signal);
  if (answer.kind !== "ok") return { fault: answer };
  const number = numberSchema.safeParse(answer.body).data;
  if (number === undefined) return { fault: { kind: "lost", detail: "Meta's answer could not be read" } };
  const { phone_number, whatsapp_business_account, application } = number.webhook_configuration ?? {};
  return {
    facts: {
      display: number.display_phone_number ?? "of this id",
      name: number.verified_name ?? "no name",
      quality: number.quality_rating,
      // The most special address wins.
      webhooks: [phone_number, whatsapp_business_account, application]
        .filter((url) => url !== undefined)
        .slice(0, 1),
    },
  };
}

/** One finding for each thing; the sentences stand in docs/whatsapp.md too. */
export async function diagnoseCloud(
  settings: WhatsAppCloudSettings & { publicUrl: string | null },
  graph: Graph,
  templates: readonly CountedOnTemplate[] = [],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const number = await askForNumber(graph, settings.phoneId);
  if ("fault" in number) findings.push(numberFault(number.fault));
  else {
    const { display, name, quality } = number.facts;
    const isPoor = quality === "RED";
    findings.push({
      name: "number",
      ok: !isPoor,
      detail: `The number ${display} (${name}) may be used.${isPoor ? " Its quality is low: people block or report it." : ""}`,
      ...(isPoor ? { fix: "Write only to people who expect it; see Insights in WhatsApp Manager." } : {}),
    });
    findings.push(await appSecret(settings, graph));
    findings.push(...(await checkTemplates(graph, settings.accountId ?? null, templates)));
  }
  findings.push(webhook(settings.publicUrl, "facts" in number ? number.facts.webhooks : []));
  if (!settings.sending) {
    findings.push({
      name: "sending",
      ok: false,
      detail: "Sending is switched off: everything that goes out waits.",
      fix: "Set LEADLINE_WHATSAPP_SENDING=on.",
    });
  }
  return findings;
}

function numberFault(fault: Exclude<GraphAnswer, { kind: "ok" }>): Finding {
  const { outcome, trouble } = refusalOf(fault);
  if (fault.kind !== "refused") {
    return {
      name: "number",
      ok: false,
      detail: `${outcome.reason.charAt(0).toUpperCase()}${outcome.reason.slice(1)}.`,
      fix: "Check that this machine reaches LEADLINE_WHATSAPP_API_URL.",
    };
  }
  const [detail, ...fix] = (trouble?.detail ?? `Meta says: ${outcome.reason}.`).split(/(?<=\.) /);
  return {
    name: "number",
    ok: false,
    detail: detail ?? "",
    fix: fix.join(" ") || "Check LEADLINE_WHATSAPP_TOKEN and LEADLINE_WHATSAPP_PHONE_ID.",
  };
}

/** Meta checks a proof made with the secret whenever one is given. */
async function appSecret(settings: WhatsAppCloudSettings, graph: Graph): Promise<Finding> {
  const proof = createHmac("sha256", settings.appSecret).update(settings.token).digest("hex");
  const answer = await graph.get(settings.phoneId, { fields: "id", appsecret_proof: proof });
  if (answer.kind === "ok") {
    return { name: "app secret", ok: true, detail: "The app secret is the one of the token's app." };
  }
  if (answer.kind === "refused" && answer.code === 100) {
    return {
      name: "app secret",
      ok: false,
      detail: "The app secret is not the one of the token's app: every message of Meta would be refused.",
      fix: "Copy it from App settings, Basic, to LEADLINE_WHATSAPP_APP_SECRET.",
    };
  }
  return {
    name: "app secret",
    ok: false,
    detail: "The app secret could not be checked.",
    fix: "Try again in a minute.",
  };
}

function webhook(publicUrl: string | null, known: string[]): Finding {
  if (publicUrl === null || !publicUrl.startsWith("https://")) {
    return {
      name: "webhook",
      ok: false,
      detail: "Meta cannot deliver: the public address of Leadline is not an https:// one.",
      fix: "Set LEADLINE_PUBLIC_URL, e.g. https://chat.example.com.",
    };
  }
  const right = `${publicUrl.replace(/\/$/, "")}${WEBHOOK_PATH}`;
  const [found] = known;
  if (found === undefined) {
    return {
      name: "webhook",
      ok: true,
      detail: `Meta must deliver to ${right} (Meta does not say where it does).`,
    };
  }
  if (found === right) return { name: "webhook", ok: true, detail: `Meta delivers to ${right}.` };
  return {
    name: "webhook",
    ok: false,
    detail: `Meta delivers to another address than ${right}.`,
    fix: "Enter this address in the app under WhatsApp, Configuration, Webhook.",
  };
}

const text = z.string().optional().catch(undefined);

const numberSchema = z.object({
  display_phone_number: text,
  verified_name: text,
  quality_rating: text,
  webhook_configuration: z
    .object({ phone_number: text, whatsapp_business_account: text, application: text })
    .optional()
    .catch(undefined),
});
