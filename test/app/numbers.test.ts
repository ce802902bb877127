import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Post } from "../../src/store/port/page-reads.ts";
import {
  DATABASES,
  type DatabaseKind,
  finishes,
  startApp,
  type TestApp,
  type TestAppOptions,
} from "../support/app.ts";
import { aRep } from "../support/builders.ts";

let app: TestApp;
afterEach(() => app?.close());

const REPS = [
  aRep({ name: "Ana" }),
  aRep({ name: "Bruno", language: "pt" }),
  aRep({ name: "Carla", language: "es" }),
  aRep({ name: "David" }),
  aRep({ name: "Olga", role: "admin" }),
  aRep({ name: "Otávio", id: "otavio", role: "admin", language: "pt", timeZone: "America/Sao_Paulo" }),
  aRep({ name: "Ofelia", role: "admin", language: "es" }),
];

const start = async (database: DatabaseKind, options: Partial<TestAppOptions> = {}) => {
  app = await startApp({ database, reps: REPS, ...options });
};

/** The last private post of a colleague, whole. */
async function lastPost(rep: string): Promise<Post["payload"]> {
  return (await app.posts(`rep:${rep}`)).at(-1)!.payload;
}

/** Three leads: one won by Ana, one lost, one waiting. */
async function someHistory(): Promise<void> {
  const won = await finishes(app, "c-1", "es");
  await app.does("olga", `assign L-${won.number} @ana`);
  await app.does("ana", `reply L-${won.number} Hello!`);
  await app.does("ana", `stage L-${won.number} customer 5k`);
  const lost = await finishes(app, "c-2", "en");
  await app.does("olga", `stage L-${lost.number} unqualified no budget`);
  await app.says("c-3", "Hi");
}

describe.each(DATABASES)("numbers in chat (%s)", (database) => {
  it("answers every question, in three languages, with pictures, buttons and lists that say the same", async () => {
    await start(database);
    await someHistory();
    const stats = await app.does("olga", "stats today");
    expect(stats).toContain("Numbers for today – everybody");
    expect(stats).toContain("New leads: 3 (0 before)");
    expect(stats).toContain("Won: 1 (0 before)");
    expect(stats).toContain("Lost: 1 (0 before)");
    expect(stats).not.toMatch(/NaN|Infinity|∞|undefined|null/);
    const { choices = [], chart } = await lastPost("olga");
    for (const [measure, count] of [
      ["created", 3],
      ["won", 1],
      ["lost", 1],
    ] as const) {
      const button = choices.find(({ value }) => value.startsWith(`leads ${measure} `));
      expect(button?.label).toMatch(new RegExp(`: ${count}$`));
      expect(await app.does("olga", button!.value)).toContain(`of ${count})`);
    }
    // One day is one column: nothing to compare in a picture.
    expect(chart).toBeUndefined();

    expect(await app.does("otavio", "números esta semana")).toContain("Leads novos: 3 (antes 0)");
    const week = await lastPost("otavio");
    expect(week.chart).toMatchObject({ kind: "columns", language: "pt", title: "Leads novos por dia" });
    const png = await readFile(join(dirname(app.flowsFolder), week.image!.path));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(week.image?.alt).toContain("3 leads novos");
    expect(await app.does("otavio", "números esta semana texto")).toContain("Leads novos: 3");
    expect((await lastPost("otavio")).image).toBeUndefined();

    expect(await app.does("ofelia", "embudo")).toContain("Leads nuevos: 3");
    const embudo = await lastPost("ofelia");
    // Between two steps stands what part of the one before went on.
    expect(embudo.chart).toMatchObject({ kind: "funnel", language: "es", notes: ["", "67%", "50%"] });
    expect(embudo.image?.alt).toContain("Cliente 1 (50% del paso anterior)");
    expect(await app.does("olga", "pipeline")).toContain("Customer: 1");
    expect(await app.does("olga", "pipeline instagram")).toContain("Customer: 1");
    // Whatever the period, it is how things are now; each stage can be looked into.
    expect(await app.does("olga", "pipeline instagram last month")).toMatch(
      /Customer: 1[\s\S]*how things are now/,
    );
    const ofStage = (await lastPost("olga")).choices?.find(({ label }) => label === "Customer: 1");
    expect(await app.does("olga", ofStage!.value)).toContain("of 1)");
    expect(await app.does("olga", "leads instagram")).toContain("of 1)");
    expect(await app.does("olga", "funnel")).toContain(
      "Questions not finished: 1 lead (33%) – last answered: no answer yet 1",
    );
    for (const { label, value } of (await lastPost("olga")).choices ?? [])
      if (value.startsWith("leads "))
        expect(await app.does("olga", value)).toContain(`of ${label.split(": ").at(-1)})`);
    expect(await app.does("olga", "sources")).toMatch(/Instagram: 1 new .*1 won/);
    expect(await app.does("olga", "sources by product")).toContain("Car charger: 1 new");
    expect(await app.does("otavio", "equipe hoje")).toMatch(/^Ana: 1 lead · 1 ganho/m);
    expect(await app.does("ofelia", "pérdidas")).toContain("Perdidos: 1");
    const report = await app.does("olga", "report this week");
    for (const part of ["Report for this week", "FUNNEL", "SOURCES", "TEAM"]) expect(report).toContain(part);
    const pictures = (await app.posts("rep:olga")).slice(-2).map(({ payload }) => payload.chart?.kind);
    expect(pictures.sort()).toEqual(["columns", "funnel"]);
    expect(await app.does("olga", "stats today instagram")).toContain("New leads: 1");
    expect(await app.does("olga", "stats today instagrm")).toContain("I know no period");
    expect((await lastPost("olga")).choices?.[0]?.value).toContain("source:instagram");
  });

  it("tells reps their own numbers only, and lists and files too", async () => {
    await start(database);
    await someHistory();
    expect(await app.does("ana", "stats today")).toContain("Won: 1");
    expect(await app.does("bruno", "números hoje")).toContain("Ganhos: 0");
    expect(await app.does("bruno", "leads ganhos hoje")).not.toContain("L-");
    expect(await app.does("bruno", "números @ana")).toMatch(/gerentes/);
    expect(await app.does("bruno", "equipe")).toMatch(/gerentes/);
    expect(await app.does("bruno", "exportar equipe")).toMatch(/gerentes/);
    expect(await app.does("bruno", "exportar leads ganhos hoje")).toContain("Não há nada para exportar");
    expect((await lastPost("bruno")).file).toBeUndefined();
  });

  it("exports lists and questions as files for who asked", async () => {
    await start(database);
    await someHistory();
    await app.says("c-4", "solar");
    const answer = await app.does("olga", "export leads all");
    expect(answer).toContain("4 rows");
    const post = await lastPost("olga");
    expect(post).toMatchObject({
      privately: true,
      file: { fileName: "leads-2026-03-10.csv", mime: "text/csv" },
    });
    const csv = await readFile(join(dirname(app.flowsFolder), post.file!.path), "utf8");
    expect(csv.startsWith("\ufeffLead,Name,")).toBe(true);
    expect(csv.trimEnd().split("\r\n")).toHaveLength(5);
    expect(csv).toContain("José Pérez,,,jose@example.com,");
    // What begins with a plus stays a text, whatever opens the file.
    await finishes(app, "c-5", "pt");
    await app.does("olga", "export leads all");
    const again = await readFile(join(dirname(app.flowsFolder), (await lastPost("olga")).file!.path), "utf8");
    expect(again).toContain("João da Silva,,'+5511912345678,,");
    await app.does("otavio", "exportar origens hoje");
    const sources = await readFile(
      join(dirname(app.flowsFolder), (await lastPost("otavio")).file!.path),
      "utf8",
    );
    expect(sources).toContain("instagram,Instagram,1,1,1,0,1,");
  });
});

