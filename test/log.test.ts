import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../src/clock.ts";
import { createLog, type LogOptions, type RootLog } from "../src/log.ts";
import { redactText } from "../src/redact.ts";

const clock = createManualClock(new Date("2026-11-22T16:01:17.250Z"));

/** A log that keeps what it wrote. */
function aLog(options: LogOptions = {}): { log: RootLog; lines: () => string } {
  const written: string[] = [];
  const log = createLog({ level: "debug", clock, write: (line) => written.push(line), ...options });
  return { log, lines: () => written.join("") };
}

/** Secrets, each with the part that must never be seen. */
const CANARIES: [name: string, text: string, secret: string][] = [
  ["a phone with a plus", "+5511987654321", "87654321"],
  ["a phone with spaces", "+55 11 98765-4321", "98765"],
  ["a phone with brackets", "(11) 98765-4321", "4321"],
  ["a phone with dots", "+34.612.345.678", "345"],
  ["a bare phone", "5511987654321", "987654321"],
  ["a phone in a link", "https://wa.me/5511987654321", "987654321"],
  ["a phone percent-encoded", "tel=%2B5511987654321", "987654321"],
  ["a phone behind a word", "tel5511987654321", "987654321"],
  ["a phone behind an underscore", "session_5511987654321", "987654321"],
  ["a phone in full-width digits", "＋５５１１９８７６５４３２１", "９８７６"],
  ["a phone behind a date", "2026-11-22 11987654321", "987654321"],
  ["a WhatsApp id", "5511987654321@c.us", "987654321"],
  ["a WhatsApp LID", "163748291047382@lid", "163748"],
  ["an e-mail address", "ana.souza+leads@example.com", "souza"],
  ["an e-mail address with an accent", "joão@exämple.com.br", "joão"],
  ["an e-mail address percent-encoded", "to=ana%40example.com", "ana"],
  ["a Telegram token", "123456789:AAF9cWq8x3bVvW0t1yXzKpLmNoPqRsTuVwX", "AAF9c"],
  [
    "a Telegram token in a URL",
    "https://api.telegram.org/bot123456789:AAF9cWq8x3bVvW0t1yXzKpLmNoPqRsTuVwX/getMe",
    "AAF9c",
  ],
  ["a Slack bot token", ["xoxb", "1234567890", "abcdefGHIJ"].join("-"), "abcdef"],
  ["a Slack app token", ["xapp", "1", "A012", "987", "deadbeef"].join("-"), "deadbeef"],
  ["a Slack webhook", "https://hooks.slack.com/services/T000/B000/abcdEFGH", "abcdEFGH"],
  ["a bearer token", "Authorization: Bearer abc.DEF-123_456", "DEF-123"],
  ["basic credentials", "authorization: Basic dXNlcjpwYXNz", "dXNlcjpw"],
  ["a JSON Web Token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl", "c2lnbmF0"],
  ["a database URL", "postgresql://leadline:hunter2@db.internal:5432/leads", "hunter2"],
  ["a database URL with an odd password", "postgres://leadline:hun/t@er2@db/leads", "er2"],
  ["a connection string", "host=db user=x password=hunter2 dbname=y", "hunter2"],
  ["a password in quoted JSON", '{\\"password\\":\\"hunter2\\"}', "hunter2"],
  ["a key in a query", "GET /x?api_key=hunter2hunter2&y=1", "hunter2"],
  ["the id of a web chat", "web:3b1f8c2e-7a5d-4f6b-9c8e-1d2a3b4c5d6e", "8c2e-7a5d"],
];

/** Every way in which a text gets into a line. */
const WAYS: [name: string, use: (log: RootLog, text: string) => void][] = [
  ["the message", (log, text) => log.info({}, `Saw ${text} here`)],
  ["a field", (log, text) => log.warn({ seen: text }, "x")],
  ["a nested field", (log, text) => log.warn({ a: { b: [{ c: text }] } }, "x")],
  ["the name of a field", (log, text) => log.warn({ [text]: 1 }, "x")],
  ["a map and a set", (log, text) => log.warn({ map: new Map([[text, 1]]), set: new Set([text]) }, "x")],
  ["JSON in a field", (log, text) => log.warn({ raw: JSON.stringify({ inner: text }) }, "x")],
  ["an error's message", (log, text) => log.error({ error: new Error(`Failed for ${text}`) }, "x")],
  ["an error in another field", (log, text) => log.error({ reason: new TypeError(text) }, "x")],
  [
    "the cause of an error",
    (log, text) => log.error({ error: new Error("outer", { cause: new Error(text) }) }, "x"),
  ],
  [
    "a property of an error",
    (log, text) => log.error({ error: Object.assign(new Error("x"), { url: text }) }, "x"),
  ],
  ["an aggregate", (log, text) => log.error({ error: new AggregateError([new Error(text)], "many") }, "x")],
  ["an error as the fields", (log, text) => log.error(new Error(text), "x")],
  ["a child's fields", (log, text) => log.child({ chat: text }).info({}, "x")],
  [
    "a grandchild's fields",
    (log, text) =>
      log
        .child({ a: 1 })
        .child({ lane: { id: text } })
        .info({}, "x"),
  ],
  ["a URL object", (log, text) => log.info({ url: URL.canParse(text) ? new URL(text) : text }, "x")],
  ["something with toJSON", (log, text) => log.info({ thing: { toJSON: () => ({ text2: text }) } }, "x")],
];

describe.each(WAYS)("a secret in %s", (_way, use) => {
  it.each(CANARIES)("is not written: %s", (_name, text, secret) => {
    for (const format of ["json", "pretty"] as const) {
      const { log, lines } = aLog({ format });
      use(log, text);
      expect(lines()).not.toBe("");
      expect(lines()).not.toContain(secret);
    }
  });
});

