import { describe, expect, it } from "vitest";
import { isProblem, resolveCommand } from "../../../src/commands/index.ts";
import { LANGUAGES, type Language } from "../../../src/language.ts";
import { aContext, marta } from "../support.ts";

const context = aContext({ at: "2026-11-24T13:00:00.000Z", actor: marta });

/** What people say, the command that it says, and whether that is done at once or asked first. */
const SAID: Record<Language, readonly (readonly [string, string, "done" | "asked"])[]> = {
  en: [
    ["how did the campaign do this month?", "reach this month", "done"],
    ["how are our sequences doing?", "reach", "done"],
    ["results of the campaigns last month", "reach last month", "done"],
    ["how many people opted out this month?", "reach this month", "done"],
    ["move L-42 to negotiation", "stage L-42 Negotiation", "done"],
    ["L-42 is now in negotiation", "stage L-42 Negotiation", "asked"],
    ["put Clara in qualified", 'stage "Clara" Qualified', "asked"],
    ["mark L-42 as won", "stage L-42 Customer", "done"],
    ["we won L-42", "stage L-42 Customer", "done"],
    ["L-42 bought for 12k", "stage L-42 Customer 12k", "asked"],
    ["I closed L-42 for $12,500", "stage L-42 Customer $12,500", "done"],
    ["L-42 is lost, too expensive", "stage L-42 Unqualified too expensive", "asked"],
    ["we lost Clara to a competitor", 'stage "Clara" Unqualified a competitor', "asked"],
    ["give L-42 to Otto", "assign L-42 @otto", "done"],
    ["hand Clara over to Otto", 'assign "Clara" @otto', "asked"],
    ["let Otto take L-42", "assign L-42 @otto", "done"],
    ["who owns L-42?", "show L-42", "done"],
    ["what's the status of L-42?", "show L-42", "done"],
    ["what's new on Clara?", 'show "Clara"', "done"],
    ["show me Clara", 'show "Clara"', "done"],
    ["find acme", "find acme", "done"],
    ["look for ana@acme.com", "find ana@acme.com", "done"],
    ["any leads from Instagram?", "leads from instagram", "done"],
    ["any hot leads from Instagram?", "leads hot from instagram", "done"],
    ["do we have free leads from google?", "leads free from google", "done"],
    ["show me my leads from google", "mine from google", "done"],
    ["show me my hot leads from WhatsApp", "mine hot channel:whatsapp", "done"],
    ["which leads from WhatsApp are in negotiation?", "leads channel:whatsapp negotiation", "done"],
    ["which hot leads came from Instagram?", "leads hot from instagram", "done"],
    ["which leads of Otto are hot?", "leads hot rep otto", "done"],
    ["show me the overdue leads of the sales team", "leads overdue team sales", "done"],
    ["show me open leads from WhatsApp", "leads open whatsapp", "done"],
    ["list hot leads from WhatsApp", "leads hot whatsapp", "done"],
    ["export hot leads from WhatsApp", "export leads hot whatsapp", "done"],
    ["what's on my plate today?", "agenda", "done"],
    ["what do I have to do today?", "agenda", "done"],
    ["what is overdue?", "followups overdue", "done"],
    ["remind me to call Clara tomorrow at 10", 'followup "Clara" tomorrow at 10 call Clara', "asked"],
    ["ping me about L-42 on friday at 3pm", "followup L-42 on friday at 3pm", "done"],
    ["follow up with Clara next monday at 9", 'followup "Clara" next monday at 9', "asked"],
    ["schedule a call with Clara tomorrow 2pm", 'followup "Clara" tomorrow 2pm call with Clara', "asked"],
    ["I called Clara, no answer", 'call "Clara" no answer', "asked"],
    ["note on L-42: wants a discount", "note L-42 wants a discount", "done"],
    ["add tag vip to Clara", 'tag "Clara" vip', "asked"],
    ["remove tag vip from L-42", "untag L-42 vip", "done"],
    ["set the value of L-42 to 5000", "value L-42 5000", "done"],
    ["L-42 is worth 5k", "value L-42 5k", "done"],
    ["I'm on vacation until Monday", "away until Monday", "asked"],
    ["I'm out sick today", "away until tomorrow", "asked"],
    ["I'm back", "back", "asked"],
    ["I'll take L-42", "claim L-42", "done"],
    ["L-42 is mine", "claim L-42", "asked"],
    ["I can't take L-42", "pass L-42", "done"],
    ["how many new leads today?", "stats today", "done"],
    ["how many leads did we get this week?", "stats this week", "done"],
    ["how many leads came from WhatsApp yesterday?", "stats from WhatsApp yesterday", "done"],
    ["how many deals did we close in October?", "stats October", "done"],
    ["how much did we sell last month?", "stats last month", "done"],
    ["what's our conversion rate this quarter?", "funnel this quarter", "done"],
    ["which rep sold most this month?", "team this month", "done"],
    ["who is the best seller this month?", "team this month", "done"],
    ["how fast do we answer?", "stats", "done"],
    ["what is our response time this week?", "stats this week", "done"],
    ["where do we lose people?", "funnel", "done"],
    ["why are we losing deals?", "lost", "done"],
    ["send me the numbers every monday", "digest on weekly stats", "asked"],
    ["send me the report for last week", "report for last week", "done"],
    ["show the pipeline", "pipeline", "done"],
    ["how does the pipeline look?", "pipeline", "done"],
    ["what's in the funnel this month?", "funnel this month", "done"],
    ["compare this month with last month", "stats this month", "done"],
    ["undo that", "undo", "done"],
    ["take it back", "undo", "asked"],
    ["why is L-42 a B?", "why L-42", "done"],
    ["why did Otto get L-42?", "why L-42", "done"],
    ["history of Clara", 'history "Clara"', "done"],
    ["merge L-42 and L-43", "merge L-42 L-43", "done"],
    ["L-42 and L-43 are the same person", "merge L-42 L-43", "asked"],
    ["let the bot continue with L-42", "resume L-42", "asked"],
    ["send the intro template to Clara", 'send "Clara" intro', "asked"],
    ["export last month's leads", "export leads last month", "done"],
    ["download leads as csv", "export leads", "done"],
    ["who is away?", "reps", "done"],
    ["who is working today?", "reps", "done"],
    ["help me", "help", "done"],
    ["what can you do?", "help", "done"],
  ],
  pt: [
    ["como foi a campanha este mês?", "reach este mês", "done"],
    ["como estão as sequências?", "reach", "done"],
    ["resultado das campanhas do mês passado", "reach do mês passado", "done"],
    ["passa a L-42 pra negociação", "stage L-42 Negotiation", "done"],
    ["coloca a Clara em qualificado", 'stage "Clara" Qualified', "asked"],
    ["a L-42 fechou por 12 mil", "stage L-42 Customer 12 mil", "asked"],
    ["ganhamos a L-42", "stage L-42 Customer", "done"],
    ["vendi pra Clara por R$ 3.500", 'stage "Clara" Customer R$ 3.500', "asked"],
    ["perdemos a L-42, achou caro", "stage L-42 Unqualified achou caro", "asked"],
    ["passa a Clara pro Otto", 'assign "Clara" @otto', "asked"],
    ["transfere a L-42 pro Otto", "assign L-42 @otto", "done"],
    ["quem tá com a L-42?", "show L-42", "done"],
    ["qual o status da L-42?", "show L-42", "done"],
    ["me mostra a Clara", 'show "Clara"', "done"],
    ["procura a acme", "find acme", "done"],
    ["acha o telefone 11 98888-7777", "find 11 98888-7777", "done"],
    ["tem lead quente do Instagram?", "leads quente do instagram", "done"],
    ["tem algum lead livre no WhatsApp?", "leads livre canal whatsapp", "done"],
    ["me mostra os leads do Bruno do instagram", "leads @bruno do instagram", "done"],
    ["me mostra os meus leads quentes do google", "meus quentes do google", "done"],
    ["mostra os leads livres do Google", "leads livres do google", "done"],
    ["quais leads do WhatsApp estão em negociação?", "leads whatsapp negociacao", "done"],
    ["quais leads quentes vieram do Instagram?", "leads quentes do instagram", "done"],
    ["lista os leads quentes do WhatsApp", "leads quentes whatsapp", "done"],
    ["lista quentes do WhatsApp", "leads quentes whatsapp", "done"],
    ["exporta os leads quentes do WhatsApp", "exportar leads quentes whatsapp", "done"],
    ["o que eu tenho pra hoje?", "agenda", "done"],
    ["o que tá atrasado?", "followups overdue", "done"],
    ["me lembra de ligar pra Clara amanhã às 10", 'followup "Clara" amanhã às 10 ligar pra Clara', "asked"],
    ["me avisa da L-42 sexta às 15h", "followup L-42 sexta às 15h", "done"],
    ["retornar pra Clara segunda às 9", 'followup "Clara" segunda às 9', "asked"],
    [
      "agenda uma ligação com a Clara amanhã às 14h",
      'followup "Clara" amanhã às 14h ligação com a Clara',
      "asked",
    ],
    ["liguei pra Clara, não atendeu", 'call "Clara" não atendeu', "asked"],
    ["anota na L-42: quer desconto", "note L-42 quer desconto", "done"],
    ["bota a tag vip na L-42", "tag L-42 vip", "done"],
    ["tira a tag vip da L-42", "untag L-42 vip", "done"],
    ["valor da L-42 é 5 mil", "value L-42 5 mil", "done"],
    ["a L-42 vale 5k", "value L-42 5k", "done"],
    ["tô de férias até segunda", "away até segunda", "asked"],
    ["hoje tô doente", "away até amanhã", "asked"],
    ["voltei", "back", "done"],
    ["pego a L-42", "claim L-42", "done"],
    ["não posso pegar a L-42", "pass L-42", "done"],
    ["quantos leads novos hoje?", "stats hoje", "done"],
    ["quantos leads chegaram essa semana?", "stats essa semana", "done"],
    ["quantos leads vieram do WhatsApp ontem?", "stats do WhatsApp ontem", "done"],
    ["quantas vendas fizemos em outubro?", "stats outubro", "done"],
    ["quanto vendemos mês passado?", "stats mês passado", "done"],
    ["qual a taxa de conversão do trimestre?", "funnel do trimestre", "done"],
    ["quem vendeu mais esse mês?", "team esse mês", "done"],
    ["quem é o melhor vendedor do mês?", "team do mês", "done"],
    ["quanto tempo a gente demora pra responder?", "stats", "done"],
    ["por que estamos perdendo vendas?", "lost", "done"],
    ["me manda os números toda segunda", "digest on weekly stats", "asked"],
    ["me manda o relatório da semana passada", "report da semana passada", "done"],
    ["mostra o funil", "funnel", "done"],
    ["como tá o pipeline?", "pipeline", "done"],
    ["compara esse mês com o passado", "stats esse mês", "done"],
    ["desfaz isso", "undo", "done"],
    ["por que a L-42 é B?", "why L-42", "done"],
    ["por que o Otto ficou com a L-42?", "why L-42", "done"],
    ["histórico da Clara", 'history "Clara"', "done"],
    ["junta a L-42 com a L-43", "merge L-42 L-43", "asked"],
    ["a L-42 e a L-43 são a mesma pessoa", "merge L-42 L-43", "asked"],
    ["deixa o robô continuar com a L-42", "resume L-42", "asked"],
    ["manda o modelo de apresentação pra Clara", 'send "Clara" apresentação', "asked"],
    ["exporta os leads do mês passado", "export leads mês passado", "done"],
    ["quem tá fora hoje?", "reps", "done"],
    ["o que você sabe fazer?", "help", "done"],
  ],
  es: [
    ["¿cómo fue la campaña este mes?", "reach este mes", "done"],
    ["¿cómo van las secuencias?", "reach", "done"],
    ["¿cuántas personas se dieron de baja este mes?", "reach este mes", "done"],
    ["pasa L-42 a negociación", "stage L-42 Negotiation", "done"],
    ["mueve a Clara a calificado", 'stage "Clara" Qualified', "asked"],
    ["pon L-42 en negociación", "stage L-42 Negotiation", "done"],
    ["L-42 cerró por 12 mil", "stage L-42 Customer 12 mil", "asked"],
    ["ganamos L-42", "stage L-42 Customer", "done"],
    ["le vendí a Clara por $3,500", 'stage "Clara" Customer $3,500', "asked"],
    ["perdimos L-42, muy caro", "stage L-42 Unqualified muy caro", "asked"],
    ["pásale Clara a Otto", 'assign "Clara" @otto', "asked"],
    ["asigna L-42 a Otto", "assign L-42 @otto", "done"],
    ["¿quién lleva L-42?", "show L-42", "done"],
    ["¿cuál es el estado de L-42?", "show L-42", "done"],
    ["muéstrame a Clara", 'show "Clara"', "done"],
    ["busca acme", "find acme", "done"],
    ["¿hay leads calientes de WhatsApp?", "leads calientes canal whatsapp", "done"],
    ["muéstrame mis leads de google", "mis leads de google", "done"],
    ["muéstrame los leads libres de WhatsApp", "leads libres whatsapp", "done"],
    ["¿qué leads de WhatsApp están en negociación?", "leads whatsapp negociacion", "done"],
    ["¿cuáles leads calientes vienen de Instagram?", "leads calientes de instagram", "done"],
    ["¿qué tengo para hoy?", "agenda", "done"],
    ["¿qué está atrasado?", "followups overdue", "done"],
    ["recuérdame llamar a Clara mañana a las 10", 'followup "Clara" mañana a las 10 llamar a Clara', "asked"],
    ["avísame de L-42 el viernes a las 15h", "followup L-42 el viernes a las 15h", "done"],
    ["dar seguimiento a Clara el lunes a las 9", 'followup "Clara" el lunes a las 9', "asked"],
    [
      "agenda una llamada con Clara mañana a las 14h",
      'followup "Clara" mañana a las 14h llamada con Clara',
      "asked",
    ],
    ["llamé a Clara, no contestó", 'call "Clara" no contestó', "asked"],
    ["anota en L-42: quiere descuento", "note L-42 quiere descuento", "done"],
    ["ponle la etiqueta vip a L-42", "tag L-42 vip", "done"],
    ["quita la etiqueta vip de L-42", "untag L-42 vip", "done"],
    ["el valor de L-42 es 5 mil", "value L-42 5 mil", "done"],
    ["L-42 vale 5k", "value L-42 5k", "done"],
    ["estoy de vacaciones hasta el lunes", "away hasta el lunes", "asked"],
    ["hoy estoy enfermo", "away hasta mañana", "asked"],
    ["ya volví", "back", "asked"],
    ["tomo L-42", "claim L-42", "done"],
    ["me quedo con L-42", "claim L-42", "done"],
    ["no puedo tomar L-42", "pass L-42", "done"],
    ["¿cuántos leads nuevos hoy?", "stats hoy", "done"],
    ["¿cuántos leads llegaron esta semana?", "stats esta semana", "done"],
    ["¿cuántos leads vinieron de WhatsApp ayer?", "stats de WhatsApp ayer", "done"],
    ["¿cuántas ventas hicimos en octubre?", "stats octubre", "done"],
    ["¿cuánto vendimos el mes pasado?", "stats el mes pasado", "done"],
    ["¿cuál es la tasa de conversión del trimestre?", "funnel del trimestre", "done"],
    ["¿quién vendió más este mes?", "team este mes", "done"],
    ["¿quién es el mejor vendedor del mes?", "team del mes", "done"],
    ["¿cuánto tardamos en responder?", "stats", "done"],
    ["¿por qué estamos perdiendo ventas?", "lost", "done"],
    ["mándame los números cada lunes", "digest on weekly stats", "asked"],
    ["mándame el reporte de la semana pasada", "report de la semana pasada", "done"],
    ["muestra el embudo", "funnel", "done"],
    ["¿cómo va el pipeline?", "pipeline", "done"],
    ["compara este mes con el pasado", "stats este mes", "done"],
    ["deshaz eso", "undo", "done"],
    ["¿por qué L-42 es B?", "why L-42", "done"],
    ["¿por qué Otto tiene L-42?", "why L-42", "done"],
    ["historial de Clara", 'history "Clara"', "done"],
    ["une L-42 con L-43", "merge L-42 L-43", "done"],
    ["L-42 y L-43 son la misma persona", "merge L-42 L-43", "asked"],
    ["que siga el bot con L-42", "resume L-42", "asked"],
    ["manda la plantilla de presentación a Clara", 'send "Clara" presentación', "asked"],
    ["exporta los leads del mes pasado", "export leads mes pasado", "done"],
    ["¿quién está fuera hoy?", "reps", "done"],
    ["¿qué puedes hacer?", "help", "done"],
  ],
};