const HOUR = 3_600_000;

describe.each(DATABASES)("digests (%s)", (database) => {
  const digests = async (rep: string) =>
    (await app.posts(`rep:${rep}`)).filter(({ payload }) => payload.privately !== true);

  it("come at their time, in the person's zone and language, and end when they are switched off", async () => {
    await start(database);
    await someHistory();
    expect(await app.does("otavio", "boletim ligar diário às 18:00 números hoje")).toContain(
      "Boletim ligado",
    );
    expect(await app.does("otavio", "boletim")).toContain("1. Diário às 18:00");
    // 18:00 in São Paulo.
    const untilThen = Date.parse("2026-03-10T21:00:00.000Z") - app.clock.now().getTime();
    await app.passes(untilThen - 1_000);
    expect(await digests("otavio")).toHaveLength(0);
    await app.passes(1_000);
    const [first, ...others] = await digests("otavio");
    expect(others).toHaveLength(0);
    expect(first?.payload.text).toContain("Números: hoje – todos");
    expect(first?.payload.text).toContain("Leads novos: 3");
    expect(first?.payload.text).not.toContain("atraso");
    await app.restart();
    await app.drain();
    expect(await digests("otavio")).toHaveLength(1);
    await app.passes(24 * HOUR);
    expect(await digests("otavio")).toHaveLength(2);
    expect(await app.does("otavio", "boletim desligar")).toContain("Boletim desligado");
    await app.passes(48 * HOUR);
    expect(await digests("otavio")).toHaveLength(2);
  });

  it("that were missed are told once, as late, for the time that was meant", async () => {
    await start(database);
    await someHistory();
    await app.does("olga", "digest on daily at 18:00 stats today");
    await app.app.stop();
    // Three evenings pass while the program is off.
    app.clock.advance(2 * 24 * HOUR + 12 * HOUR);
    await app.restart();
    await app.drain();
    const told = await digests("olga");
    expect(told).toHaveLength(1);
    expect(told[0]?.payload.text).toMatch(/^⏰ This digest comes late: it was meant for Thu.* Mar 12/);
    expect(told[0]?.payload.text).toContain("Numbers for today");
    await app.passes(24 * HOUR);
    expect(await digests("olga")).toHaveLength(2);
  });

  it("are told nothing more once their person has left or lost the role", async () => {
    await start(database);
    await someHistory();
    await app.does("olga", "digest on daily at 18:00 team today");
    await app.does("otavio", "boletim ligar diário às 18:00 números hoje");
    await app.does("ofelia", "boletín activar diario a las 18:00 números hoy");
    const [olga, otavio] = [await app.rep("olga"), await app.rep("otavio")];
    await app.store.people.save({
      reps: [
        { ...olga, role: "rep" },
        { ...otavio, active: false },
      ],
    });
    await app.passes(12 * HOUR);
    expect(await digests("olga")).toHaveLength(0);
    expect(await digests("otavio")).toHaveLength(0);
    expect(await digests("ofelia")).toHaveLength(1);
    await app.passes(24 * HOUR);
    expect(await digests("ofelia")).toHaveLength(2);
    const timers = await app.store.timers.due("2027-01-01T00:00:00.000Z", 100);
    expect(timers.filter(({ kind }) => kind === "digest")).toHaveLength(1);
  });
});

