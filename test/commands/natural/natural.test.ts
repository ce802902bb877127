import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResolveContext } from "../../../src/commands/define.ts";
import { COMMANDS, isProblem, resolveCommand } from "../../../src/commands/index.ts";
import { readNatural } from "../../../src/commands/natural/natural.ts";
import { LANGUAGES } from "../../../src/language.ts";
import { aContext, aLoadedLead, aWorld, marta, otto, say } from "../support.ts";
import { TALK } from "./talk.ts";

const AT = "2026-11-24T13:00:00.000Z";

function context(facts: Partial<ResolveContext> = {}): ResolveContext {
  return aContext({ at: AT, actor: marta, ...facts });
}

/** The first command that the sentence is taken for. */
function taken(said: string, facts: Partial<ResolveContext> = {}): string | null {
  return readNatural(said, context(facts), false)[0]?.command ?? null;
}

describe("questions in everyday words", () => {
  it.each([
    ["who has L-42?", "show L-42"],
    ["who's with Clara?", 'show "Clara"'],
    ["quem está com a Clara?", 'show "Clara"'],
    ["de quem é a L-42?", "show L-42"],
    ["¿quién tiene a Clara Nunes?", 'show "Clara Nunes"'],
    ["¿de quién es L-42?", "show L-42"],
    ["how is L-42 doing?", "show L-42"],
    ["como está a Clara?", 'show "Clara"'],
    ["¿cómo va L-42?", "show L-42"],
    ["what happened with L-42?", "history L-42"],
    ["por que a L-42 está quente?", "why L-42"],
    ["show me my hot leads", "leads my hot"],
    ["me mostra os meus leads quentes", "leads meus quentes"],
    ["muéstrame mis leads calientes", "leads mis calientes"],
    ["which leads are in negotiation?", "leads negotiation"],
    ["quais leads estão livres?", "leads livres"],
    ["¿qué leads están libres?", "leads libres"],
    ["how many leads do I have?", "mine"],
    ["quantos leads eu tenho?", "mine"],
    ["¿cuántos leads tengo?", "mine"],
    ["how many leads did we win this month?", "stats this month"],
    ["how many leads from Instagram last month?", "stats from Instagram last month"],
    ["quantos leads ganhamos esta semana?", "stats esta semana"],
    ["¿cuántos leads ganamos este mes?", "stats este mes"],
    ["how many leads did we lose last month?", "lost last month"],
    ["quanto vendemos este mês?", "stats este mês"],
    ["¿cuánto vendimos este año?", "stats este año"],
    ["how are we doing this quarter?", "stats this quarter"],
    ["como vamos este mes?", "stats este mes"],
    ["what did we lose last quarter and why", "lost last quarter"],
    ["why did we lose leads last quarter?", "lost last quarter"],
    ["por que perdemos leads este mês?", "lost este mês"],
    ["¿por qué perdimos leads el mes pasado?", "lost el mes pasado"],
    ["which source is best this year", "sources this year"],
    ["which channel converts best this quarter?", "sources by channel this quarter"],
    ["where do our leads come from this month?", "sources this month"],
    ["qual origem é melhor este ano?", "sources este ano"],
    ["de onde vêm os leads este mês?", "sources este mês"],
    ["¿qué fuente convierte mejor este año?", "sources este año"],
    ["how many leads are open?", "pipeline"],
    ["quantos leads estão abertos?", "pipeline"],
    ["¿cuántos leads hay abiertos?", "pipeline"],
    ["how many leads are waiting for an answer?", "leads waiting"],
    ["quantos leads estão sem resposta?", "leads waiting"],
    ["¿cuántos leads esperan respuesta?", "leads waiting"],
    ["how many leads does Bruno have?", "leads @bruno"],
    ["quantos leads o Bruno tem?", "leads @bruno"],
    ["¿cuántos leads tiene Bruno?", "leads @bruno"],
    ["how many leads did Bruno win this month?", "stats @bruno this month"],
    ["quanto o Bruno vendeu este mês?", "stats @bruno este mês"],
    ["quantos leads novos hoje?", "stats hoje"],
    ["¿cuántos leads nuevos hoy?", "stats hoy"],
    ["how many leads were lost last month?", "lost last month"],
    ["what did we sell last week?", "stats last week"],
    ["what's our conversion rate this year?", "funnel this year"],
    ["qual a taxa de conversão?", "funnel"],
    ["¿cuál es la tasa de conversión?", "funnel"],
    ["what is our average response time?", "stats"],
    ["how fast do we answer?", "stats"],
    ["qual o tempo médio de resposta?", "stats"],
    ["¿cuál es el tiempo de respuesta?", "stats"],
    ["show me the funnel for last month", "funnel for last month"],
    ["mostra o funil do mês passado", "funnel do mês passado"],
    ["muéstrame el embudo del mes pasado", "funnel del mes pasado"],
    ["compare this month with last month", "stats this month"],
    ["compara esta semana com a semana passada", "stats esta semana"],
    ["best rep this month", "team this month"],
    ["who is the fastest this week?", "team this week"],
    ["quem está mais rápido?", "team"],
    ["quem vendeu mais mês passado?", "team mês passado"],
    ["¿quién vendió más este mes?", "team este mes"],
    ["how is the team doing?", "team"],
    ["como está a equipe?", "team"],
    ["mostra o funil", "funnel"],
    ["show me the funnel", "funnel"],
    ["muéstrame el embudo", "funnel"],
    ["pipeline of Bruno", "pipeline @bruno"],
    ["show me the pipeline of Bruno", "pipeline @bruno"],
    ["funil do Bruno", "funnel @bruno"],
    ["pipeline de Brubo", "pipeline @bruno"],
    ["what can you do?", "help"],
    ["o que você sabe fazer?", "help"],
    ["¿qué puedes hacer?", "help"],
    ["o que tenho para hoje?", "agenda"],
    ["what do I have today?", "agenda"],
    ["who's away?", "reps"],
  ])("%s → %s", (said, command) => {
    expect(taken(said)).toBe(command);
    expect(readNatural(said, context(), false)[0]?.does).toBe("asks");
  });

  it.each([
    ["show me my hot leads", "leads"],
    ["mostra o funil", "funnel"],
    ["¿cuántos leads ganamos este mes?", "stats"],
    ["what did we lose last quarter and why", "lost"],
    ["why did we lose leads last quarter?", "lost"],
    ["quem está mais rápido?", "team"],
    ["can you show me the pipeline, please", "pipeline"],
    ["oi, quem está com a L-42?", "show"],
  ])("%s is answered at once, as %s", (said, name) => {
    const parsed = resolveCommand(said, context());
    if (isProblem(parsed)) throw new Error(`${said}: ${parsed.reply.text}`);
    expect(parsed.command.name).toBe(name);
    expect(parsed.understood).toBeTruthy();
  });

  it("begin the answer with what was understood, in the reader's words", async () => {
    const said = await say("quem está com a L-42?", aWorld([aLoadedLead({ lead: { ownerId: "ana" } })]), {
      language: "pt",
    });
    expect(said.text.split("\n")[0]).toBe("Entendi: mostrar L-42");
    expect(said.reply.card).toBeDefined();
  });
});

