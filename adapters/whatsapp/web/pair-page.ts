import { createHash } from "node:crypto";
import type { ChannelHealth, HttpRequest, HttpResponse } from "../../../src/channel/adapter.ts";
import { LANGUAGES, type Language } from "../../../src/language.ts";
import type { PairingCode } from "./pairing.ts";

/** The page on which a phone is linked: the current code, and how it stands. It loads itself anew. */
export function pairPage(
  request: HttpRequest,
  health: ChannelHealth,
  code: PairingCode | null,
): HttpResponse {
  const language = preferred(request.headers["accept-language"] ?? "");
  const words = WORDS[language];
  const body = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="4">
<title>${words.title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
${codeAsHtml(code, words, health)}
${code === null ? `<p class="state">${escapeHtml(health.detail)}</p>` : ""}
</main>
</body>
</html>
`;
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      vary: "accept-language",
      "referrer-policy": "no-referrer",
      "content-security-policy": CSP,
    },
    body,
  };
}

function codeAsHtml(code: PairingCode | null, words: Words, health: ChannelHealth): string {
  if (code?.png) {
    const source = `data:image/png;base64,${code.png.toString("base64")}`;
    return `<p>${words.scan}</p>\n<img src="${source}" width="320" height="320" alt="${words.alt}">`;
  }
  if (code?.typed) return `<p>${words.type}</p>\n<p class="code">${escapeHtml(code.typed)}</p>`;
  return `<p>${health.state === "ready" ? words.linked : words.wait}</p>`;
}

interface Words {
  title: string;
  scan: string;
  type: string;
  alt: string;
  linked: string;
  wait: string;
}

const WORDS: Record<Language, Words> = {
  en: {
    title: "Link WhatsApp",
    scan: "On the phone, open WhatsApp › Settings › Linked devices › Link a device, and scan this code.",
    type: "On the phone, open WhatsApp › Settings › Linked devices › Link a device › Link with phone number instead, and type:",
    alt: "The QR code to scan",
    linked: "The phone is linked. You can close this page.",
    wait: "One moment: the code is on its way.",
  },
  pt: {
    title: "Conectar o WhatsApp",
    scan: "No celular, abra WhatsApp › Configurações › Dispositivos conectados › Conectar dispositivo e leia este código.",
    type: "No celular, abra WhatsApp › Configurações › Dispositivos conectados › Conectar dispositivo › Conectar com número de telefone e digite:",
    alt: "O código QR para ler",
    linked: "O celular está conectado. Você pode fechar esta página.",
    wait: "Um momento: o código já vem.",
  },
  es: {
    title: "Vincular WhatsApp",
    scan: "En el teléfono, abre WhatsApp › Ajustes › Dispositivos vinculados › Vincular un dispositivo y escanea este código.",
    type: "En el teléfono, abre WhatsApp › Ajustes › Dispositivos vinculados › Vincular un dispositivo › Vincular con número de teléfono y escribe:",
    alt: "El código QR para escanear",
    linked: "El teléfono está vinculado. Puedes cerrar esta página.",
    wait: "Un momento: el código ya viene.",
  },
};

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh}main{max-width:30rem;padding:2rem;text-align:center}img{background:#fff;border-radius:12px}.code{font:700 2.2rem/1.2 ui-monospace,monospace;letter-spacing:.1em}.state{opacity:.7;font-size:.9rem}";

const CSP = `default-src 'none'; img-src data:; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The first language of an Accept-Language header that we speak. */
function preferred(acceptLanguage: string): Language {
  for (const tag of acceptLanguage.toLowerCase().split(",")) {
    const spoken = tag.split(/[-;]/, 1)[0]?.trim();
    const found = LANGUAGES.find((language) => language === spoken);
    if (found) return found;
  }
  return "en";
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
