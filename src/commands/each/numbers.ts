import type { OutboundMessage } from "../../channel/outbound.ts";
import { type Asked, askedArg } from "../args/asked.ts";
import type { ArgSpec } from "../args/spec.ts";
import { type Command, defineCommand, isProblem } from "../define.ts";
import type { Texts } from "../present/phrase.ts";
import { answerWith, inquire, QUESTIONS, type QuestionId } from "../questions/index.ts";

interface Answer {
  reply: OutboundMessage;
  /** Further pictures. */
  before: OutboundMessage[];
}

/** A command that asks a question about numbers. */
export type NumbersCommand = Command<{ asked: ArgSpec<Asked> }, Answer> & {
  question: QuestionId;
  /** The words of the period that is meant when none is said. */
  usual: string;
};

function numbersCommand(
  definition: Pick<Command, "words" | "help" | "examples" | "allowed"> & {
    question: QuestionId;
    usual: string;
  },
): NumbersCommand {
  const { question: name, usual, ...texts } = definition;
  const question = QUESTIONS[name];
  const command = defineCommand<{ asked: ArgSpec<Asked> }, Answer>({
    ...texts,
    name,
    access: "none",
    args: { asked: askedArg() },
    load: async ({ asked }, reads, context) => {
      const isDated = asked.period !== null && !question.hasPeriod;
      const wanted = isDated ? { ...asked, period: null } : asked;
      const inquiry = await inquire({ asked: wanted, usual, command: name }, reads, context);
      if (isProblem(inquiry)) return inquiry;
      const told = await question.ask(inquiry, reads, context);
      const lines = isDated ? [...told.lines, AS_IT_IS[context.language]] : told.lines;
      return { data: answerWith({ ...told, lines }, inquiry, context, context.studio) };
    },
    run: ({ data }) => data,
  });
  return { ...command, question: name, usual };
}

const AS_IT_IS: Texts = {
  en: "This is how things are now, whatever the period: “funnel” tells what became of the leads of one.",
  pt: "É como está agora, seja qual for o período: “funil” mostra o que foi feito dos leads de um período.",
  es: "Así está ahora, sea cual sea el período: “embudo” cuenta qué fue de los leads de un período.",
};

export const statsCommand = numbersCommand({
  question: "stats",
  usual: "this week",
  words: {
    en: ["stats", "numbers", "statistics"],
    pt: ["números", "estatísticas", "resultados"],
    es: ["números", "estadísticas", "resultados"],
  },
  help: {
    en: "Numbers of a period against the one before: yours, or everybody's for managers",
    pt: "Números de um período contra o anterior: os seus, ou os de todos para gerentes",
    es: "Números de un período frente al anterior: los tuyos, o los de todos para gerentes",
  },
  examples: {
    en: [
      "stats",
      "stats last month",
      "stats @me last 30 days",
      "stats last month whatsapp by product",
      "stats from 1 March to 15 April text",
    ],
    pt: [
      "números",
      "números mês passado",
      "números @eu últimos 30 dias",
      "números mês passado canal whatsapp",
      "números de 1 de março a 15 de abril texto",
    ],
    es: [
      "números",
      "números mes pasado",
      "números @yo últimos 30 días",
      "números mes pasado canal whatsapp",
      "números del 1 de marzo al 15 de abril texto",
    ],
  },
  allowed: ["rep", "manager", "admin"],
});

export const pipelineCommand = numbersCommand({
  question: "pipeline",
  usual: "all",
  words: {
    en: ["pipeline", "pipeline now"],
    pt: ["pipeline", "funil de vendas", "pipeline agora"],
    es: ["pipeline", "embudo de ventas", "pipeline ahora"],
  },
  help: {
    en: "Leads and value by stage as it is now: yours, or everybody's for managers",
    pt: "Leads e valor por etapa agora: os seus, ou os de todos para gerentes",
    es: "Leads y monto por etapa ahora: los tuyos, o los de todos para gerentes",
  },
  examples: {
    en: ["pipeline", "pipeline @me", "pipeline team sales"],
    pt: ["pipeline", "funil de vendas @eu", "pipeline equipe sales"],
    es: ["pipeline", "embudo de ventas @yo", "pipeline equipo sales"],
  },
  allowed: ["rep", "manager", "admin"],
});

export const funnelCommand = numbersCommand({
  question: "funnel",
  usual: "last 90 days",
  words: {
    en: ["funnel", "conversion", "drop-off"],
    pt: ["funil", "funil de conversão", "conversão"],
    es: ["embudo", "embudo de conversión", "conversión"],
  },
  help: {
    en: "How far the leads of a period have come: each step, and where prospects stop answering",
    pt: "Até onde chegaram os leads de um período: cada passo, e onde param de responder",
    es: "Hasta dónde llegaron los leads de un período: cada paso, y dónde dejan de responder",
  },
  examples: {
    en: ["funnel", "funnel last quarter", "funnel Q1 whatsapp"],
    pt: ["funil", "funil trimestre passado", "funil janeiro a março whatsapp"],
    es: ["embudo", "embudo trimestre pasado", "embudo T1 whatsapp"],
  },
  allowed: ["rep", "manager", "admin"],
});

