import { missing } from "../../../src/channel/files.ts";
import { type InboundMessage, MAX_TEXT } from "../../../src/channel/inbound.ts";
import { cleanText, clip } from "../../../src/text.ts";
import type { Media, Message } from "./payload.ts";

export type Content = Pick<InboundMessage, "text" | "attachments"> &
  Partial<Pick<InboundMessage, "choice" | "location" | "card">>;

/** What a message says. `media` is its file, when it has one. */
export function contentOf(message: Message, media: Media | null): Content {
  const plain = (text: string | undefined): Content => ({ text: tidy(text ?? ""), attachments: [] });
  const { interactive, button, location, contacts, order } = message;
  const picked = interactive?.button_reply ?? interactive?.list_reply;
  if (message.text !== undefined) return plain(message.text.body);
  if (media !== null) return plain(media.caption);
  if (picked !== undefined)
    return { ...plain(picked.title ?? picked.id), choice: tidy(picked.id).slice(0, 200) };
  if (button !== undefined) {
    const choice = button.payload ?? button.text;
    return {
      ...plain(button.text ?? button.payload),
      ...(choice ? { choice: tidy(choice).slice(0, 200) } : {}),
    };
  }
  if (interactive?.nfm_reply !== undefined) return plain(formText(interactive.nfm_reply));
  if (location !== undefined) {
    const label = clip(tidy([location.name, location.address].filter(Boolean).join(", ")), 300);
    const { latitude, longitude } = location;
    return { ...plain(""), location: { latitude, longitude, ...(label === "" ? {} : { label }) } };
  }
  if (contacts !== undefined && contacts.length > 0) return cardOf(contacts);
  if (order !== undefined) return plain(orderText(order));
  // As a file that is not there: as a text it would be taken for an answer.
  return { text: "", attachments: [missing("unsupported message", undefined, "unavailable")] };
}

/** The first card as a card; all of them as lines when there are several. */
function cardOf(contacts: NonNullable<Message["contacts"]>): Content {
  const cards = contacts.map(({ name, phones, emails }) => ({
    name: clip(
      tidy(name?.formatted_name ?? [name?.first_name, name?.last_name].filter(Boolean).join(" ")),
      200,
    ),
    phone: tidy(phones?.[0]?.phone ?? phones?.[0]?.wa_id ?? "").slice(0, 40),
    email: tidy(emails?.[0]?.email ?? "").slice(0, 320),
  }));
  const filled = (card: Record<string, string>) =>
    Object.fromEntries(Object.entries(card).filter(([, value]) => value !== ""));
  const lines = cards.map((card) => Object.values(filled(card)).join(" · "));
  const [first] = cards;
  return {
    text: cards.length > 1 ? tidy(lines.join("\n")) : "",
    attachments: [],
    ...(first === undefined ? {} : { card: filled(first) }),
  };
}

/** A basket of the catalogue, in figures that need no language. */
function orderText(order: NonNullable<Message["order"]>): string {
  const lines = (order.product_items ?? []).map(({ product_retailer_id, quantity, item_price, currency }) => {
    const price = item_price === undefined ? "" : ` · ${item_price} ${currency ?? ""}`.trimEnd();
    return `🛒 ${quantity ?? 1} × ${product_retailer_id ?? "?"}${price}`;
  });
  return [...lines, order.text ?? ""].filter((line) => line !== "").join("\n");
}

/** The answers of a form (a WhatsApp Flow), one a line. */
function formText({
  body,
  response_json,
}: {
  body?: string | undefined;
  response_json?: string | undefined;
}): string {
  let answers: unknown;
  try {
    answers = JSON.parse(response_json ?? "");
  } catch {
    return body ?? "";
  }
  if (typeof answers !== "object" || answers === null) return body ?? "";
  const lines = Object.entries(answers).flatMap(([name, value]) =>
    name !== "flow_token" && ["string", "number", "boolean"].includes(typeof value)
      ? [`${name}: ${value}`]
      : [],
  );
  return lines.length === 0 ? (body ?? "") : lines.join("\n");
}

/** The advertisement or post that the person came by. */
export function referralOf({ referral }: Message): Pick<InboundMessage, "referral"> {
  if (referral === undefined) return {};
  const campaign = clip(tidy(referral.headline ?? "").replace(/\s+/g, " "), 200);
  const ref = tidy(referral.source_id ?? referral.source_url ?? "").slice(0, 300);
  return {
    referral: {
      source: referral.source_type === "post" ? "meta-post" : "meta-ad",
      ...(campaign === "" ? {} : { campaign }),
      ...(ref === "" ? {} : { ref }),
    },
  };
}

/** The file of a message, of whatever kind it is. */
export function mediaOf(
  message: Pick<Message, "image" | "video" | "audio" | "voice" | "document" | "sticker">,
): Media | null {
  const { image, video, audio, voice, document, sticker } = message;
  return image ?? video ?? audio ?? voice ?? document ?? sticker ?? null;
}

/** Safe to keep and to show, and not too long. */
export function tidy(text: string): string {
  return clip(cleanText(text), MAX_TEXT);
}
