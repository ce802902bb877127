import { afterEach, expect, it } from "vitest";
import { escapeText } from "../../adapters/slack/text.ts";
import { CONVERSATIONS } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { type Office, openOffice } from "../support/slack/office.ts";
import { listOf } from "../support/slack/workspace.ts";
import { TALK } from "../support/talk.ts";

/** What colleagues do in Slack, by the whole program: the real client, requests signed as Slack signs them. */
let office: Office;
afterEach(() => office?.close());

const PEOPLE = [
  { rep: aRep({ name: "Ana", language: "pt" }), user: "U0ANA" },
  { rep: aRep({ name: "Bruno", language: "es" }), user: "U0BRUNO" },
  { rep: aRep({ name: "Maria", role: "manager" }), user: "U0MARIA" },
];

async function qualifies(chat: string, language: keyof typeof CONVERSATIONS, name: string): Promise<void> {
  for (const text of CONVERSATIONS[language]) await office.customer(chat, text, name);
}

it("what is said in a thread reaches the customer only by what is meant to send", async () => {
  office = await openOffice(PEOPLE);
  const ana = office.colleague("U0ANA");
  await qualifies("joao", "pt", "João");
  const lead = await office.lead("joao");
  await ana.inThread(lead, "claim");
  await ana.inThread(lead, ">> Olá!");
  const got = () => office.customers.texts("joao");
  expect(got().at(-1)).toBe("Olá!");
  const before = got().length;
  for (const who of [ana, office.colleague("U0MARIA"), office.colleague("U0BRUNO")]) {
    for (const text of TALK.filter((_, at) => at % 3 === 0 || who === ana)) {
      await who.inThread(lead, asSlackWrites(text));
      expect({ text, sent: got().slice(before) }).toEqual({ text, sent: [] });
    }
  }
  await ana.inThread(lead, "<@U0BOT> responder já voltamos");
  expect(got().slice(before)).toEqual(["já voltamos"]);
}, 120_000);

/** Letters that Slack writes as entities; mentions stay. */
function asSlackWrites(text: string): string {
  return text
    .split(/(<[@!][^<>]*>)/)
    .map((part, at) => (at % 2 === 1 ? part : escapeText(part)))
    .join("");
}

it("a mention of the bot opens a command in a lead's thread, and is answered when it is none", async () => {
  office = await openOffice(PEOPLE);
  const ana = office.colleague("U0ANA");
  await qualifies("joao", "pt", "João");
  const lead = await office.lead("joao");
  expect(await ana.inThread(lead, "<@U0BOT> assumir")).toContain("L-1 é seu");
  await ana.inThread(lead, "<@U0BOT>: >> Olá, João!");
  expect(office.customers.texts("joao").at(-1)).toBe("Olá, João!");
  expect(await ana.inThread(lead, "<@U0BOT> xyzzy plugh")).toContain("Não entendi");
  expect(await ana.inThread(lead, "<@U0BOT>")).toContain("Como posso ajudar?");
  expect(await ana.inThread(lead, "<@U0BRUNO> responder olá")).toBe("");
});

it("a file that was asked for in a channel goes to the direct chat, which is said where it was asked", async () => {
  office = await openOffice(PEOPLE);
  const ana = office.colleague("U0ANA");
  await qualifies("joao", "pt", "João");
  const lead = await office.lead("joao");
  await ana.inThread(lead, "claim");
  const note = "está na nossa conversa direta";
  expect(await ana.slash("exportar leads")).toContain(note);
  expect(await ana.inThread(lead, "exportar leads")).toContain(note);
  const files = office.slack.files.filter(({ name }) => name.endsWith(".csv"));
  expect(files.map(({ channel }) => channel)).toEqual(["D0ANA", "D0ANA"]);
  expect(await ana.asks("exportar leads")).not.toContain(note);
});

it("a form says whom it is about, and what is missing in the person's language", async () => {
  office = await openOffice(PEOPLE);
  const ana = office.colleague("U0ANA");
  await qualifies("joao", "pt", "João");
  await ana.slash("claim L-1");
  await ana.slash("show L-1");
  await ana.presses("Desqualificado");
  expect(JSON.stringify(office.slack.views.at(-1)?.view.title)).toContain("L-1");
  const missing = await ana.fills("");
  expect(missing).toMatch(/motivo/i);
  expect(missing).not.toMatch(/Please|Completa/);
  await ana.presses("Agendar");
  const past = await ana.fills("2020-01-01", "10:00", "ligar");
  expect(past).toContain("já passou");
  expect(past).not.toMatch(/\n|\[lead\]/);
});

it("tells under a heading of its own that nothing waits", async () => {
  office = await openOffice(PEOPLE);
  expect(await office.colleague("U0MARIA").home()).toContain("Your leads\nNothing waits for you");
  expect(await office.colleague("U0ANA").home()).toContain("Seus leads\nNada esperando por você");
});

it("a form that many may open is in the language of who opens it, faults too", async () => {
  office = await openOffice(PEOPLE);
  const [ana, bruno, maria] = ["U0ANA", "U0BRUNO", "U0MARIA"].map((user) => office.colleague(user));
  await qualifies("joao", "pt", "João");
  const card = () => office.slack.messages("C0LEADS")[0]!;
  expect(JSON.stringify(card().blocks)).toContain('"Note"');
  const titles: unknown[] = [];
  for (const who of [ana!, bruno!, maria!]) {
    await who.presses("Note");
    const { title, blocks } = office.slack.views.at(-1)!.view;
    titles.push([title, listOf(blocks)[0]!.label].map((text) => Object(text).text));
  }
  expect(titles).toEqual([
    ["Nota · L-1", "Nota para a equipe"],
    ["Nota · L-1", "Nota para el equipo"],
    ["Note · L-1", "Note for the team"],
  ]);
  await bruno!.presses("Note");
  expect(await bruno!.fills("x".repeat(3_001))).toBe("Como máximo 3.000 caracteres.");
});

it("a form that Slack lets nobody open any more does nothing, and the person is told what to do", async () => {
  office = await openOffice(PEOPLE);
  const [ana, bruno] = ["U0ANA", "U0BRUNO"].map((user) => office.colleague(user));
  await qualifies("joao", "pt", "João");
  await ana!.slash("claim L-1");
  const late = () => office.slack.failNext("views.open", { kind: "error", error: "expired_trigger_id" });
  late();
  const note = await ana!.presses("Note");
  expect(note).toContain("Não consegui abrir o formulário a tempo, então nada foi feito.");
  expect(note).toContain("“note L-1”");
  expect(note).not.toMatch(/in time|a tiempo/);
  late();
  expect(await bruno!.presses("Follow-up")).toContain("No pude abrir el formulario a tiempo");
  await ana!.slash("agendar L-1 amanhã às 10 ligar");
  late();
  const done = await ana!.presses("Done");
  expect(done).toContain("Também dá para fazer sem preencher nada");
  expect((await office.lead("joao")).nextStep).not.toBeNull();
  await ana!.presses(/done L-1 fu:[\w-]+$/m.exec(done)![0]);
  expect((await office.lead("joao")).nextStep).toBeNull();
});
