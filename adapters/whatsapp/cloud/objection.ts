import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { InboundNotice } from "../../../src/channel/inbound.ts";

/**
 * Meta objects to what the number sends, in its answer or later as a message's fate: unasked messages stop at once. The
 * managers hear of it once a day for each of Meta's codes, and whenever it stops them again after somebody has switched
 * them on. Other codes are no objection.
 */
export async function tellObjection(host: AdapterHost, code: number | null): Promise<void> {
  const objection = OBJECTIONS.get(code ?? -1);
  if (objection === undefined) return;
  const at = host.clock.now().toISOString();
  const tell = (when: string, again: boolean) =>
    host.accept({
      type: "notice",
      externalId: `objection:${code}:${when}`,
      chatId: "whatsapp",
      at,
      ...objection,
      ...(again ? { again } : {}),
    });
  const { duplicate } = await tell(at.slice(0, "2026-03-10".length), false);
  // Once in ten minutes, so that sends which are tried again and again do not fill the inbox.
  if (duplicate) await tell(at.slice(0, "2026-03-10T14:0".length), true);
}

const BLOCKED: Pick<InboundNotice, "text" | "stopsUnasked"> = {
  stopsUnasked: "blocked",
  text: {
    en: "Meta has blocked or locked the WhatsApp account. Read why in WhatsApp Manager under Account quality, and ask for a review.",
    pt: "A Meta bloqueou ou travou a conta do WhatsApp. Veja o motivo no WhatsApp Manager, em qualidade da conta, e peça uma revisão.",
    es: "Meta bloqueó o cerró la cuenta de WhatsApp. Lee el motivo en WhatsApp Manager, en calidad de la cuenta, y pide una revisión.",
  },
};

const OBJECTIONS: ReadonlyMap<number, Pick<InboundNotice, "text" | "stopsUnasked">> = new Map([
  [368, BLOCKED],
  [131031, BLOCKED],
  [
    131048,
    {
      stopsUnasked: "spam" as const,
      text: {
        en: "WhatsApp limits this number: too many people have blocked or reported it.",
        pt: "O WhatsApp está limitando este número: muitas pessoas o bloquearam ou denunciaram.",
        es: "WhatsApp limita este número: demasiadas personas lo bloquearon o denunciaron.",
      },
    },
  ],
]);