export const sourcesCommand = numbersCommand({
  question: "sources",
  usual: "last 30 days",
  words: {
    en: ["sources", "source", "by source"],
    pt: ["origens", "origem", "por origem", "fontes"],
    es: ["orígenes", "origen", "por origen", "fuentes"],
  },
  help: {
    en: "What came of leads by where they came from, or by product, segment, rep, team, channel or language",
    pt: "O que virou cada lead por origem, ou por produto, segmento, vendedor, equipe, canal ou idioma",
    es: "Qué fue de los leads por origen, o por producto, segmento, vendedor, equipo, canal o idioma",
  },
  examples: {
    en: ["sources", "sources this quarter @me", "sources by product last month"],
    pt: ["origens", "origens este trimestre @eu", "origens por produto mês passado"],
    es: ["orígenes", "orígenes este trimestre @yo", "orígenes por producto mes pasado"],
  },
  allowed: ["rep", "manager", "admin"],
});

export const teamCommand = numbersCommand({
  question: "team",
  usual: "this month",
  words: {
    en: ["team", "rep board", "board"],
    pt: ["equipe", "time", "quadro"],
    es: ["equipo", "tablero"],
  },
  help: {
    en: "Each rep's leads, first answers, sales and follow-ups in a period",
    pt: "Leads, primeiras respostas, vendas e retornos de cada vendedor num período",
    es: "Leads, primeras respuestas, ventas y seguimientos de cada vendedor en un período",
  },
  examples: {
    en: ["team", "team last month", "team last week whatsapp"],
    pt: ["equipe", "equipe mês passado", "equipe semana passada whatsapp"],
    es: ["equipo", "equipo mes pasado", "equipo semana pasada whatsapp"],
  },
  allowed: ["manager", "admin"],
});

export const lostCommand = numbersCommand({
  question: "lost",
  usual: "last 90 days",
  words: {
    en: ["lost", "lost reasons", "why lost"],
    pt: ["perdas", "perdidos", "motivos de perda"],
    es: ["pérdidas", "perdidos", "motivos de pérdida"],
  },
  help: {
    en: "Why leads were lost in a period",
    pt: "Por que leads foram perdidos num período",
    es: "Por qué se perdieron leads en un período",
  },
  examples: {
    en: ["lost", "lost this quarter"],
    pt: ["perdas", "perdas este trimestre"],
    es: ["pérdidas", "pérdidas este trimestre"],
  },
  allowed: ["rep", "manager", "admin"],
});

export const slaCommand = numbersCommand({
  question: "sla",
  usual: "this month",
  words: {
    en: ["sla", "response targets", "on time"],
    pt: ["sla", "prazos", "prazos cumpridos"],
    es: ["sla", "plazos", "plazos cumplidos"],
  },
  help: {
    en: "First answers and stages: how many were in time in a period, and how many late",
    pt: "Primeiras respostas e etapas: quantas ficaram no prazo num período, e quantas atrasaram",
    es: "Primeras respuestas y etapas: cuántas fueron a tiempo en un período, y cuántas tarde",
  },
  examples: {
    en: ["sla", "sla last month", "sla by team last week"],
    pt: ["prazos", "prazos mês passado", "prazos por equipe semana passada"],
    es: ["plazos", "plazos mes pasado", "plazos por equipo semana pasada"],
  },
  allowed: ["rep", "manager", "admin"],
});

export const reachCommand = numbersCommand({
  question: "reach",
  usual: "last 90 days",
  words: {
    en: ["reach", "outreach results"],
    pt: ["alcance", "resultados das automáticas"],
    es: ["alcance", "resultados de los automáticos"],
  },
  help: {
    en: "What came of the messages of sequences and campaigns in a period: sent, delivered, read, replied, won, opted out",
    pt: "O que deram as mensagens de sequências e campanhas num período: enviadas, entregues, lidas, respondidas, ganhas, saídas",
    es: "Qué dieron los mensajes de secuencias y campañas en un período: enviados, entregados, leídos, respondidos, ganados, bajas",
  },
  examples: {
    en: ["reach", "reach last month", "reach this quarter whatsapp"],
    pt: ["alcance", "alcance mês passado", "alcance este trimestre whatsapp"],
    es: ["alcance", "alcance mes pasado", "alcance este trimestre whatsapp"],
  },
  allowed: ["rep", "manager", "admin"],
});

export const reportCommand = numbersCommand({
  question: "report",
  usual: "this week",
  words: {
    en: ["report", "summary"],
    pt: ["relatório", "resumo"],
    es: ["informe", "reporte", "resumen"],
  },
  help: {
    en: "The whole in one message: numbers, funnel, sources and team, with pictures",
    pt: "Tudo numa mensagem: números, funil, origens e equipe, com gráficos",
    es: "Todo en un mensaje: números, embudo, orígenes y equipo, con gráficos",
  },
  examples: {
    en: ["report", "report last week", "report last month text"],
    pt: ["relatório", "relatório semana passada", "relatório mês passado texto"],
    es: ["informe", "informe semana pasada", "informe mes pasado texto"],
  },
  allowed: ["rep", "manager", "admin"],
});

/** What can be asked once, exported, and told regularly. */
export const NUMBERS_COMMANDS: readonly NumbersCommand[] = [
  statsCommand,
  pipelineCommand,
  funnelCommand,
  sourcesCommand,
  teamCommand,
  lostCommand,
  slaCommand,
  reachCommand,
  reportCommand,
];