/** Names that only the database knows. */
const LOOKED_UP = /instagram|google/i;

describe.each(LANGUAGES)("everyday sentences: %s", (language) => {
  it.each(SAID[language])("%s → %s (%s)", (said, command, outcome) => {
    const meant = resolveCommand(command, context);
    if (isProblem(meant)) throw new Error(`${command} is no command: ${meant.code}`);
    const read = resolveCommand(said, context);
    if (outcome === "asked") {
      expect(isProblem(read) && [read.code, read.reply.choices?.map(({ value }) => value)]).toEqual([
        "natural-unsure",
        [command],
      ]);
      return;
    }
    if (isProblem(read)) throw new Error(`not understood: ${read.reply.text}`);
    expect([read.command.name, read.args]).toEqual([meant.command.name, meant.args]);
    if (!LOOKED_UP.test(said)) expect(JSON.stringify(read.args)).not.toMatch(/"unresolved":\[\{/);
  });
});

describe("what is told of a lead without its outcome", () => {
  it.each([
    "I spoke with L-42, she wants a discount",
    "falei com a L-42, quer desconto",
    "hablé con L-42, quiere descuento",
    "had a meeting with Clara",
  ])("%s is asked for it", (said) => {
    const read = resolveCommand(said, context);
    expect(isProblem(read) && [read.code, (read.reply.choices ?? []).length > 2]).toEqual([
      "which-outcome",
      true,
    ]);
  });
});

describe("what is no command", () => {
  it.each([
    "I want this one",
    "a Clara comprou com o concorrente",
    "Clara compró con la competencia",
    "essa é minha",
    "ese es mío",
    "diz pra Clara que ligamos amanhã",
    "tell Clara we'll call tomorrow",
  ])("%s changes nothing", (said) => {
    const read = resolveCommand(said, context);
    expect(isProblem(read) && read.code).toBe("unknown-command");
  });
});

describe("in a lead's thread", () => {
  const inThread = aContext({ at: "2026-11-24T13:00:00.000Z", actor: marta, leadInThread: "lead-42" });
  it.each([
    "vendi pra ela ontem por 3 mil",
    "she bought the big one for 12k",
    "ya firmó con la competencia",
    "falei com ela, quer desconto",
    "I spoke with her, she wants a discount",
    "not mine",
    "é minha",
    "let the bot answer",
    "me avisa se ela responder",
    "we lost the file, sorry",
  ])("%s stays talk", (said) => {
    const read = resolveCommand(said, inThread);
    expect(isProblem(read) && [read.code, read.isNear ?? false]).toEqual(["unknown-command", false]);
  });

  it.each(["me avisa amanhã às 10", "ping me on Friday at 3pm", "avísame mañana a las 10"])(
    "%s is asked",
    (said) => {
      const read = resolveCommand(said, inThread);
      expect(isProblem(read) && read.code).toBe("natural-unsure");
    },
  );
});
