import { z } from "zod";
import type { ArgSpec } from "./spec.ts";

export type AgendaView = "overdue" | "unplanned";

/** A part of the agenda: what is overdue, or the leads that have no next step. */
export function agendaViewArg(): ArgSpec<AgendaView | undefined> {
  return {
    kind: "filters",
    label: {
      en: "overdue or unplanned",
      pt: "atrasados ou sem próximo passo",
      es: "atrasados o sin próximo paso",
    },
    optional: true,
    schema: z.enum(["overdue", "unplanned"]).optional(),
    read: ({ tokens }) => {
      const said = tokens.map((token) => token.folded);
      for (const [words, view] of VIEWS) {
        const is = words.every((word, n) => said[n] === word);
        if (is) return [{ value: view, used: words.length }];
      }
      return [];
    },
    missing: null,
  };
}

const VIEWS: readonly (readonly [readonly string[], AgendaView])[] = (
  [
    ["overdue", "overdue"],
    ["late", "overdue"],
    ["atrasados", "overdue"],
    ["atrasado", "overdue"],
    ["vencidos", "overdue"],
    ["unplanned", "unplanned"],
    ["no next step", "unplanned"],
    ["without a next step", "unplanned"],
    ["without next step", "unplanned"],
    ["missing", "unplanned"],
    ["sem proximo passo", "unplanned"],
    ["sem passo", "unplanned"],
    ["sin proximo paso", "unplanned"],
    ["sin paso", "unplanned"],
  ] as const
).map(([words, view]) => [words.split(" "), view] as const);
