import { fold } from "../language.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { Team } from "../leads/types/team.ts";
import { nearest } from "../nearest.ts";

export interface Refused {
  kind: "refused";
  message: string;
  /** Several were meant, not none. Default: false. */
  isAmbiguous?: boolean;
  /** What was perhaps meant. Default: nothing. */
  near?: string | null;
}

export function refused(message: string): Refused {
  return { kind: "refused", message };
}

/** The rep whom somebody typed: by id, whole name, or the beginning of it when only one rep's begins so. */
export function findRep(typed: string, { reps }: Pick<Directory, "reps">): Rep | Refused {
  return find(typed.replace(/^@/, ""), reps, {
    none: "There is no colleague",
    list: "leadline reps list",
  });
}

/** The team that somebody typed, in the same way. */
export function findTeam(typed: string, { teams }: Pick<Directory, "teams">): Team | Refused {
  const wanted = fold(typed);
  const exact = [...teams.values()].find((team) => team.id === typed || fold(team.name) === wanted);
  return exact ?? find(typed, teams, { none: "There is no team", list: "leadline teams list" }, false);
}

/** A refusal when another rep has this name: colleagues name each other in commands. */
export function nameTaken(name: string, repId: string | null, { reps }: Directory): Refused | null {
  const other = [...reps.values()].find((rep) => rep.id !== repId && fold(rep.name) === fold(name));
  if (other === undefined) return null;
  return refused(
    other.active
      ? `There is a colleague named ${other.name} already (${other.id}). Add an initial, for instance.`
      : `There is a colleague named ${other.name}, switched off. To bring them back: leadline reps set ${other.id} --active on`,
  );
}

/** An id made of the name, that nobody has. */
export function newId(name: string, taken: ReadonlyMap<string, unknown>): string {
  const slug = fold(name)
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const base = slug === "" ? "id" : slug;
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  return id;
}

function find<T extends { id: string; name: string }>(
  typed: string,
  all: ReadonlyMap<string, T>,
  words: { none: string; list: string },
  beginnings = true,
): T | Refused {
  const wanted = fold(typed);
  const byId = all.get(typed) ?? all.get(wanted);
  if (byId !== undefined) return byId;
  const rows = [...all.values()];
  const whole = rows.filter((row) => fold(row.name) === wanted);
  const begun = beginnings && wanted !== "" ? rows.filter((row) => fold(row.name).startsWith(wanted)) : [];
  const found = whole.length > 0 ? whole : begun;
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    const list = found.map((row) => `${row.id} (${row.name})`).join(", ");
    return { ...refused(`Several fit “${typed}”: ${list}. Say the id.`), isAmbiguous: true };
  }
  const near = nearest(wanted, rows.flatMap(wordsFor));
  const meant = near === null ? undefined : rows.find((row) => wordsFor(row).includes(near));
  const hint = meant === undefined ? `See: ${words.list}` : `Did you mean ${meant.id} (${meant.name})?`;
  return { ...refused(`${words.none} “${typed}”. ${hint}`), near: meant?.name ?? null };
}

/** What a row may be called: its id, its name, the first word of its name. */
function wordsFor({ id, name }: { id: string; name: string }): string[] {
  return [id, fold(name), fold(name).split(" ")[0] ?? ""];
}
