import { afterEach, expect, it } from "vitest";
import { escapeText } from "../../adapters/slack/text.ts";
import { CONVERSATIONS } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { type Office, openOffice } from "../support/slack/office.ts";
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