describe("changes in everyday words", () => {
  it.each([
    ["move L-42 to negotiation", "stage L-42 Negotiation"],
    ["mova a L-42 para negociação", "stage L-42 Negotiation"],
    ["mueve L-42 a negociación", "stage L-42 Negotiation"],
    ["mark L-42 as won for 5k", "stage L-42 Customer 5k"],
    ["marca a L-42 como ganha por 5 mil", "stage L-42 Customer 5 mil"],
    ["marca L-42 como ganado por 5000", "stage L-42 Customer 5000"],
    ["mark L-42 as lost because no budget", "stage L-42 Unqualified no budget"],
    ["marca a L-42 como perdida por sem orçamento", "stage L-42 Unqualified sem orçamento"],
    ["give L-42 to Bruno", "assign L-42 @bruno"],
    ["pass L-42 to Bruno", "assign L-42 @bruno"],
    ["hand L-42 over to Bruno Lima", "assign L-42 @bruno"],
    ["passa a L-42 para o Bruno", "assign L-42 @bruno"],
    ["dale L-42 a Bruno", "assign L-42 @bruno"],
    ["I'll take L-42", "claim L-42"],
    ["fico com a L-42", "claim L-42"],
    ["me quedo con L-42", "claim L-42"],
    ["add a note to L-42: wants the blue one", "note L-42 wants the blue one"],
    ["anota na L-42: quer o azul", "note L-42 quer o azul"],
    ["agrega una nota en L-42: quiere el azul", "note L-42 quiere el azul"],
    ["set the value of L-42 to 5k", "value L-42 5k"],
    [
      "remind me tomorrow at 10 to call L-42 about the price",
      "followup L-42 tomorrow at 10 call about the price",
    ],
    ["remind me about L-42 on Friday at 15:30", "followup L-42 on Friday at 15:30"],
    ["me lembra da L-42 amanhã às 10", "followup L-42 amanhã às 10"],
    ["recuérdame llamar a L-42 mañana a las 10", "followup L-42 mañana a las 10 llamar a"],
  ])("%s → %s, with nothing guessed", (said, command) => {
    const natural = readNatural(said, context(), false)[0];
    expect(natural?.command ?? null).toBe(command);
    if (command !== null) expect(natural).toMatchObject({ does: "changes", sure: true });
  });

  it.each([
    ["mark Clara as won for 5k", 'stage "Clara" Customer 5k'],
    ["marcar Clara como ganha", 'stage "Clara" Customer'],
    ["move Clara Nunes to negociation", 'stage "Clara Nunes" Negotiation'],
    ["give Clara to Brubo", 'assign "Clara" @bruno'],
    ["we won Clara for 5k", 'stage "Clara" Customer 5k'],
    ["remind me to call Clara tomorrow at 10", 'followup "Clara" tomorrow at 10 call Clara'],
    ["me lembra da Clara amanhã às 10", 'followup "Clara" amanhã às 10'],
    [
      "me lembra de ligar para a Clara Nunes amanhã às 10",
      'followup "Clara Nunes" amanhã às 10 ligar para a Clara Nunes',
    ],
    ["recuérdame llamar a Clara mañana a las 10", 'followup "Clara" mañana a las 10 llamar a Clara'],
    ["I'm away until Monday", "away until Monday"],
    ["estou de férias até segunda", "away até segunda"],
    ["estoy de vacaciones hasta el lunes", "away hasta el lunes"],
    ["I'm back", "back"],
    ["voltei", "back"],
    ["ya volví", "back"],
  ])("%s → %s, to be confirmed", (said, command) => {
    expect(readNatural(said, context(), false)[0]).toEqual({ command, does: "changes", sure: false });
  });

  it("are carried out when the lead is named by its number, and tell what was understood", async () => {
    const lead = aLoadedLead({ lead: { ownerId: "ana" } });
    const said = await say("mark L-42 as won for 5k", aWorld([lead]));
    expect(said.problem).toBeNull();
    expect(said.text.split("\n")[0]).toBe("I understood: stage L-42 Customer 5k");
    expect(said.text).toContain("undo");
  });

  it("are offered when a name or oneself is meant, and nothing is done", async () => {
    const said = await say("mark Clara as won for 5k", aWorld([aLoadedLead({ lead: { ownerId: "ana" } })]), {
      language: "pt",
    });
    expect(said.problem).toBe("natural-unsure");
    expect(said.text).toContain('etapa "Clara" Cliente 5k');
    expect(said.reply.choices).toEqual([
      { value: 'etapa "Clara" Cliente 5k', label: 'Sim: etapa "Clara" Cliente 5k' },
    ]);
    const confirmed = resolveCommand('etapa "Clara" Cliente 5k', context());
    expect(isProblem(confirmed) ? confirmed.code : confirmed.target).toEqual({ kind: "name", name: "Clara" });
  });

  it("every choice that is offered is a command", () => {
    for (const language of LANGUAGES) {
      for (const said of [
        "mark Clara as won for 5k",
        "move Clara Nunes to contacted",
        "we lost Clara",
        "give Clara to Bruno",
      ]) {
        const parsed = resolveCommand(said, context({ language }));
        for (const choice of (isProblem(parsed) && parsed.reply.choices) || []) {
          expect(isProblem(resolveCommand(choice.value, context({ language }))), choice.value).toBe(false);
        }
      }
    }
  });

  it("never write to a customer", () => {
    for (const said of [
      "tell Clara that we are late",
      "send Clara the offer",
      "diz para a Clara que atrasamos",
      "avisa a Clara que a proposta sai amanhã",
      "dile a Clara que llegamos tarde",
      "write Clara good morning",
    ]) {
      for (const { command } of readNatural(said, context(), false)) {
        expect(command).not.toMatch(/^(?:reply|send|resend)/);
      }
    }
  });
});

