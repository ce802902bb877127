import type { CardButton, RejectedWhy } from "../../channel/outbound.ts";
import type { MessageTemplate } from "../../flow/bundle.ts";
import { inLanguage, type Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Texts } from "./phrase.ts";

type Named = Pick<MessageTemplate, "id" | "label">;

/** As many as fit a row of buttons beside others. */
const MOST = 4;

/** What can be sent to somebody who has not written for long: each shows its preview first. */
export function templateButtons(
  lead: Pick<Lead, "number">,
  templates: readonly Named[],
  language: Language,
): CardButton[] {
  return templates.slice(0, MOST).map(({ id, label }) => ({
    label: inLanguage(label, language),
    command: `send ${leadRef(lead)} ${id}`,
  }));
}

/** What a person can do about what the vendor refused. */
export function whatToDo(why: RejectedWhy, templates: readonly Named[]): Texts {
  if (why === "window-over") return templates.length > 0 ? CHOOSE : NONE_APPROVED;
  return WHAT_TO_DO[why];
}

const CHOOSE: Texts = {
  en: "The customer has not written for 24 hours: until they do, WhatsApp takes approved templates only. Choose one below, or call.",
  pt: "O cliente não escreve há mais de 24 horas: até ele escrever, o WhatsApp só aceita modelos aprovados. Escolha um abaixo ou ligue.",
  es: "El cliente no escribe desde hace más de 24 horas: hasta que escriba, WhatsApp solo acepta plantillas aprobadas. Elige una abajo o llama.",
};

const NONE_APPROVED: Texts = {
  en: "The customer has not written for 24 hours: until they do, WhatsApp takes approved templates only, and none is set up in their language. Call, or ask whoever runs Leadline to add one (docs/whatsapp.md).",
  pt: "O cliente não escreve há mais de 24 horas: até ele escrever, o WhatsApp só aceita modelos aprovados, e não há nenhum no idioma dele. Ligue ou peça a quem cuida do Leadline para incluir um (docs/whatsapp.md).",
  es: "El cliente no escribe desde hace más de 24 horas: hasta que escriba, WhatsApp solo acepta plantillas aprobadas, y no hay ninguna en su idioma. Llama o pide a quien administra Leadline que agregue una (docs/whatsapp.md).",
};

const WHAT_TO_DO: Record<Exclude<RejectedWhy, "window-over">, Texts> = {
  "template-unknown": {
    en: "Meta has no such approved template in this language. Choose another one, or call; whoever runs Leadline sees with “leadline doctor” what is missing.",
    pt: "A Meta não tem esse modelo aprovado neste idioma. Escolha outro ou ligue; quem cuida do Leadline vê com “leadline doctor” o que falta.",
    es: "Meta no tiene esa plantilla aprobada en este idioma. Elige otra o llama; quien administra Leadline ve con “leadline doctor” qué falta.",
  },
  "template-unfit": {
    en: "What fills the template does not fit what Meta has approved. Choose another one, or call; its entry in flows/templates.yaml must be mended.",
    pt: "O que preenche o modelo não combina com o que a Meta aprovou. Escolha outro ou ligue; é preciso corrigir o modelo em flows/templates.yaml.",
    es: "Lo que completa la plantilla no coincide con lo que Meta aprobó. Elige otra o llama; hay que corregirla en flows/templates.yaml.",
  },
  "template-paused": {
    en: "Meta has paused this template because people block or report it. Choose another one, or call; it comes back by itself, or must be changed in WhatsApp Manager.",
    pt: "A Meta pausou este modelo porque as pessoas o bloqueiam ou denunciam. Escolha outro ou ligue; ele volta sozinho ou precisa ser alterado no Gerenciador do WhatsApp.",
    es: "Meta pausó esta plantilla porque la gente la bloquea o la denuncia. Elige otra o llama; vuelve sola o hay que cambiarla en el Administrador de WhatsApp.",
  },
  "no-news": {
    en: "The customer has told WhatsApp that they want no news and offers from you. It is noted: sequences and campaigns leave them out. Answer when they write, or call.",
    pt: "O cliente disse ao WhatsApp que não quer novidades nem ofertas de vocês. Está anotado: sequências e campanhas não vão para ele. Responda quando ele escrever ou ligue.",
    es: "El cliente le dijo a WhatsApp que no quiere novedades ni ofertas de ustedes. Está anotado: las secuencias y campañas no le llegan. Responde cuando escriba o llama.",
  },
};