describe("private fields", () => {
  it.each([
    "phone",
    "Phone",
    "contactPhone",
    "email",
    "e_mail",
    "botToken",
    "password",
    "apiKey",
    "api_key",
    "authorization",
    "cookie",
    "session",
  ])("are hidden whole: %s", (name) => {
    const { log, lines } = aLog();
    log.info({ [name]: "abc" }, "x");
    log.info({ deep: { [name]: { inner: "abc" } } }, "x");
    log.info({ [name]: 12345 }, "x");
    expect(lines()).not.toMatch(/abc|12345/);
  });

  it("do not show what people wrote, only how much", () => {
    const { log, lines } = aLog();
    log.info({ text: "I live in Rua das Flores" }, "x");
    log.info({ payload: { type: "message", anything: "I live in Rua das Flores" } }, "x");
    expect(lines()).toContain("[24 characters]");
    expect(lines()).not.toContain("Flores");
  });

  it("hide a phone that is kept as a number", () => {
    const { log, lines } = aLog();
    log.info({ from: 5511987654321, nested: [11987654321] }, "x");
    expect(lines()).not.toContain("987654321");
  });
});

describe("what a reader needs", () => {
  it.each([
    "2026-11-22T16:01:17.250Z",
    "from 2026-11-22 16:01:17 to 2026-11-23",
    "22.11.2026",
    "20261122160404_initial",
    "listening on 127.0.0.1:8080",
    "took 12.345678901 ms",
    "SQLite 3.53.1, Node 20.20.2",
    "lead L-42, inbox 1234567, 3 of 5 tries",
    "k3j5-1 and 2f-10",
    "0f8fad5b-d9cb-469f-a165-70867728950e",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "pino@10.4.0 and @prisma/client@7.10.0",
    "/srv/node_modules/pg/lib/client.js:132:73",
    "file:/var/lib/leadline/leadline.db",
    "10485760 bytes in 3 files",
  ])("is left alone: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("is one JSON object a line, with level, time and fields", () => {
    const { log, lines } = aLog();
    log.child({ part: "inbox" }).warn({ seq: 17, lane: "desk:team" }, "Slow\nbatch");
    expect(lines().endsWith("\n")).toBe(true);
    expect(lines().trim().split("\n")).toHaveLength(1);
    expect(JSON.parse(lines())).toEqual({
      level: "warn",
      time: "2026-11-22T16:01:17.250Z",
      part: "inbox",
      seq: 17,
      lane: "desk:team",
      message: "Slow\nbatch",
    });
  });

  it("is a line for people on a terminal, with the stack of an error below", () => {
    const { log, lines } = aLog({ format: "pretty" });
    log.error({ seq: 17, error: new Error("No such table") }, "The batch failed");
    const [head, ...stack] = lines().split("\n");
    expect(head).toBe("16:01:17.250 error The batch failed seq=17");
    expect(stack[0]).toBe("    Error: No such table");
  });

  it("keeps the code, the cause and the stack of an error", () => {
    const { log, lines } = aLog();
    const cause = new Error("inner");
    log.error({ error: Object.assign(new Error("outer", { cause }), { code: "disk-full" }) }, "x");
    expect(JSON.parse(lines()).error).toMatchObject({
      type: "Error",
      message: "outer",
      code: "disk-full",
      stack: expect.stringContaining("log.test.ts"),
      cause: { message: "inner" },
    });
  });

  it("calls an error `error`, whatever the field was called", () => {
    const { log, lines } = aLog({ format: "pretty" });
    log.error({ err: new Error("No such table") }, "The batch failed");
    expect(lines().split("\n")[1]).toBe("    Error: No such table");
  });

  it("respects the level", () => {
    const { log, lines } = aLog({ level: "warn" });
    log.debug({}, "a");
    log.info({}, "b");
    expect(lines()).toBe("");
    log.warn({}, "c");
    expect(lines()).not.toBe("");
  });
});

describe("hostile fields", () => {
  it("cannot forge a line or move the cursor on a terminal", () => {
    const { log, lines } = aLog({ format: "pretty" });
    log.info({ name: "x\n16:00 error FORGED\u001b[2J\u202e" }, "hello\r\nFORGED");
    expect(
      lines()
        .trimEnd()
        .split(/[\n\r]/),
    ).toHaveLength(1);
    for (const character of ["\u001b", "\u202e"]) expect(lines()).not.toContain(character);
  });

  it("may be cyclic, huge, odd or throw", () => {
    const { log, lines } = aLog();
    const cycle: Record<string, unknown> = { n: 1n, f: () => 1, s: Symbol("x"), d: new Date(Number.NaN) };
    cycle.self = cycle;
    log.info({ cycle, bytes: Buffer.alloc(10), long: "word ".repeat(10_000) }, "x");
    log.info(
      {
        get boom() {
          throw new Error("getter");
        },
      },
      "still written",
    );
    expect(lines().length).toBeLessThan(20_000);
    expect(lines()).toContain("still written");
  });

  it("never throw, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
        fc.string(),
        (value, message) => {
          const { log, lines } = aLog();
          log.info({ value }, message);
          expect(() => JSON.parse(lines())).not.toThrow();
        },
      ),
    );
  });

  it("hide an e-mail address and a phone wherever they stand in a text", () => {
    const filler = fc.string({ unit: fc.constantFrom(..." ,;:!?\n\t\"'<>()[]{}|=ãé") });
    fc.assert(
      fc.property(filler, filler, (before, after) => {
        const safe = redactText(`${before}+5511987654321${after}ana.souza@example.com${before}`);
        expect(safe).not.toMatch(/987654321|souza/);
      }),
    );
  });
});
