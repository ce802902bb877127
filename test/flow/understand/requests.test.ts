import { describe, expect, it } from "vitest";
import { detectLanguage, isGreeting, readIntent, readYesNo } from "../../../src/flow/understand/index.ts";
import { en, es, meaning, pt } from "./contexts.ts";

describe("readIntent", () => {
  const phrases = {
    stop: [
      "stop",
      "STOP!",
      "Stop.",
      "please stop",
      "unsubscribe",
      "unsubscribe me please",
      "remove me",
      "remove me from your list",
      "opt out",
      "opt-out",
      "don't message me again",
      "no more messages",
      "leave me alone",
      "cancel",
      "I want to unsubscribe",
      "sair",
      "SAIR",
      "parar",
      "quero parar de receber mensagens",
      "descadastrar",
      "me descadastra por favor",
      "não quero mais receber mensagens",
      "nao me mande mais mensagens",
      "me tira da lista",
      "quero sair",
      "pare",
      "cancelar",
      "baja",
      "quiero darme de baja",
      "cancelar mensajes",
      "no me escriban más",
      "no quiero recibir más mensajes",
      "deja de escribirme",
      "borren mi número",
      "salir",
      "no, stop",
      "🛑",
    ],
    human: [
      "human",
      "agent",
      "agent please",
      "I'd like to talk to a human please",
      "can I speak to someone?",
      "talk to sales",
      "I need a human",
      "are you a bot?",
      "connect me with an agent",
      "real person",
      "atendente",
      "quero falar com um atendente",
      "me passa pra um humano",
      "posso falar com alguém?",
      "falar com vendas",
      "preciso de um atendente",
      "falar com uma pessoa de verdade",
      "você é um robô?",
      "asesor",
      "quiero hablar con un asesor",
      "quiero hablar con una persona real",
      "pásame con un agente",
      "¿eres un bot?",
      "me gustaría hablar con alguien",
    ],
    back: [
      "back",
      "go back",
      "previous question",
      "voltar",
      "volta",
      "pergunta anterior",
      "quero voltar",
      "volver",
      "atrás",
      "regresar",
      "undo",
    ],
    restart: [
      "restart",
      "start over",
      "/start",
      "/start abc",
      "let's start over",
      "recomeçar",
      "começar de novo",
      "do zero",
      "empezar de nuevo",
      "volver a empezar",
      "reiniciar",
    ],
    help: [
      "help",
      "help!",
      "?",
      "can you help me?",
      "ajuda",
      "preciso de ajuda",
      "me ajuda",
      "ayuda",
      "hola, necesito ayuda",
      "no entiendo",
      "menu",
      "🆘",
    ],
    resubscribe: [
      "start",
      "unstop",
      "resubscribe",
      "quero voltar a receber mensagens",
      "volver a recibir mensajes",
    ],
  } as const;
  for (const [intent, texts] of Object.entries(phrases)) {
    it.each(texts.map((text) => [text]))(`${intent}: %j`, (text) =>
      expect(readIntent(text)).toEqual({ intent }),
    );
  }

  it.each<[string, "en" | "pt" | "es" | undefined]>([
    ["English please", "en"],
    ["english", "en"],
    ["in English", "en"],
    ["can we speak spanish?", "es"],
    ["switch to Portuguese", "pt"],
    ["I don't speak Portuguese", "en"],
    ["em português", "pt"],
    ["português por favor", "pt"],
    ["você fala inglês?", "en"],
    ["não falo espanhol", "pt"],
    ["mudar para espanhol", "es"],
    ["español", "es"],
    ["¿hablas español?", "es"],
    ["prefiero en español", "es"],
    ["no hablo inglés", "es"],
    ["cambiar a inglés", "en"],
    ["🇧🇷", "pt"],
    ["change language", undefined],
    ["mudar idioma", undefined],
    ["cambiar idioma", undefined],
    ["no hablo español", undefined],
  ])("language: %j", (text, language) => {
    expect(readIntent(text)).toEqual(
      language === undefined ? { intent: "language" } : { intent: "language", language },
    );
  });

  it.each([
    "stop by my office",
    "don't stop",
    "I can help you stop",
    "I need help choosing a plan",
    "let's go back to the contract later",
    "I want to cancel my order",
    "I want to cancel",
    "talk to my manager first",
    "my english is bad",
    "we teach English to children",
    "the bus stop is near",
    "human resources software",
    "how do I get back my money",
    "start on Monday",
    "no",
    "yes",
    "hi",
    "Ana",
    "quero cancelar meu pedido",
    "pode parar de chover",
    "para amanhã",
    "não para",
    "minha ajuda é pouca",
    "voltar a estudar",
    "preciso de ajuda para escolher",
    "falar inglês fluente",
    "sou atendente de loja",
    "curso de espanhol para adultos",
    "quiero una baja de precio",
    "necesito ayuda con mi pedido",
    "salir de vacaciones",
    "trabajo como agente inmobiliario",
    "para mi empresa",
    "volver al trabajo",
    "",
    "   ",
    "...",
    "👍",
    "x".repeat(500),
  ])("passes over %j", (text) => expect(readIntent(text)).toBeNull());
});

