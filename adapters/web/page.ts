import type { HttpResponse } from "../../src/channel/adapter.ts";
import { LANGUAGES, type Language } from "../../src/language.ts";

const TITLES: Record<Language, string> = {
  en: "Chat with us",
  pt: "Fale com a gente",
  es: "Escríbenos",
};

const NO_SCRIPT: Record<Language, string> = {
  en: "This chat needs JavaScript.",
  pt: "Este chat precisa de JavaScript.",
  es: "Este chat necesita JavaScript.",
};

/** The chat's own page, in the first language of the visitor that we speak. The widget fills it. */
export function chatPage(acceptLanguage: string, title: string | undefined): HttpResponse {
  const language = preferred(acceptLanguage);
  const name = escapeHtml(title ?? TITLES[language]);
  const body = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${name}</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>${NO_SCRIPT[language]}</noscript>
<script src="/chat/widget.js" data-page data-title="${name}" data-language="${language}" async></script>
</body>
</html>
`;
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      vary: "accept-language",
      "content-security-policy": CSP,
    },
    body,
  };
}

/** The widget styles itself with constructed style sheets, so that not even inline styles are needed. */
const CSP =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The first language of an Accept-Language header that we speak; weights are ignored, browsers sort by them. */
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
