import type { Asked } from "../args/asked.ts";
import { ALWAYS } from "../args/asked-part.ts";
import { filterWords, openWords } from "../args/dimension-filter.ts";
import { type LeadWishes, unknownFilter } from "../args/filters.ts";
import type { CommandProblem, LoadContext } from "../define.ts";
import { problem } from "../help-text.ts";
import type { Dimension, InsightFilter } from "../insights.ts";
import { visibleTo } from "../policy.ts";
import { inAll, type Texts } from "../present/phrase.ts";
import type { Wanted } from "../questions/inquire.ts";
import { meantBy, resolveOpen } from "../questions/open-words.ts";
import { filterText } from "../questions/words.ts";
import type { CommandReads, LeadFilter } from "../reads.ts";

/** A list of leads as they are now, with nothing left open. */
export interface NarrowedList {
  filter: LeadFilter;
  /** The filters as they are typed, for the next page. */
  words: string[];
  /** What is said of the list, with what it was narrowed to by what leads are counted by. */
  titled(title: Texts): Texts;
}

/**
 * Settle what a list of leads was asked for: whose leads may be seen, and words that only the database knows, such as a
 * source. A word that is nothing at all is a problem with the nearest ones to choose from, each as `command` again.
 */
export async function narrowList(
  { page: _page, words, unresolved = [], ...said }: LeadWishes,
  command: string,
  reads: CommandReads,
  context: LoadContext,
): Promise<NarrowedList | CommandProblem> {
  const scope = visibleTo(context.actor, context.directory);
  const keysOf = (dimension: Dimension) => reads.leadKeys(dimension, scope);
  const settled = await resolveOpen(unresolved, dimensionsOf(said), keysOf, context);
  const { filter, unknown, later = [] } = settled;
  if (unknown !== undefined) {
    const again = (meant: InsightFilter) =>
      [command, ...words, filterWords({ ...filter, ...meant }), openWords(later)]
        .filter((word) => word !== "")
        .join(" ");
    const choices = await meantBy(unknown, keysOf, context, again);
    return problem("unknown-filter", unknownFilter(unknown.word), context.language, choices);
  }
  const more = filterWords(filter);
  const { owner, ...dimensions } = filter;
  return {
    filter: { scope, ...said, ...dimensions, ...(owner === undefined ? {} : { ownerId: owner }) },
    words: more === "" ? words : [...words, more],
    titled: (title) =>
      inAll((language) =>
        [title[language], filterText(filter, { ...context, language })]
          .filter((part) => part !== "")
          .join(" · "),
      ),
  };
}

/** How it is told that a word is not known where leads behind a number are listed: as of any list, if that may be meant. */
export function tellsUnknown({ period, measure }: Asked): Pick<Wanted, "tell"> {
  const isList = period === null && (measure === null || measure === "created" || !ALWAYS.has(measure));
  return isList ? { tell: unknownFilter } : {};
}

function dimensionsOf({
  source,
  product,
  segment,
  team,
  channel,
  language,
}: Omit<LeadFilter, "scope">): InsightFilter {
  const all = Object.entries({ source, product, segment, team, channel, language });
  return Object.fromEntries(all.filter(([, key]) => key !== undefined));
}
