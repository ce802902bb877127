/** Where a command writes. Results go to the standard output; everything about the work to the standard error. */
export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** A line about the work; silent under --quiet. */
  note(line: string): void;
  /** A line that must be seen: a warning or an error. */
  alert(line: string): void;
  /** What is asked of the person; null when nobody can answer. */
  readonly input: NodeJS.ReadableStream | null;
  readonly output: NodeJS.WritableStream;
  /** Shows how far long work is: see {@link Progress}. */
  progress(label: string): Progress;
  quiet: boolean;
  colour: boolean;
}

/** How far long work is: a bar on a terminal, a line at each quarter elsewhere. */
export interface Progress {
  update(done: number, total: number): void;
  /** Ends the bar; `result` says in one line what came of it. */
  end(result?: string): void;
}

export interface TerminalStreams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

/** The terminal of this process. */
export function createTerminal({ stdin, stdout, stderr }: TerminalStreams): Terminal {
  const terminal: Terminal = {
    out: (line) => void stdout.write(`${line}\n`),
    note: (line) => {
      if (!terminal.quiet) stderr.write(`${line}\n`);
    },
    alert: (line) => void stderr.write(`${line}\n`),
    input: stdin,
    output: stdout,
    progress: (label) =>
      createProgress({
        label,
        write: (text) => {
          if (!terminal.quiet) stderr.write(text);
        },
        // A bar redraws its line, which only a terminal can.
        bar: stderr.isTTY === true,
        columns: stderr.columns ?? 80,
      }),
    quiet: false,
    colour: stdout.isTTY === true,
  };
  return terminal;
}

/** See {@link Progress}. `bar`: redraw one line. Writes at most once for each percent (bar) or quarter (lines). */
export function createProgress(options: {
  label: string;
  write: (text: string) => void;
  bar: boolean;
  columns: number;
}): Progress {
  const { label, write, bar } = options;
  const step = bar ? 1 : 25;
  let shown = -1;
  return {
    update(done, total) {
      const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
      const percent = Math.floor((share * 100) / step) * step;
      if (percent <= shown) return;
      shown = percent;
      if (!bar) write(`${label}: ${percent} %\n`);
      else {
        const width = Math.max(10, Math.min(40, options.columns - label.length - 8));
        const full = Math.round(share * width);
        write(`\r${label} ${"█".repeat(full)}${"░".repeat(width - full)} ${String(percent).padStart(3)} %`);
      }
    },
    end(result) {
      if (bar && shown >= 0) write("\r\u001b[K");
      if (result !== undefined) write(`${result}\n`);
    },
  };
}
