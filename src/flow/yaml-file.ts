import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLParseError,
} from "yaml";
import type { Problem } from "./problems.ts";

export type Path = readonly PropertyKey[];

/** A YAML file with the positions of everything in it. */
export interface YamlFile {
  readonly file: string;
  /** The plain data; null for an empty or broken file. */
  readonly data: unknown;
  /** Faults of the YAML itself. With one of severity error, `data` is not to be used. */
  readonly problems: readonly Problem[];
  /** A fault at the value at this path; at its key with `key: true`. The nearest parent when it is not there. */
  problem(path: Path, what: Fault, at?: { key: boolean }): Problem;
}

export interface Fault {
  message: string;
  fix: string;
  severity?: "error" | "warning";
}

/** Files as they were last parsed: whenever one is saved the whole folder is read, and the others are as they were. */
const parsed = new Map<string, { text: string; yaml: YamlFile }>();
const MOST_KEPT = 100;

/** Parse YAML text. Never throws: faults are in `problems`. */
export function parseYaml(file: string, text: string): YamlFile {
  const known = parsed.get(file);
  if (known?.text === text) return known.yaml;
  const yaml = parse(file, text);
  parsed.delete(file);
  parsed.set(file, { text, yaml });
  for (const oldest of parsed.keys()) {
    if (parsed.size <= MOST_KEPT) break;
    parsed.delete(oldest);
  }
  return yaml;
}

function parse(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: Problem[] = [
    ...firstCauses(document.errors).map((error) => ({ error, severity: "error" as const })),
    ...document.warnings.map((error) => ({ error, severity: "warning" as const })),
  ].map(({ error, severity }) => ({
    file,
    ...at(placeOf(error, text)),
    severity,
    message: `This is not valid YAML: ${error.message.replace(/"(?=quote)/, "")}.`,
    fix: fixOf(error) ?? "Check the indentation, quotes and colons here.",
  }));
  return {
    file,
    data: problems.some(({ severity }) => severity === "error") ? null : toData(document, problems, file, at),
    problems,
    problem: (path, { message, fix, severity = "error" }, { key } = { key: false }) => ({
      file,
      ...at(offsetOf(document, path, key)),
      severity,
      message,
      fix,
    }),
  };
}

/** One slip of indentation or quotes upsets everything below it: only the first of these is told. */
function firstCauses(errors: readonly YAMLParseError[]): YAMLParseError[] {
  const [first] = errors
    .filter(({ code }) => code !== "DUPLICATE_KEY")
    .sort(
      (a, b) =>
        a.pos[0] - b.pos[0] || Number(b.code === "TAB_AS_INDENT") - Number(a.code === "TAB_AS_INDENT"),
    );
  return first === undefined ? [...errors] : [first];
}

/** The parser points at the space before what is out of line. */
function placeOf({ code, pos }: YAMLError, text: string): number {
  if (code !== "BAD_INDENT") return pos[0];
  const rest = /^\s*/.exec(text.slice(pos[0]))?.[0].length ?? 0;
  return Math.min(pos[0] + rest, Math.max(0, text.length - 1));
}

function fixOf({ code, message }: YAMLError): string | undefined {
  return /end with a [\]}]/.test(message) ? FIXES.MISSING_CHAR : FIXES[code];
}

function toData(
  document: Document.Parsed,
  problems: Problem[],
  file: string,
  at: (offset: number) => { line: number; column: number },
): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    let place: number | null = null;
    visit(document, {
      Alias: (_, alias) => {
        if (!message.endsWith(`: ${alias.source}`)) return undefined;
        place = startOf(alias);
        return visit.BREAK;
      },
    });
    problems.push({
      file,
      ...at(place ?? 0),
      severity: "error",
      message: `This YAML cannot be read: ${message}.`,
      fix:
        place === null
          ? "Use fewer anchors and aliases."
          : "Put the text in quotes if it begins with a `*`; otherwise name an anchor that is set above.",
    });
    return null;
  }
}

const FIXES: Partial<Record<string, string>> = {
  DUPLICATE_KEY: "Give one of the two another name, or remove it.",
  TAB_AS_INDENT: "Indent with spaces, not with tabs.",
  BAD_INDENT: "Line this up with the lines above: two spaces for each level.",
  MISSING_CHAR: "Close the quote or bracket that was opened.",
  MULTILINE_IMPLICIT_KEY: "A colon may be missing, or the text needs quotes because it holds `: `.",
  BLOCK_AS_IMPLICIT_KEY: "Put the text in quotes: it holds a `: `.",
  MULTIPLE_DOCS: "Keep one document in a file: remove the `---` line.",
};

/** Where the value at a path stands, or its key. */
function offsetOf(document: Document.Parsed, path: Path, wantKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  path.forEach((part, i) => {
    const isLast = i === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(part),
      );
      if (pair === undefined) {
        node = null;
        return;
      }
      const keyOffset = startOf(pair.key);
      node = pair.value;
      // A block map or list begins on the line below; its key is what a reader looks for.
      const preferKey = (isLast && wantKey) || isMap(node) || isSeq(node) || startOf(node) === null;
      offset = (preferKey ? keyOffset : startOf(node)) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else node = null;
  });
  return offset;
}

function startOf(node: unknown): number | null {
  return isNode(node) ? ((node as Node).range?.[0] ?? null) : null;
}
