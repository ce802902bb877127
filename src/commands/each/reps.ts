import { isWorkingTime } from "../../leads/index.ts";
import { calendarOf } from "../../leads/reps.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { pageArg } from "../args/follow-up.ts";
import { defineCommand, type RunContext } from "../define.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { formatMoment } from "../when/index.ts";
import { FOREVER } from "./away.ts";

const PAGE = 20;

export const repsCommand = defineCommand({
  name: "reps",
  words: {
    en: ["reps", "colleagues", "who is there"],
    pt: ["vendedores", "colegas", "quem está"],
    es: ["vendedores", "colegas", "quién está"],
  },
  help: {
    en: "Who is there and who is away, with their teams and open leads",
    pt: "Quem está disponível e quem está ausente, com equipes e leads abertos",
    es: "Quién está y quién está ausente, con sus equipos y leads abiertos",
  },
  examples: { en: ["reps"], pt: ["vendedores"], es: ["vendedores"] },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { page: pageArg() },
  run: (input) => {
    const { directory, language } = input;
    const page = input.args.page ?? 1;
    const all = [...directory.reps.values()]
      .filter((rep) => rep.active)
      .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
    const shown = all.slice((page - 1) * PAGE, page * PAGE);
    const there = all.filter((rep) => stateOf(rep, input).there).length;
    const heading = summary({ there, count: all.length })[language];
    const lines = shown.map((rep) => line(rep, input));
    const more = { value: `reps page ${page + 1}`, label: MORE[language] };
    return {
      reply: {
        text: [heading, ...lines].join("\n"),
        ...(all.length > page * PAGE ? { choices: [more] } : {}),
      },
    };
  },
});

function line(rep: Rep, input: RunContext): string {
  const { directory, language } = input;
  const { sign, text } = stateOf(rep, input);
  const facts = {
    name: safeName(rep.name),
    role: rep.role === "rep" ? "" : ` (${ROLE[rep.role][language]})`,
    load: rep.capacity === null ? `${rep.openLeads}` : `${rep.openLeads}/${rep.capacity}`,
    open: rep.openLeads,
  };
  const teams = teamNames(rep.id, directory);
  return [`${sign} ${person(facts)[language]}`, text[language], ...(teams === "" ? [] : [teams])].join(" · ");
}

function stateOf(rep: Rep, { at, bundle, actor }: RunContext): { there: boolean; sign: string; text: Texts } {
  if (rep.awayUntil !== null && rep.awayUntil > at) {
    if (rep.awayUntil >= FOREVER) return { there: false, sign: "⚪", text: AWAY };
    const until = rep.awayUntil;
    return {
      there: false,
      sign: "⚪",
      text: awayUntil((language) => ({ until: formatMoment(until, actor.timeZone, language, at) })),
    };
  }
  const works = isWorkingTime(at, calendarOf(rep, bundle.calendar));
  return works ? { there: true, sign: "🟢", text: THERE } : { there: false, sign: "🟡", text: OFF };
}

function teamNames(repId: string, directory: Directory): string {
  return directory.members
    .filter((member) => member.repId === repId)
    .map((member) => safeName(directory.teams.get(member.teamId)?.name ?? member.teamId, 30))
    .join(", ");
}

const ROLE = {
  manager: { en: "manager", pt: "gerente", es: "gerente" },
  admin: { en: "admin", pt: "admin", es: "admin" },
} satisfies Record<string, Texts>;

const THERE: Texts = { en: "there", pt: "disponível", es: "disponible" };
const OFF: Texts = { en: "out of working hours", pt: "fora do horário", es: "fuera de horario" };
const AWAY: Texts = { en: "away", pt: "ausente", es: "ausente" };
const MORE: Texts = { en: "More", pt: "Mais", es: "Más" };

const awayUntil = phrase<{ until: string }>({
  en: "away until {until}",
  pt: "ausente até {until}",
  es: "ausente hasta {until}",
});

const summary = phrase<{ there: number; count: number }>({
  en: "{there} of {count, plural, one {# colleague} other {# colleagues}} at work now",
  pt: "{there} de {count, plural, one {# colega} other {# colegas}} trabalhando agora",
  es: "{there} de {count, plural, one {# colega} other {# colegas}} trabajando ahora",
});

const person = phrase<{ name: string; role: string; load: string; open: number }>({
  en: "{name}{role} – {load} {open, plural, one {open lead} other {open leads}}",
  pt: "{name}{role} – {load} {open, plural, one {lead aberto} other {leads abertos}}",
  es: "{name}{role} – {load} {open, plural, one {lead abierto} other {leads abiertos}}",
});
