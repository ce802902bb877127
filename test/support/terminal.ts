import { PassThrough, Writable } from "node:stream";
import { createProgress, type Terminal } from "../../src/cli/terminal.ts";

/** A terminal that keeps what was written, and that says `input` line by line. */
export interface FakeTerminal extends Terminal {
  /** Results, as on the standard output. */
  stdout(): string;
  /** Notes, warnings, errors and progress, as on the standard error. */
  stderr(): string;
}

/** A terminal of nobody. `input`: what the person types; none when absent. */
export function aTerminal(input?: string): FakeTerminal {
  let stdout = "";
  let stderr = "";
  const stdin = new PassThrough();
  if (input !== undefined) stdin.end(input);
  const terminal: FakeTerminal = {
    out: (line) => {
      stdout += `${line}\n`;
    },
    note: (line) => {
      if (!terminal.quiet) stderr += `${line}\n`;
    },
    alert: (line) => {
      stderr += `${line}\n`;
    },
    input: input === undefined ? null : stdin,
    output: new Writable({
      write: (chunk, _encoding, done) => {
        stdout += String(chunk);
        done();
      },
    }),
    progress: (label) =>
      createProgress({
        label,
        bar: false,
        columns: 80,
        write: (text) => {
          if (!terminal.quiet) stderr += text;
        },
      }),
    quiet: false,
    colour: false,
    stdout: () => stdout,
    stderr: () => stderr,
  };
  return terminal;
}
