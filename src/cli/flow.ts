import { Command } from "commander";
import type { Cli } from "./cli.ts";

/** `leadline flow`: check, test, draw and try the flow files. */
export function flowCommand(_cli: Cli): Command {
  return new Command("flow").description("check, test, draw and try your flows");
}
