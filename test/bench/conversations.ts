import type { InboundMessage } from "../../src/channel/inbound.ts";

/** Eight messages that qualify a lead with the sample flow, in each language. */
const SCRIPTS: readonly (readonly string[])[] = [
  [
    "Hello!",
    "Solar panels",
    "Home",
    "around 8k",
    "In 1 to 3 months",
    "Ana Lima",
    "Lisbon, ana{n}@example.com",
    "Google",
  ],
  [
    "Oi, bom dia",
    "Energia solar",
    "Casa",
    "R$ 25 mil",
    "O quanto antes",
    "João Souza",
    "Recife, joao{n}@example.com",
    "Instagram",
  ],
  [
    "Hola",
    "Paneles solares",
    "Empresa",
    "unos 10 mil",
    "Este año",
    "José Pérez",
    "Lima, jose{n}@example.com",
    "Un amigo",
  ],
];

export const MESSAGES_PER_CONVERSATION = 8;

/** The n-th prospect's k-th message. */
export function messageOf(run: string, prospect: number, k: number): InboundMessage {
  const chatId = `${run}-${prospect}`;
  const script = SCRIPTS[prospect % SCRIPTS.length] ?? [];
  return {
    type: "message",
    externalId: `${chatId}-${k}`,
    chatId,
    at: new Date().toISOString(),
    from: { identities: [{ kind: "web", value: chatId }] },
    text: (script[k] ?? "").replace("{n}", String(prospect)),
    attachments: [],
  };
}
