/** What can be known of a statement from its text alone. */
export interface SqlFacts {
  /** Number of values that it needs. */
  parameters: number;
  /** True when it certainly writes nothing. False may be wrong for `WITH`, which only costs a detour. */
  reads: boolean;
  /** BEGIN, COMMIT, SAVEPOINT and the like, which would tear the transactions of others. */
  control: boolean;
  /** CREATE, ALTER or DROP: other statements must be prepared again. */
  defines: boolean;
  /** It reads JSON from a parameter. */
  json: boolean;
  /** It has a second statement behind a semicolon. */
  several: boolean;
}

const READING = new Set(["select", "values", "explain", "with"]);
const WRITING = new Set(["insert", "update", "delete", "replace"]);
const DEFINING = new Set(["create", "alter", "drop"]);
const CONTROL = new Set(["begin", "commit", "end", "rollback", "savepoint", "release", "vacuum"]);

// Strings and quoted names, comments, parameters, words, the semicolon; everything else is of no interest.
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\?\d*|[:@$]\w+|[\p{L}_][\p{L}\p{N}_$]*|;|[^\s]/gu;

/**
 * Read what the guards need from a statement's text.
 *
 * The driver binds NULL to a parameter without a value, and silently ignores a second statement; both lose
 * data without an error, so we count ourselves. Done once for each text, then kept with the prepared statement.
 */
export function readSql(sql: string): SqlFacts {
  const names = new Set<string>();
  let parameters = 0;
  let first: string | undefined;
  let writes = false;
  let json = false;
  let ended = false;
  let several = false;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token.startsWith("--") || token.startsWith("/*")) continue;
    if (token === ";") {
      ended = true;
      continue;
    }
    if (ended) several = true;
    if (token.startsWith("?")) {
      parameters = token === "?" ? parameters + 1 : Math.max(parameters, Number(token.slice(1)));
    } else if (/^[:@$]\w/.test(token)) {
      if (!names.has(token)) parameters++;
      names.add(token);
    } else if (/^[\p{L}_]/u.test(token)) {
      const word = token.toLowerCase();
      first ??= word;
      if (WRITING.has(word)) writes = true;
      if (word.startsWith("json")) json = true;
    }
  }
  return {
    parameters,
    reads: first !== undefined && READING.has(first) && !(first === "with" && writes),
    defines: first !== undefined && DEFINING.has(first),
    control: first !== undefined && CONTROL.has(first),
    json,
    several,
  };
}
