import { expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/app.ts";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { cleanText } from "../../src/text.ts";
import { copyFlows } from "../crash/config.ts";
import { DATABASES } from "../support/app.ts";
import { freshPostgresUrl } from "../support/database.ts";
import { aVisitor } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** Text that breaks databases, terminals and eyes. */

const FAMILY = "👨‍👩‍👧‍👦";

/** Each with what must be kept of it; absent: itself. */
const CORPUS: [name: string, text: string, kept?: string][] = [
  ["a NUL in the middle", "so\u0000lar", "solar"],
  ["a lone high surrogate", "solar \ud83d!", "solar !"],
  ["a lone low surrogate", "\ude00 solar", " solar"],
  ["zero-width spaces", "s\u200bo\u200bl\u200bar", "solar"],
  ["a right-to-left override", "\u202esolar\u202c", "solar"],
  ["homoglyphs", "ѕоlаr раnеls"],
  ["Arabic", "مرحبا، أريد ألواحًا شمسية"],
  ["Thai without spaces", "สวัสดีครับ"],
  ["Zalgo", `s${"\u0301".repeat(50)}olar`],
  ["as many families as there is room for", FAMILY.repeat(727)],
  ["HTML", "<script>alert(1)</script><img src=x onerror=alert(1)>"],
  ["SQL", "'; DROP TABLE leads; --"],
  ["JSON and escapes", '{"a": "\\u0000"} \\n \\x00 $1 %s %n ?1'],
  ["Slack's own marks", "<!channel> <@U123> &amp; *bold*"],
  ["a formula", '=HYPERLINK("http://example.com")'],
  ["terminal escapes", "\u001b[31mred\u001b[0m\u0007", "[31mred[0m"],
  ["old line ends", "one\rtwo\r\nthree\u2028four", "one\ntwo\nthree\nfour"],
  ["noncharacters and a byte order mark", "\ufeffsolar\uffff\ufffe", "solar"],
  ["private use and unassigned characters", "\ue000 \u{10ffff} \u{e0fff}"],
  ["a flag of England", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 solar"],
];

it.each(DATABASES)("stores, answers and shows nasty text as it should be, on %s", async (database) => {
  const folder = temporaryFolder();
  await copyFlows(folder);
  const DATABASE_URL = database === "sqlite" ? `file:${folder}/leadline.db` : await freshPostgresUrl();
  const complaints: string[] = [];
  const app = await createApp({
    config: loadConfig({ DATABASE_URL, LEADLINE_PORT: "0", LEADLINE_TRUST_PROXY: "on" }, folder),
    log: createLog({ level: "warn", write: (line) => complaints.push(line) }),
    clock: systemClock,
  });
  onTestFinished(() => app.stop());
  const { url } = await app.start();
  let address = 0;
  const aNewVisitor = () => aVisitor(url ?? "", `203.0.113.${address++}`);

  for (const [name, text, kept = text] of CORPUS) {
    expect(cleanText(text).trim(), name).toBe(cleanText(kept).trim());
    const visitor = aNewVisitor();
    expect(await visitor.says(text), name).toBe(200);
    const [mine, answer] = await visitor.hears(1);
    expect(mine?.text.trim(), name).toBe(kept.normalize("NFC").trim());
    expect(Buffer.from(mine?.text ?? "").toString(), name).toBe(mine?.text);
    expect(answer?.text, name).not.toBe("");
    // It is said in the middle of the questions too, where it is read as an answer.
    expect(await visitor.says(text), name).toBe(200);
    expect(
      (await visitor.hears(2)).filter((entry) => entry.from === "you"),
      name,
    ).toHaveLength(2);
  }

  // What is nothing once it is cleaned, and what is too long, is refused with a reason and leaves no trace.
  const visitor = aNewVisitor();
  for (const text of ["", " \n ", "\u0000", "\u200b\u2060\ufeff", "\ud800"])
    expect(await visitor.says(text)).toBe(400);
  expect(await visitor.says(FAMILY.repeat(8_000))).toBe(413);
  expect(await visitor.says("x".repeat(8_001))).toBe(400);
  expect(await visitor.reads()).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await app.store.inbox.counts()).toMatchObject({ pending: 0, dead: 0 });
});
