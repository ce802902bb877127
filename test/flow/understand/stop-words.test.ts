import { describe, expect, it } from "vitest";
import { BUILT_IN_PHRASES } from "../../../src/flow/phrases.ts";
import { readIntent } from "../../../src/flow/understand/index.ts";
import { LANGUAGES } from "../../../src/language.ts";

describe("the wish to hear no more, in a sentence among others", () => {
  it.each([
    "Hi, I bought elsewhere. Please stop sending me messages",
    "I already bought elsewhere so please unsubscribe me",
    "could you please remove me from your mailing list",
    "Please, no more of these messages!",
    "Don't text me again!",
    "I don't want to hear from you again",
    "unsubscribe me from your list",
    "stop promotions",
    "stop, wrong number",
    "wrong number, STOP",
    "please STOP",
    "Já comprei, não quero mais receber essas mensagens.",
    "Obrigado mas não tenho interesse em receber mensagens",
    "Não quero mais que me mandem propaganda",
    "não quero propaganda",
    "quero sair da lista de vocês",
    "podem me tirar da lista?",
    "me tire dessa lista",
    "parem",
    "quero SAIR",
    "Oi. Sair.",
    "Ya compré, no quiero recibir más mensajes, gracias",
    "por favor quiero darme de baja de la lista",
    "quiero que me den de baja de la lista",
    "darme de baja por favor ya no me interesa",
    "hola, por favor no me escriban más",
    "dejen de mandarme publicidad",
    "ya no quiero que me escriban",
    "no quiero más publicidad",
    "quiero desuscribirme",
    `We have looked at several offers and, after a long discussion at home, my wife and I have decided on another company. Please take me off your list. Thank you.`,
  ])("%s", (text) => {
    expect(readIntent(text)?.intent).toBe("stop");
  });

  it.each([
    "can you stop by my house to look at the solar panels",
    "How do I stop the alarm of my inverter?",
    "I want to stop paying so much for energy",
    "don't contact me before 9am",
    "I don't want panels, only batteries",
    "I want to receive more messages about offers",
    "can I take my panels off the roof?",
    "I got your messages, thanks",
    "what happens if I write STOP?",
    "no me escriban mañana que estoy de viaje",
    "quiero dar de baja mi servicio de luz",
    "no quiero paneles",
    "cancelar el pedido 23 por favor",
    "para mi casa",
    "PARA MI CASA",
    "Para, que te explico mejor",
    "quiero sacar mi numero de cliente",
    "não me mande mensagem agora, estou no trabalho, amanhã falo",
    "quero cancelar meu pedido",
    "quero parar de pagar tanta luz",
    "não quero nada muito caro",
    "manda mensagem quando puder",
    "recebi a mensagem",
    "quero remover meu painel da lista de equipamentos",
    "no me interesa",
  ])("is not: %s", (text) => {
    expect(readIntent(text)?.intent).not.toBe("stop");
  });

  it("is answered with a word that brings the person back, in each language", () => {
    for (const language of LANGUAGES) {
      const word = /“(.+?)”/.exec(BUILT_IN_PHRASES.goodbye[language])?.[1] ?? "";
      expect(readIntent(word), `${language}: ${word}`).toEqual({ intent: "resubscribe" });
    }
  });
});
