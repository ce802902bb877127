import type { Training } from "../../leads/learn/state.ts";
import { table } from "./table.ts";

/** Beside the hot path: what was learned from ended leads. */
export const winModels = table<Training>("win_models", {
  number: "int",
  status: "text",
  token: "text",
  leaseUntil: "time",
  attempts: "int",
  startedAt: "time",
  trainedAt: "time",
  leads: "int",
  exclude: "json",
  verdict: "text",
  report: "json",
  model: "json",
});
