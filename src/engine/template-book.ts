import { NO_EDITS, type TemplateEdits } from "../flow/template-edits.ts";
import type { TurnStore } from "../store/port/turn-store.ts";

/** What chat says of templates, read anew only when the counter of changes says that there is something new. */
export interface TemplateBook {
  at(count: number, from: Pick<TurnStore, "templateVersions">): Promise<TemplateEdits>;
}

export function createTemplateBook(): TemplateBook {
  let known = NO_EDITS;
  return {
    async at(count, from) {
      if (known.count === count) return known;
      const versions = await from.templateVersions();
      known = { count, newest: new Map(versions.map((each) => [each.templateId, each])) };
      return known;
    },
  };
}
