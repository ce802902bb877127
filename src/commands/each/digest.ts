import type { Choice } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { nextDigestAt, saveDigest } from "../../leads/digest.ts";
import type { At } from "../../leads/types/at.ts";
import type { Digest } from "../../leads/types/digest.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { type DigestWish, digestArg } from "../args/digest.ts";
import { type CommandResult, defineCommand, isProblem, type RunContext } from "../define.ts";
import { isManager } from "../policy.ts";
import { LOCALES, phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { inquire } from "../questions/index.ts";
import { NUMBERS_COMMANDS } from "./numbers.ts";

/** The most that one person has at once. */
const MOST = 10;
const MORNING = "08:00";

export const digestCommand = defineCommand({
  name: "digest",
  words: {
    en: ["digest", "digests"],
    pt: ["boletim", "boletins"],
    es: ["boletín", "boletines"],
  },
  help: {
    en: "Numbers told regularly: on, off, or the list of yours; a weekly report at 8:00 unless you say otherwise",
    pt: "Números enviados regularmente: ligar, desligar ou a lista dos seus; um relatório semanal às 8:00, se não disser outra coisa",
    es: "Números enviados con regularidad: activar, desactivar o la lista de los tuyos; un informe semanal a las 8:00, si no dices otra cosa",
  },
  examples: {
    en: ["digest", "digest on", "digest on daily at 8:00 stats", "digest off"],
    pt: ["boletim", "boletim ligar", "boletim ligar diário às 8:00 números", "boletim desligar"],
    es: ["boletín", "boletín activar", "boletín activar diario a las 8:00 números", "boletín desactivar"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { wish: digestArg(NUMBERS_COMMANDS) },
  load: async ({ wish }, reads, context) => {
    const digestIds = (await reads.digestsOf(context.actor.id)).map(({ id }) => id);
    if (wish.kind === "on" && wish.question !== null) {
      // What cannot be answered now is not promised for every morning.
      const { asked, name } = wish.question;
      const inquiry = await inquire({ asked, usual: "this week", command: name }, reads, context);
      if (isProblem(inquiry)) return inquiry;
    }
    return { data: null, digestIds };
  },
  run: (input) => {
    const { wish } = input.args;
    const own = ownDigests(input);
    if (wish.kind === "list") return list(own, input);
    return wish.kind === "off" ? switchOff(wish, own, input) : switchOn(wish, own, input);
  },
});

/** Those of the person that are on, the oldest first: their numbers in the list. */
function ownDigests({ digests = [], actor }: RunContext): Digest[] {
  return digests
    .filter(({ repId, active }) => repId === actor.id && active)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}

function switchOn(
  wish: Extract<DigestWish, { kind: "on" }>,
  own: readonly Digest[],
  input: RunContext,
): CommandResult {
  const { actor, language, turn, at } = input;
  const name = wish.question?.name ?? (isManager(actor) ? "report" : "stats");
  const command = NUMBERS_COMMANDS.find((each) => each.name === name)!;
  if (!command.allowed.includes(actor.role) || (wish.place === "channel" && !isManager(actor)))
    return { reply: { text: FOR_MANAGERS[language] }, refused: true };
  const every = wish.every ?? "week";
  const time = wish.at ?? MORNING;
  const question = questionText(wish, name, every);
  const known = own.find((each) => each.question === question && each.place === wish.place);
  if (known === undefined && own.length >= MOST)
    return { reply: { text: tooMany({ most: MOST })[language] }, refused: true };
  const digest: Digest = {
    id: known?.id ?? turn.nextId(),
    repId: actor.id,
    place: wish.place,
    question,
    every,
    at: time,
    timeZone: actor.timeZone,
    active: true,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
  };
  saveDigest(turn, digest, actor.role);
  const number = known === undefined ? own.length + 1 : own.indexOf(known) + 1;
  const text = switchedOn({
    what: describe(digest, language),
    next: momentText(nextDigestAt(digest, at), actor),
    number,
  })[language];
  return { reply: { text, choices: [offChoice(number, language)] } };
}

/** The question as it is asked when its time comes: about the stretch that has ended by then. */
function questionText(
  wish: Extract<DigestWish, { kind: "on" }>,
  name: string,
  every: Digest["every"],
): string {
  const said = wish.question?.text ?? name;
  const hasOwn = name === "pipeline" || wish.question?.asked.period != null;
  return hasOwn ? said : `${said} ${PASSED[every]}`;
}

/** In words that are understood whatever the language. */
const PASSED = { day: "yesterday", week: "last week", month: "last month" } as const;

function switchOff(
  wish: Extract<DigestWish, { kind: "off" }>,
  own: readonly Digest[],
  input: RunContext,
): CommandResult {
  const { actor, language, turn, at } = input;
  if (own.length === 0) return list(own, input);
  const chosen =
    wish.which === "all"
      ? own
      : wish.which === null
        ? own.length === 1
          ? own
          : null
        : own.slice(wish.which - 1, wish.which);
  if (chosen === null) {
    const choices = own.map((_, i) => offChoice(i + 1, language));
    const lines = own.map((digest, i) => `${i + 1}. ${describe(digest, language)}`);
    return {
      reply: { text: [WHICH[language], ...lines].join("\n"), choices: [...choices, ALL_OFF[language]] },
      refused: true,
    };
  }
  if (chosen.length === 0) return list(own, input, true);
  for (const digest of chosen) saveDigest(turn, { ...digest, active: false, updatedAt: at }, actor.role);
  const what = chosen.map((digest) => describe(digest, language)).join("; ");
  const again = chosen.length === 1 ? onAgain(chosen[0]!) : null;
  const text = switchedOff({ what })[language];
  return {
    reply:
      again === null
        ? { text }
        : {
            text: `${text} ${undoHint({ command: again })[language]}`,
            choices: [{ value: again, label: UNDO[language] }],
          },
  };
}

function list(own: readonly Digest[], input: RunContext, isRefused = false): CommandResult {
  const { actor, language } = input;
  const refused = isRefused ? { refused: true as const } : {};
  if (own.length === 0) {
    const value = "digest on weekly";
    return { reply: { text: NONE[language], choices: [{ value, label: ON[language] }] }, ...refused };
  }
  const lines = own.map((digest, i) => {
    const next = momentText(nextDigestAt(digest, input.at), actor);
    return `${i + 1}. ${describe(digest, language)} – ${nextOne({ next })[language]}`;
  });
  const choices = own.map((_, i) => offChoice(i + 1, language));
  return { reply: { text: [YOURS[language], ...lines].join("\n"), choices }, ...refused };
}

/** `weekly at 08:00 (America/Sao_Paulo): “report last week”, for you`. */
export function describe(digest: Digest, language: Language): string {
  return described({
    every: EVERY[digest.every][language],
    at: digest.at,
    zone: digest.timeZone,
    question: safeName(digest.question, 80),
    place: PLACE[digest.place][language],
  })[language];
}

function offChoice(number: number, language: Language): Choice {
  return { value: `digest off ${number}`, label: off({ number })[language] };
}

function onAgain(digest: Digest): string {
  const every = { day: "daily", week: "weekly", month: "monthly" }[digest.every];
  return `digest on ${every} at ${digest.at} ${digest.place === "channel" ? "channel " : ""}${digest.question}`;
}

function momentText(at: At, { language, timeZone }: Rep): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  })
    .format(new Date(at))
    .replace(/[\u2009\u202f\u00a0]/g, " ");
}