describe("readYesNo", () => {
  it.each([
    "yes",
    "Yes!",
    "yep",
    "yeah",
    "y",
    "sure",
    "of course",
    "ok",
    "yes please",
    "yes, I do",
    "no problem",
    "why not",
    "I think so",
    "sounds good",
    "YESSS",
    "sim",
    "Sim, por favor",
    "claro",
    "com certeza",
    "isso mesmo",
    "pode ser",
    "quero sim",
    "é",
    "aham",
    "beleza",
    "acho que sim",
    "tenho",
    "sí",
    "si",
    "siiii",
    "claro que sí",
    "dale",
    "por supuesto",
    "de acuerdo",
    "vale",
    "creo que sí",
    "sí, quiero",
    "no hay problema",
    "👍",
    "👍🏽",
    "✅",
    "sim 👍",
  ])("yes: %j", (text) => {
    for (const ctx of [en, pt, es]) expect(meaning(readYesNo(text, ctx))).toBe(true);
  });

  it.each([
    "no",
    "No.",
    "nope",
    "nah",
    "n",
    "no thanks",
    "no, thank you",
    "not really",
    "not yet",
    "no way",
    "of course not",
    "NO!!!",
    "I don't think so",
    "não",
    "nao",
    "não, obrigado",
    "não tenho",
    "ainda não",
    "claro que não",
    "de jeito nenhum",
    "acho que não",
    "nem pensar",
    "no gracias",
    "todavía no",
    "claro que no",
    "para nada",
    "creo que no",
    "no, ya tengo",
    "não, já tenho um",
    "👎",
    "❌",
  ])("no: %j", (text) => {
    for (const ctx of [en, pt, es]) expect(meaning(readYesNo(text, ctx))).toBe(false);
  });

  it.each([
    "not sure",
    "I don't know",
    "maybe",
    "yes and no",
    "yes or no?",
    "yes but not now",
    "depends",
    "no idea",
    "não sei",
    "talvez",
    "não tenho certeza",
    "sim e não",
    "no sé",
    "no estoy seguro",
    "tal vez",
    "si pudiera",
    "quizás",
    "obrigado",
    "thanks",
    "hi",
    "hola",
    "Ana",
    "12",
    "what?",
    "ok let me think",
    "no hablo español",
    "👍👎",
    "",
    "...",
    "🤔",
    "sim, mas não agora",
  ])("neither: %j", (text) => {
    for (const ctx of [en, pt, es]) expect(meaning(readYesNo(text, ctx))).toBeUndefined();
  });

  it("keeps what was said besides, and echoes in the person's language", () => {
    expect(readYesNo("não, já tenho um", pt)).toEqual({
      kind: "value",
      value: false,
      rest: "já tenho um",
      display: "Não",
    });
    expect(readYesNo("yes", es)).toMatchObject({ display: "Sí" });
  });
});

describe("detectLanguage", () => {
  it.each([
    [
      "en",
      [
        "hi",
        "hello",
        "Hey there",
        "good morning",
        "how much",
        "price?",
        "I want to know the price",
        "I'm interested in your product",
      ],
    ],
    [
      "pt",
      [
        "oi",
        "olá",
        "bom dia",
        "boa tarde",
        "Quanto custa?",
        "preço",
        "quero saber o preço",
        "tenho interesse",
        "orçamento por favor",
        "gostaria de um orçamento",
        "Oi, vi o anúncio de vocês no Instagram",
        "o plano premium por favor",
        "vcs entregam em casa?",
      ],
    ],
    [
      "es",
      [
        "hola",
        "buenas",
        "buenas tardes",
        "buenos días",
        "cuanto cuesta",
        "precio",
        "quiero saber el precio",
        "me interesa",
        "me gustaría una cotización",
        "Hola vi su anuncio",
        "Necesito un presupuesto para mi empresa de logística",
        "¿Tienen envíos?",
      ],
    ],
  ] as const)("is sure of %s", (language, texts) => {
    for (const text of texts) {
      const fallback = language === "en" ? "pt" : "en";
      expect([text, detectLanguage(text, fallback)]).toEqual([text, { language, sure: true }]);
    }
  });

  it.each(["ok", "123", "ana@acme.com", "Ana", "👍", "", "https://acme.com/pt", "info", "+55 11 98765-4321"])(
    "falls back on %j",
    (text) => {
      for (const fallback of ["en", "pt", "es"] as const) {
        expect(detectLanguage(text, fallback)).toEqual({ language: fallback, sure: false });
      }
    },
  );

  it("is not sure of a language that it does not know", () => {
    expect(detectLanguage("Bonjour je voudrais savoir", "pt").sure).toBe(false);
  });
});

describe("isGreeting", () => {
  it.each([
    "oi",
    "Olá!",
    "bom dia, tudo bem?",
    "hola buenas",
    "hi there 👋",
    "👋",
    "hey",
    "Good morning!",
    "hola, ¿qué tal?",
    "oiii",
  ])("%j greets", (text) => expect(isGreeting(text)).toBe(true));
  it.each(["hi I'm Ana", "history", "bom", "dia 15", "", "12", "hola quiero un plan", "good price"])(
    "%j does not",
    (text) => expect(isGreeting(text)).toBe(false),
  );
});