describe("talk in a lead's thread", () => {
  const inThread = { leadInThread: "lead-42" };
  const sentences = LANGUAGES.flatMap((language) => TALK[language].map((said) => ({ language, said })));

  it.each(sentences)("$language: $said", ({ said, language }) => {
    const parsed = resolveCommand(said, context({ ...inThread, language }));
    if (!isProblem(parsed)) throw new Error(`taken for ${parsed.command.name}: ${parsed.understood ?? ""}`);
    expect([parsed.code, parsed.isNear ?? false]).toEqual(["unknown-command", false]);
  });

  it("is at least sixty sentences", () => {
    expect(sentences.length).toBeGreaterThanOrEqual(60);
  });

  it.each([
    ["move this lead to negotiation", "stage"],
    ["mark this lead as won for 5k", "stage"],
    ["mark L-42 as won for 5k", "stage"],
    ["passa esse lead para o Bruno", "assign"],
    ["passa este lead a Bruno", "assign"],
    ["mostra o funil", "funnel"],
    ["show me my hot leads", "leads"],
    ["por favor, mostra os leads quentes", "leads"],
  ])("%s is an order, and understood: %s", (said, name) => {
    const parsed = resolveCommand(said, context(inThread));
    expect(isProblem(parsed) ? parsed.reply.text : parsed.command.name).toBe(name);
  });

  it("who addresses the bot is understood as elsewhere", () => {
    const parsed = resolveCommand("<@U0BOT> how many leads did we win this month?", context(inThread));
    expect(isProblem(parsed) ? parsed.code : parsed.command.name).toBe("stats");
  });

  it("a word of a command that says something else as a whole is asked about, not carried out", () => {
    const parsed = resolveCommand("marcar Clara como ganha", context(inThread));
    expect(isProblem(parsed) && parsed.code).toBe("natural-unsure");
  });
});

