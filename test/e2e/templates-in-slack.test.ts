import { afterEach, expect, it } from "vitest";
import { aRep } from "../support/builders.ts";
import { type Office, openOffice } from "../support/slack/office.ts";
import { asJson, listOf } from "../support/slack/workspace.ts";

/** Managers change templates in Slack's form, by the whole program and signed requests. */
let office: Office;
afterEach(() => office?.close());

const PEOPLE = [
  { rep: aRep({ name: "Ana", language: "en" }), user: "U0ANA" },
  { rep: aRep({ name: "Maria", role: "manager", language: "pt" }), user: "U0MARIA" },
];

/** What stands in the fields of the form that was opened last. */
function fields(): string[] {
  return listOf(office.slack.views.at(-1)?.view.blocks).map((block) =>
    String(asJson(block.element).initial_value ?? ""),
  );
}

it("a form has the text in all three languages, says at each what is wrong with it, and saves what is right", async () => {
  office = await openOffice(PEOPLE);
  const maria = office.colleague("U0MARIA");
  const ana = office.colleague("U0ANA");
  await office.customer("clara", "Hello", "Clara Nunes");
  await ana.slash("claim L-1");

  expect(await maria.slash("modelo retomar contato")).toContain("How are your plans coming along".slice(4));
  await maria.presses("Editar");
  const [en = "", pt = "", es = ""] = fields();
  expect([en, pt, es].every((text) => text.includes("{first_name"))).toBe(true);

  const faults = await maria.fills("Hi {frist_name}!", "Oi {first_name!", es);
  expect(faults.split("\n")).toEqual([
    "A variável “frist_name” nunca recebe um valor. Você quis dizer “first_name”?",
    "Uma chave ficou sem par. Escreva uma variável como {name} e uma chave no texto como {{ ou }}.",
  ]);
  const empty = await maria.fills(en, "  ", es);
  expect(empty).toBe("O texto está vazio.");
  expect(await office.app.store.turns.templateVersions()).toEqual([]);

  const said = await maria.fills("Hi {first_name} & <welcome>!\n\nNew line: 50% *off*", pt, es);
  expect(said).toContain("versão 1");
  const [version] = await office.app.store.turns.templateVersions();
  expect(version).toMatchObject({ repId: "maria", before: null });
  expect(Object.keys(version!.after!.texts)).toEqual(["en"]);

  await ana.slash("send L-1 check-in");
  await ana.presses("Send it");
  expect(office.customers.texts("clara").at(-1)).toBe("Hi Clara & <welcome>!\n\nNew line: 50% *off*");

  expect(await ana.slash("template check-in")).not.toContain("Edit\n");
  await expect(ana.presses("Edit")).rejects.toThrow("stands nowhere");
  await maria.slash("modelo retomar contato");
  expect(await maria.presses("Voltar ao texto do arquivo")).toContain("volta a dizer");
});

it("a form adds a template", async () => {
  office = await openOffice(PEOPLE);
  const maria = office.colleague("U0MARIA");
  await maria.slash('modelo novo "Black Friday"');
  await maria.presses("Escrever");
  expect(fields()).toEqual(["", "", ""]);
  expect(await maria.fills("Only today!\nAnd tomorrow.", "Só hoje!", "¡Solo hoy!")).toContain("black-friday");
  const [version] = await office.app.store.turns.templateVersions();
  expect(version).toMatchObject({
    templateId: "black-friday",
    kind: "new",
    after: {
      label: "Black Friday",
      texts: {
        en: { text: "Only today!\nAnd tomorrow." },
        pt: { text: "Só hoje!" },
        es: { text: "¡Solo hoy!" },
      },
    },
  });
  expect(await maria.slash("modelos")).toContain("Black Friday");
});
