import { parentPort } from "node:worker_threads";
import type { Chart } from "../channel/chart.ts";
import { drawPng } from "./draw.ts";
import type { ThemeName } from "./picture/theme.ts";

/** What the thread is asked for; one at a time. */
export interface DrawRequest {
  chart: Chart;
  theme: ThemeName;
}

export type DrawReply = { picture: Uint8Array } | { failed: string };

parentPort?.on("message", ({ chart, theme }: DrawRequest) => {
  parentPort?.postMessage(attempt(chart, theme));
});

function attempt(chart: Chart, theme: ThemeName): DrawReply {
  try {
    return { picture: drawPng(chart, theme) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