const EVERY: Record<Digest["every"], Texts> = {
  day: { en: "Daily", pt: "Diário", es: "Diario" },
  week: { en: "Weekly, on Mondays,", pt: "Semanal, às segundas,", es: "Semanal, los lunes," },
  month: { en: "Monthly, on the 1st,", pt: "Mensal, no dia 1º,", es: "Mensual, el día 1," },
};
const PLACE: Record<Digest["place"], Texts> = {
  rep: { en: "for you", pt: "para você", es: "para ti" },
  channel: { en: "in the channel", pt: "no canal", es: "en el canal" },
};
const YOURS: Texts = { en: "Your digests:", pt: "Seus boletins:", es: "Tus boletines:" };
const WHICH: Texts = { en: "Which one?", pt: "Qual deles?", es: "¿Cuál?" };
const ON: Texts = { en: "Weekly, Mondays 8:00", pt: "Semanal, segundas 8:00", es: "Semanal, lunes 8:00" };
const UNDO: Texts = { en: "Switch on again", pt: "Ligar de novo", es: "Activar de nuevo" };
const ALL_OFF: Record<Language, Choice> = {
  en: { value: "digest off all", label: "All off" },
  pt: { value: "digest off all", label: "Desligar todos" },
  es: { value: "digest off all", label: "Desactivar todos" },
};
const NONE: Texts = {
  en: "You have no digest. “digest on” gives you the week's numbers every Monday at 8:00; “digest on daily at 18:00 stats today” something else.",
  pt: "Você não tem boletins. “boletim ligar” traz os números da semana toda segunda às 8:00; “boletim ligar diário às 18:00 números hoje”, outra coisa.",
  es: "No tienes boletines. “boletín activar” trae los números de la semana cada lunes a las 8:00; “boletín activar diario a las 18:00 números hoy”, otra cosa.",
};
const FOR_MANAGERS: Texts = {
  en: "That is for managers: you can have your own numbers, in private. Try “digest on weekly stats”.",
  pt: "Isso é para gerentes: você pode ter seus próprios números, em particular. Tente “boletim ligar semanal números”.",
  es: "Eso es para gerentes: puedes tener tus propios números, en privado. Prueba “boletín activar semanal números”.",
};

const described = phrase<{ every: string; at: string; zone: string; question: string; place: string }>({
  en: "{every} at {at} ({zone}): “{question}”, {place}",
  pt: "{every} às {at} ({zone}): “{question}”, {place}",
  es: "{every} a las {at} ({zone}): “{question}”, {place}",
});
const switchedOn = phrase<{ what: string; next: string; number: number }>({
  en: "Digest on. {what}. The first one comes {next}. “digest off {number}” takes it back.",
  pt: "Boletim ligado. {what}. O primeiro chega {next}. “boletim desligar {number}” desfaz.",
  es: "Boletín activado. {what}. El primero llega {next}. “boletín desactivar {number}” lo deshace.",
});
const switchedOff = phrase<{ what: string }>({
  en: "Digest off: {what}.",
  pt: "Boletim desligado: {what}.",
  es: "Boletín desactivado: {what}.",
});
const undoHint = phrase<{ command: string }>({
  en: "“{command}” takes it back.",
  pt: "“{command}” desfaz.",
  es: "“{command}” lo deshace.",
});
const nextOne = phrase<{ next: string }>({ en: "next {next}", pt: "próximo {next}", es: "próximo {next}" });
const off = phrase<{ number: number }>({
  en: "Switch off {number}",
  pt: "Desligar {number}",
  es: "Desactivar {number}",
});
const tooMany = phrase<{ most: number }>({
  en: "You have {most} digests already: switch one off first, with “digest off 1”.",
  pt: "Você já tem {most} boletins: desligue um antes, com “boletim desligar 1”.",
  es: "Ya tienes {most} boletines: desactiva uno antes, con “boletín desactivar 1”.",
});
