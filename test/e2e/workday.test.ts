import { afterEach, describe, expect, it } from "vitest";
import { CONVERSATIONS } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { type Office, openOffice, type Way } from "../support/slack/office.ts";

/**
 * A rep's day and a manager's week, with nothing but chat: the whole program, the real Slack client, and Slack's
 * deliveries in both ways. What is expected here is what people read.
 */
let office: Office;
afterEach(() => office?.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const PEOPLE = [
  { rep: aRep({ name: "Ana", language: "pt", timeZone: "America/Sao_Paulo" }), user: "U0ANA" },
  { rep: aRep({ name: "Bruno", timeZone: "America/Sao_Paulo" }), user: "U0BRUNO" },
  { rep: aRep({ name: "Maria", role: "manager", timeZone: "America/Sao_Paulo" }), user: "U0MARIA" },
];

async function qualifies(chat: string, language: keyof typeof CONVERSATIONS, name: string): Promise<void> {
  for (const text of CONVERSATIONS[language]) await office.customer(chat, text, name);
}

describe.each<Way>(["requests", "socket"])("by %s", (way) => {
  it("a rep works a lead from the first notice to the sale without leaving Slack", async () => {
    office = await openOffice(PEOPLE, way);
    const ana = office.colleague("U0ANA");
    const bruno = office.colleague("U0BRUNO");
    await qualifies("joao", "pt", "João");
    const lead = await office.lead("joao");
    const got = () => office.customers.texts("joao");

    // The offer is in her direct chat and on her page, with its clock; she takes it there.
    expect(ana.direct().join("\n")).toMatch(/L-1 é para você: assuma ou passe até \d\d:\d\d/);
    expect(await ana.home()).toMatch(
      /Oferecidos a você\n🔥 L-1 · João\nQualificado\n⏳ Assuma até <!date\^\d+\^[^>|]+\|\d\d:\d\d \(faltam \d+ min\)>/,
    );
    expect(await ana.pressesOnPage("Assumir")).toContain("L-1 é seu");
    expect(ana.page()).toContain("Esperando sua resposta\n🔥 L-1 · João");
    expect(ana.page()).not.toContain("Oferecidos a você");
    expect(await bruno.slash("claim L-1")).toContain("Ana");

    // Talk stays among colleagues; what is meant for the customer is said so, and she sees how far it went.
    const before = got().length;
    await ana.inThread(lead, "acho que ele tem pressa, alguém conhece a empresa?");
    await bruno.inThread(lead, "sim, são sérios");
    expect(got()).toHaveLength(before);
    expect(await ana.inThread(lead, ">> Olá, João! Posso ligar às 15h?")).toContain("sent");
    expect(got().at(-1)).toBe("Olá, João! Posso ligar às 15h?");
    await office.customer("joao", "Pode sim!");
    expect(
      office.slack
        .messages("C0LEADS", office.threadOf(lead))
        .map((each) => JSON.stringify(each.blocks))
        .join(),
    ).toContain("Pode sim!");

    // What comes next, and what came of it.
    const planned = await ana.inThread(lead, "acompanhar amanhã às 10 mandar proposta");
    expect(planned).toContain("qua 11 mar, 10:00 (horário de São Paulo)");
    expect(planned).toContain("“desfazer L-1” desfaz");
    expect(await ana.inThread(lead, "ligação atendeu, quer proposta")).toContain(
      "falei com o cliente – quer proposta",
    );
    expect(await ana.inThread(lead, "acompanhar ontem às 10")).not.toContain("Agendado");

    // A ready text is seen before it is sent.
    const sentBefore = got().length;
    expect(await ana.inThread(lead, "enviar meeting")).toContain("Vinte minutos bastam");
    expect(got()).toHaveLength(sentBefore);
    await ana.presses("Enviar");
    expect(got().slice(sentBefore).join()).toContain("Vinte minutos bastam");
    await ana.presses("Enviar");
    expect(got()).toHaveLength(sentBefore + 1);

    // The stage, with what it needs asked for inside the form; and back again.
    expect(await ana.slash("show L-1")).toContain("Negociação");
    await ana.presses("Desqualificado");
    expect(await ana.fills("")).not.toBe("");
    expect((await office.lead("joao")).stage).toBe("qualified");
    await ana.slash("show L-1");
    await ana.presses("Negociação");
    expect((await office.lead("joao")).stage).toBe("negotiation");
    expect(await ana.inThread(lead, "desfazer")).toContain("L-1");
    expect((await office.lead("joao")).stage).toBe("qualified");

    // The next day at ten she is reminded, puts it off, and does it.
    await office.passes(Date.parse("2026-03-11T13:00:30Z") - office.clock.now().getTime());
    expect(ana.direct().at(-1)).toContain("mandar proposta");
    expect(await ana.asks("adiar L-1 2h")).toMatch(/12:0\d \(horário de São Paulo\)/);
    await office.passes(2 * HOUR);
    expect(ana.direct().at(-1)).toContain("mandar proposta");
    expect(await ana.asks("feito L-1 proposta enviada")).toContain("L-1");

    // The sale, in everyday words; a guess is asked about before it is carried out.
    expect(await ana.asks("etapa L-1 cliente 5 mil")).toContain("Cliente");
    expect(await office.lead("joao")).toMatchObject({ stage: "customer", value: 500_000 });
    const history = await ana.asks("histórico L-1");
    for (const told of ["Cliente", "ligou", "proposta enviada", "horário de São Paulo"])
      expect(history).toContain(told);
    expect(await ana.asks("por que L-1")).toContain("Pontuação");
    expect(await ana.asks("quantos leads ganhamos esta semana?")).toMatch(/Ganhos: 1/);

    // She leaves for the week: new leads go to others, and she says when she is back.
    expect(await ana.asks("ausente até segunda")).toContain("seg 16 mar");
    await qualifies("clara", "es", "Clara");
    expect((await office.lead("clara")).offeredTo).toBe("bruno");
    expect(await ana.asks("voltei")).toContain("Ana");
  });

  it("a manager sees a week in numbers and pictures, and has them sent", async () => {
    office = await openOffice(PEOPLE, way);
    const maria = office.colleague("U0MARIA");
    const ana = office.colleague("U0ANA");
    const bruno = office.colleague("U0BRUNO");
    await qualifies("joao", "pt", "João");
    await qualifies("ana", "en", "Ana Souza");
    await qualifies("clara", "es", "Clara");
    for (const [chat, outcome] of [
      ["joao", "customer 50k"],
      ["ana", "unqualified no budget"],
    ] as const) {
      const lead = await office.lead(chat);
      const owner = lead.offeredTo === "ana" ? ana : bruno;
      await owner.slash(`claim L-${lead.number}`);
      await owner.slash(`reply L-${lead.number} Hello!`);
      await owner.slash(`stage L-${lead.number} ${outcome}`);
    }

    const stats = await maria.asks("stats");
    for (const line of [/New leads: 3/, /Won: 1 .*50,000/, /Lost: 1/, /First answer/])
      expect(stats).toMatch(line);
    expect(await maria.asks("funnel this month")).toMatch(/Customer: 1/);
    expect(await maria.asks("sources this month")).toMatch(/A friend told me: 1 new/);
    expect(await maria.asks("lost this month")).toContain("No budget");
    const team = await maria.asks("team this month");
    expect(team).toMatch(/Ana: /);
    expect(team).toMatch(/Bruno: /);
    expect(await maria.asks("pipeline")).toContain("Qualified");
    expect(await maria.asks("how many leads from google this month?")).toContain("google");
    expect(await maria.asks("¿cuántos leads ganamos este mes?")).toMatch(/Won: 1/);

    // Each number can be opened, and each picture says in words what it shows.
    expect(await maria.asks("leads won this month")).toContain("João");
    const pictures = office.slack.files.filter(({ name }) => name.endsWith(".png"));
    expect(pictures.length).toBeGreaterThan(3);
    for (const { alt, bytes } of pictures) {
      expect(alt).not.toBe("");
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    }
    await maria.asks("export sources this month");
    const table = office.slack.files.find(({ name }) => name.endsWith(".csv"));
    expect(table?.bytes.toString("utf8")).toContain("A friend told me");

    // A lead is given to somebody else, and she can see why and by whom.
    const clara = await office.lead("clara");
    expect(await maria.asks(`assign L-${clara.number} @ana`)).toContain("Ana");
    expect((await office.lead("clara")).ownerId).toBe("ana");
    expect(await maria.asks(`history L-${clara.number}`)).toContain("Maria");
    expect(await maria.home()).toContain("Pipeline");

    // The numbers come by themselves on Monday morning.
    expect(await maria.asks("digest on weekly at 8:00")).toContain("Monday, Mar 16, 08:00");
    const before = maria.direct().length;
    await office.passes(Date.parse("2026-03-16T11:00:10Z") - office.clock.now().getTime());
    const digest = maria.direct().slice(before).join("\n");
    expect(digest).toContain("Report for last week");
    expect(digest).toMatch(/Won: 1/);
    await office.passes(DAY);
    expect(
      maria
        .direct()
        .slice(before)
        .join("\n")
        .match(/Report for last week/g),
    ).toHaveLength(1);
  });
});