describe("what is written as a command", () => {
  it("stays that command: every word and every example of each", () => {
    for (const command of COMMANDS) {
      for (const language of LANGUAGES) {
        for (const text of [...command.examples[language], ...command.words[language]]) {
          for (const leadInThread of [null, "lead-42"]) {
            // Said in a lead's thread, these may as well be meant for colleagues: asked, unless the bot is addressed.
            const isPersonal = leadInThread !== null && ["away", "back", "hours"].includes(command.name);
            const said = isPersonal ? `/${text}` : text;
            const parsed = resolveCommand(said, context({ leadInThread, language, actor: otto }));
            if (isProblem(parsed)) expect(parsed.code, text).not.toBe("natural-unsure");
            else expect([parsed.command.name, parsed.understood], text).toEqual([command.name, undefined]);
          }
        }
      }
    }
  });
});

describe("whatever is said", () => {
  it("never throws, and never changes anything that was not named", () => {
    const words = fc.constantFrom(
      ...Object.values(TALK).flatMap((list) => list.flatMap((said) => said.split(" "))),
      ...[
        "L-42",
        "Clara",
        "@bruno",
        "won",
        "lost",
        "to",
        "negotiation",
        "remind",
        "me",
        "move",
        "passa",
        "para",
        "mark",
        "as",
      ],
    );
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 9 }), fc.boolean(), (list, inThread) => {
        const said = list.join(" ");
        const facts = context({ leadInThread: inThread ? "lead-42" : null });
        for (const { does, sure, command } of readNatural(said, facts, false)) {
          const named = /(?:^|\s)(?:l-?|#)\d/i.test(said) || inThread;
          if (does === "changes" && sure) expect(named, `${said} → ${command}`).toBe(true);
        }
        expect(() => resolveCommand(said, facts)).not.toThrow();
      }),
      { numRuns: 1_500 },
    );
  });

  it("takes no time that grows with the text", () => {
    const long = `move ${"a ".repeat(2_000)}to negotiation`;
    expect(readNatural(long, context(), false)).toEqual([]);
    for (const said of [
      "who has ".repeat(35),
      `mostra ${"o ".repeat(120)}`,
      `remind me ${"to call ".repeat(30)}`,
    ]) {
      expect(Array.isArray(readNatural(said, context(), false))).toBe(true);
    }
  });
});