const TOKEN = "a-token-for-the-tests-only-0123456789";

describe.each(DATABASES)("numbers as JSON (%s)", (database) => {
  it("answers with the token, over HTTP, what the commands answer", async () => {
    await start(database, { listen: true, apiToken: TOKEN });
    await someHistory();
    const ask = async (
      query: string,
      headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
    ) => {
      const response = await fetch(`${app.url}/api/insights${query}`, { headers });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
    };
    interface Answer {
      rows: Record<string, unknown>[];
      filter: unknown;
      period: unknown;
      numbers: { total: { created: number }; groups: { key: string }[]; series: unknown[] };
      error: { code: string; message: string };
    }
    const stats = await ask("?period=today");
    expect(stats.status).toBe(200);
    expect(stats.headers.get("cache-control")).toBe("no-store");
    expect(stats.body.rows.find(({ measure }) => measure === "created")).toMatchObject({ now: 3, before: 0 });
    const sources = await ask("?question=sources&period=2026-03-10&by=source&each=day&language=pt");
    expect(sources.body.rows).toContainEqual(
      expect.objectContaining({ source: "instagram", created: 1, won: 1, conversion: 1 }),
    );
    expect(sources.body.numbers.total.created).toBe(3);
    expect(sources.body.numbers.series).toHaveLength(1);
    const filtered = await ask("?period=today&source=instagram&rep=ana");
    expect(filtered.body.filter).toEqual({ source: "instagram", rep: "ana" });
    expect(filtered.body.rows.find(({ measure }) => measure === "created")).toMatchObject({ now: 1 });
    for (const question of ["pipeline", "funnel", "team", "lost", "report"])
      expect((await ask(`?question=${question}`)).status).toBe(200);
    expect((await ask("?question=pipeline")).body.period).toBeNull();

    for (const headers of [
      {},
      { authorization: "Bearer wrong" },
      { authorization: TOKEN },
      { authorization: "Bearer " },
    ]) {
      const refused = await ask("", headers as Record<string, string>);
      expect(refused.status).toBe(401);
      expect(refused.headers.get("www-authenticate")).toContain("Bearer");
      expect(JSON.stringify(refused.body)).not.toContain(TOKEN);
    }
    for (const [query, says] of [
      ["?question=everything", "question"],
      ["?period=someday", "period"],
      ["?by=colour", "by"],
      ["?rep=zelda", "rep"],
      ["?team=zelda", "team"],
      ["?colour=red", "colour"],
      ["?source=%00", "source"],
      [`?source=${"x".repeat(300)}`, "source"],
      [`?source=${"x".repeat(2_500)}`, "longer"],
    ]) {
      const refused = await ask(query!);
      expect([query, refused.status]).toEqual([query, 400]);
      expect(refused.body.error).toMatchObject({
        code: "bad-query",
        message: expect.stringContaining(says!),
      });
    }
    const address = `${app.url}/api/insights`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const refused = await fetch(address, { method, headers, body: "x".repeat(5_000) });
      expect([method, refused.status, refused.headers.get("allow")]).toEqual([
        method,
        405,
        "GET, HEAD, OPTIONS",
      ]);
      expect(await refused.json()).toMatchObject({ error: { code: "method-not-allowed" } });
    }
    const options = await fetch(address, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow"), await options.text()]).toEqual([
      204,
      "GET, HEAD, OPTIONS",
      "",
    ]);
    const [head, stranger] = await Promise.all([
      fetch(address, { method: "HEAD", headers }),
      fetch(address, { method: "HEAD" }),
    ]);
    expect([head.status, await head.text(), stranger.status]).toEqual([200, "", 401]);
    expect(Number(head.headers.get("content-length"))).toBeGreaterThan(100);
    let last = 200;
    for (let i = 0; i < 40 && last !== 429; i += 1) last = (await ask("?period=today")).status;
    expect(last).toBe(429);
  });

  it("is not there without a token", async () => {
    await start(database, { listen: true });
    expect((await fetch(`${app.url}/api/insights`)).status).toBe(404);
  });
});
