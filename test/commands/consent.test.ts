import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/language.ts";
import { aConsent } from "../support/builders.ts";
import { aLoadedLead, ana, aWorld, bruno, say } from "./support.ts";

const lead = () => aLoadedLead({ lead: { ownerId: "ana" } });

describe("consent", () => {
  it.each([
    ["consent L-42 grant whatsapp “said so by phone”", "whatsapp news granted said so by phone"],
    ["consent L-42 withdraw telegram wrote a letter", "telegram messages withdrawn wrote a letter"],
    ["consent L-42 withdraw news on whatsapp at the counter", "whatsapp news withdrawn at the counter"],
    ["consentimento L-42 autorizar no site “disse na loja”", "web news granted disse na loja"],
    ["consentimiento L-42 retirar todos escribió un correo", "web messages withdrawn escribió un correo"],
    ["consent L-42 grant told me so", "web news granted told me so"],
  ])("%s", async (text, kept) => {
    const { turn, problem } = await say(text, aWorld([lead()]));
    expect(problem).toBeNull();
    expect(
      turn.changes().consents.map((each) => `${each.channel} ${each.purpose} ${each.state} ${each.text}`),
    ).toEqual([kept]);
    expect(turn.changes().consents[0]).toMatchObject({ source: "rep", by: "ana" });
  });

  it("asks how it was said, and notes nothing without", async () => {
    for (const text of ["consent L-42 grant", "consent L-42 grant whatsapp", "consent L-42 perhaps"]) {
      const { turn, problem } = await say(text, aWorld([lead()]));
      expect(problem).toBe("consent-how");
      expect(turn.changes().consents).toEqual([]);
    }
  });

  it("is noted only by who may change the lead", async () => {
    const { turn, text } = await say("consent L-42 grant web by phone", aWorld([lead()]), { actor: bruno });
    expect(text).toContain("Ana");
    expect(turn.changes().consents).toEqual([]);
  });

  it("tells each word in the reader's language, safe to show", async () => {
    const consents = [
      aConsent({ text: "<!channel> Sí", source: "word" }),
      aConsent({ source: "rep", by: "ana" }),
    ];
    const told = { en: ["agreed", "news"], pt: ["autorizado", "novidades"], es: ["autorizado", "novedades"] };
    for (const language of LANGUAGES) {
      const actor = { ...ana, language };
      const { text } = await say("consent L-42", { ...aWorld([lead()]), consents }, { actor, language });
      for (const word of told[language]) expect(text).toContain(word);
      expect(text).toContain("Ana");
    }
  });

  it("goes into a file with what looks like a formula made harmless", async () => {
    const consents = [aConsent({ text: "=1+1" })];
    const { files } = await say("export consents", { ...aWorld([lead()]), consents });
    expect(files[0]).toContain(
      "L-42,Clara Nunes,website,news,agreed,'=1+1,answered the question qualify/news",
    );
  });
});
