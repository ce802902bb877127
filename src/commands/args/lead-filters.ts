import { fold } from "../../language.ts";
import type { StageKind } from "../../leads/types/lead.ts";
import type { ResolveContext } from "../context.ts";
import type { Token } from "../tokens.ts";
import {
  after,
  filterWords,
  isGuessed,
  LINKING,
  type Narrowed,
  readKnown,
  readNamed,
  type Several,
  severalFault,
} from "./dimension-filter.ts";
import { DIMENSION_WORDS, valuesCalled } from "./dimension-values.ts";
import {
  filtersArg,
  type LeadWishes,
  OPEN,
  readFilter,
  readPage,
  readStageLike,
  stagedUnlessSaid,
  unknownFilter,
} from "./filters.ts";
import type { ArgSpec, Cursor } from "./spec.ts";
import { bareWord } from "./words.ts";

/**
 * Filters of leads as they are now: those of {@link filtersArg}, and what leads are counted by, in any order and language:
 * `hot instagram`, `negotiation product:solar`, `livres canal whatsapp`, `team sales overdue`. Words that nothing is called
 * are kept: the database may know such a source, product or segment. `unlessSaid`: as there.
 */
export function leadFiltersArg(unlessSaid: readonly StageKind[] = OPEN): ArgSpec<LeadWishes> {
  const plain = filtersArg(unlessSaid);
  return {
    ...plain,
    read: (cursor) => {
      const found = plain.read(cursor);
      if (found.length > 0) return found;
      const read = readWishes(cursor, unlessSaid);
      if ("several" in read) return [];
      const isGuess = isGuessed(read.unresolved ?? [], cursor.tokens);
      return [{ value: read, used: cursor.tokens.length, isGuess }];
    },
    missing: (cursor) => {
      const read = readWishes(cursor, unlessSaid);
      if ("several" in read) return severalFault(read);
      const typed = read.unresolved?.[0]?.word ?? "";
      return { code: "unknown-filter", text: unknownFilter(typed) };
    },
  };
}

/** The same after "mine", which colleagues say to each other too: in a lead's thread all but plain filters is a guess. */
export function ownLeadFiltersArg(): ArgSpec<LeadWishes> {
  const [plain, filters] = [filtersArg(), leadFiltersArg()];
  return {
    ...filters,
    read: (cursor) => {
      const isTalk = cursor.context.leadInThread !== null && plain.read(cursor).length === 0;
      return filters.read(cursor).map((reading) => (isTalk ? { ...reading, isGuess: true } : reading));
    },
  };
}

function readWishes({ tokens, context }: Cursor, unlessSaid: readonly StageKind[]): LeadWishes | Several {
  const wishes: LeadWishes = { page: 1, words: [] };
  const narrowed: Narrowed = { filter: {}, unresolved: [] };
  for (let at = 0; at < tokens.length; ) {
    const used = readOne(tokens.slice(at), wishes, narrowed, context);
    if (typeof used !== "number") return after(used, tokens, at);
    at += used;
  }
  return stagedUnlessSaid(together(wishes, narrowed), unlessSaid);
}

/** Read one thing from the beginning; gives how many words it took. */
function readOne(
  tokens: readonly Token[],
  wishes: LeadWishes,
  narrowed: Narrowed,
  context: ResolveContext,
): number | Several {
  const plain =
    readPage(tokens, wishes) || readTeam(tokens, narrowed, context) || readFilter(tokens, wishes, context);
  if (plain > 0) return plain;
  const named = readNamed(tokens, narrowed, context);
  if (named > 0) return named;
  const known = readKnown(tokens, narrowed, context);
  if (known !== 0) return known;
  const word = bareWord(tokens.slice(0, 1));
  if (LINKING.has(word) || word === "") return 1;
  // Only what has no other meaning is a stage with a typo.
  const stage = readStageLike(tokens, wishes, context);
  if (stage > 0) return stage;
  narrowed.unresolved.push({ word: fold(tokens[0]!.text), dimension: null });
  return 1;
}

/** "Sales team": the name stands first, and may be another filter's word alone. */
function readTeam([first, second]: readonly Token[], { filter }: Narrowed, context: ResolveContext): number {
  if (second === undefined || DIMENSION_WORDS.get(second.folded) !== "team") return 0;
  const teams = valuesCalled(bareWord([first!]), context, "team");
  if (teams.length !== 1) return 0;
  filter.team = teams[0]!.key;
  return 2;
}

/** Whose leads they are, and a tag, are filters of any list, and keep their words. */
function together(
  wishes: LeadWishes,
  { filter: { owner, tag, ...dimensions }, unresolved }: Narrowed,
): LeadWishes {
  const own = {
    ...(owner === undefined ? {} : { owner }),
    ...(tag === undefined ? {} : { tag }),
  };
  const said = filterWords(own);
  return {
    ...wishes,
    ...dimensions,
    ...(owner === undefined ? {} : { ownerId: owner }),
    ...(tag === undefined ? {} : { tag }),
    words: said === "" ? wishes.words : [...wishes.words, said],
    ...(unresolved.length === 0 ? {} : { unresolved }),
  };
}
