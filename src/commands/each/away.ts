import { leadRef } from "../../leads/ref.ts";
import { AWAY as AWAY_TIMER } from "../../leads/reps.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { optionalUntilArg } from "../args/follow-up.ts";
import { optionalRepArg } from "../args/rep.ts";
import { defineCommand, type LoadContext, type RunContext } from "../define.ts";
import { problem } from "../help-text.ts";
import { refuseColleague } from "../policy.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { CommandReads, LeadRow } from "../reads.ts";
import { formatMoment } from "../when/index.ts";
import { done, refused } from "./shared.ts";

/** Away with no end said: until `back`. */
export const FOREVER = "9999-01-01T00:00:00.000Z";

/** The most waiting offers that are passed on at once; those left go by their own clock. */
const MOST_OFFERS = 200;

const awayArgs = { rep: optionalRepArg(), until: optionalUntilArg() };

export const awayCommand = defineCommand<typeof awayArgs, LeadRow[]>({
  name: "away",
  words: {
    en: ["away", "out of office", "i am away"],
    pt: ["ausente", "estou fora", "fora"],
    es: ["ausente", "estoy fuera", "fuera"],
  },
  help: {
    en: "Get no new leads until a time, or until you say back; managers also for a @colleague",
    pt: "Não receber leads novos até um momento, ou até dizer voltei; gerentes também para um @colega",
    es: "No recibir leads nuevos hasta un momento, o hasta decir volví; gerentes también para un @colega",
  },
  examples: {
    en: ["away", "away until monday", "away 2h"],
    pt: ["ausente", "ausente até segunda", "ausente 2h"],
    es: ["ausente", "ausente hasta el lunes", "ausente 2h"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: awayArgs,
  load: async ({ rep }, reads: CommandReads, context: LoadContext) => {
    const repId = rep ?? context.actor.id;
    const denied = refuseColleague(context.actor, repId, context.directory);
    if (denied !== null) return problem(denied.code, denied.text, context.language);
    const filter = { scope: { kind: "all" }, offeredTo: repId, stageKinds: ["open" as const] } as const;
    const waiting = await reads.leads(
      { ...filter, stageKinds: [...filter.stageKinds] },
      { offset: 0, limit: MOST_OFFERS },
    );
    return { data: waiting.rows };
  },
  run: (input) => {
    const { args, actor, turn, language, at } = input;
    const rep = whose(input, args.rep);
    if ("reply" in rep) return rep;
    const awayUntil = args.until ?? FOREVER;
    turn.save("reps", { ...rep, awayUntil, updatedAt: at });
    for (const lead of input.data) {
      turn.save("timers", {
        id: `${AWAY_TIMER}:${lead.id}:${turn.seq.toString(36)}`,
        kind: AWAY_TIMER,
        conversationId: null,
        leadId: lead.id,
        payload: { repId: rep.id },
        dueAt: at,
        status: "pending",
        createdAt: at,
      });
    }
    const isSelf = rep.id === actor.id;
    const name = safeName(rep.name);
    const until = (l: typeof language) =>
      args.until === undefined ? "" : ` ${UNTIL[l]} ${formatMoment(args.until, actor.timeZone, l, at)}`;
    const others = standIns(rep, input);
    const refs = input.data.slice(0, 10).map(leadRef).join(", ");
    const lines = [
      (isSelf ? youAreAway : theyAreAway)((l) => ({ name, until: until(l) }))[language],
      others.length === 0
        ? nobodyElse({})[language]
        : meanwhile({ names: others.map((each) => safeName(each.name, 30)).join(", ") })[language],
      ...(input.data.length === 0 ? [] : [passedOn({ count: input.data.length, refs })[language]]),
      (isSelf ? yourBack : theirBack)({ name: `@${rep.id}` })[language],
    ];
    return { reply: { text: lines.join("\n") } };
  },
});

const repOnly = { rep: optionalRepArg() };

export const backCommand = defineCommand({
  name: "back",
  words: {
    en: ["back", "i am back"],
    pt: ["voltei", "de volta"],
    es: ["volví", "de vuelta", "regresé"],
  },
  help: {
    en: "Get leads again after having been away",
    pt: "Voltar a receber leads depois de uma ausência",
    es: "Volver a recibir leads después de una ausencia",
  },
  examples: { en: ["back"], pt: ["voltei"], es: ["volví"] },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: repOnly,
  run: (input) => {
    const { args, actor, turn, language, at } = input;
    const rep = whose(input, args.rep);
    if ("reply" in rep) return rep;
    const name = safeName(rep.name);
    if (rep.awayUntil === null || rep.awayUntil <= at) {
      return { ...done(notAway({ name }), language), refused: true };
    }
    turn.save("reps", { ...rep, awayUntil: null, updatedAt: at });
    return done((rep.id === actor.id ? welcomeBack : theyAreBack)({ name }), language);
  },
});

/** The rep who is meant, as they are by now; or why not. */
export function whose(input: RunContext, repId: string | undefined): Rep | ReturnType<typeof refused> {
  const { actor, directory, language } = input;
  const rep = directory.reps.get(repId ?? actor.id) ?? actor;
  const denied = refuseColleague(actor, rep.id, directory);
  return denied === null ? rep : refused(denied, language);
}

/** Who else gets leads of the teams that somebody is in. */
function standIns(rep: Rep, { directory, at }: RunContext): Rep[] {
  const teams = teamsOf(rep.id, directory);
  return [...directory.reps.values()].filter(
    (each) =>
      each.id !== rep.id &&
      each.active &&
      (each.awayUntil === null || each.awayUntil <= at) &&
      (teams.size === 0 ? each.role === "rep" : [...teamsOf(each.id, directory)].some((id) => teams.has(id))),
  );
}

function teamsOf(repId: string, directory: Directory): Set<string> {
  return new Set(directory.members.filter((member) => member.repId === repId).map((member) => member.teamId));
}

const UNTIL: Texts = { en: "until", pt: "até", es: "hasta" };

const youAreAway = phrase<{ name: string; until: string }>({
  en: "You are away{until}, {name}: you get no new leads. Your own leads stay yours.",
  pt: "Você está ausente{until}, {name}: não recebe leads novos. Os seus continuam seus.",
  es: "Estás ausente{until}, {name}: no recibes leads nuevos. Los tuyos siguen siendo tuyos.",
});

const theyAreAway = phrase<{ name: string; until: string }>({
  en: "{name} is away{until} and gets no new leads. Those that {name} has stay.",
  pt: "{name} está ausente{until} e não recebe leads novos. Os que já tem continuam.",
  es: "{name} está ausente{until} y no recibe leads nuevos. Los que tiene siguen.",
});

const meanwhile = phrase<{ names: string }>({
  en: "Meanwhile new leads go to {names}.",
  pt: "Enquanto isso, os leads novos vão para {names}.",
  es: "Mientras tanto, los leads nuevos van a {names}.",
});

const nobodyElse = phrase({
  en: "⚠️ Nobody else of the team is there: new leads wait in the pool, and managers are told.",
  pt: "⚠️ Ninguém mais da equipe está disponível: os leads novos esperam na fila e os gerentes são avisados.",
  es: "⚠️ No hay nadie más del equipo: los leads nuevos esperan en la cola y se avisa a los gerentes.",
});

const passedOn = phrase<{ count: number; refs: string }>({
  en: "{count, plural, one {The offer that waited is passed on: {refs}} other {The # offers that waited are passed on: {refs}}}.",
  pt: "{count, plural, one {A oferta que esperava foi passada adiante: {refs}} other {As # ofertas que esperavam foram passadas adiante: {refs}}}.",
  es: "{count, plural, one {La oferta que esperaba se pasa a otro: {refs}} other {Las # ofertas que esperaban se pasan a otros: {refs}}}.",
});

const yourBack = phrase<{ name: string }>({
  en: "“back” ends it.",
  pt: "“voltei” termina a ausência.",
  es: "“volví” la termina.",
});

const theirBack = phrase<{ name: string }>({
  en: "“back {name}” ends it.",
  pt: "“voltei {name}” termina a ausência.",
  es: "“volví {name}” la termina.",
});

const notAway = phrase<{ name: string }>({
  en: "{name} is not away.",
  pt: "{name} não está ausente.",
  es: "{name} no está ausente.",
});

const welcomeBack = phrase<{ name: string }>({
  en: "Welcome back, {name}! You get leads again. “away” takes it back; “leads free” shows what is free to claim.",
  pt: "Boas-vindas de volta, {name}! Você volta a receber leads. “ausente” desfaz; “leads livres” mostra o que está livre.",
  es: "¡Te damos la bienvenida de vuelta, {name}! Vuelves a recibir leads. “ausente” lo deshace; “leads libres” muestra lo que está libre.",
});

const theyAreBack = phrase<{ name: string }>({
  en: "{name} gets leads again. “away” and the name takes it back.",
  pt: "{name} volta a receber leads. “ausente” e o nome desfaz.",
  es: "{name} vuelve a recibir leads. “ausente” y el nombre lo deshace.",
});
