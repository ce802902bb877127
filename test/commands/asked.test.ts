import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Asked, askedArg } from "../../src/commands/args/asked.ts";
import { partWords } from "../../src/commands/args/asked-part.ts";
import { digestArg } from "../../src/commands/args/digest.ts";
import { filterWords } from "../../src/commands/args/dimension-filter.ts";
import { listedArg } from "../../src/commands/args/listed.ts";
import { NUMBERS_COMMANDS } from "../../src/commands/each/numbers.ts";
import { DIMENSIONS, type InsightFilter } from "../../src/commands/insights.ts";
import { periodWords } from "../../src/commands/period.ts";
import { tokenize } from "../../src/commands/tokens.ts";
import { compileFlows } from "../../src/flow/bundle.ts";
import { aContext, bundle } from "./support.ts";

/** The tests' business, with the program's own questions. */
const withQuestions = (() => {
  const { bundle: compiled, problems } = compileFlows({
    ...bundle.files,
    "qualify.yaml": [
      "id: qualify",
      "steps:",
      "  product:",
      "    ask: choice",
      "    saves: lead.product",
      "    text: { en: What?, pt: O quê?, es: ¿Qué? }",
      "    choices:",
      "      - { id: charging, label: { en: Car charger, pt: Carregador, es: Cargador }, synonyms: [charger] }",
      "      - { id: other, label: { en: Something else, pt: Outra coisa, es: Otra cosa } }",
      "  source:",
      "    ask: choice",
      "    saves: lead.source",
      "    text: { en: How?, pt: Como?, es: ¿Cómo? }",
      "    choices:",
      "      - { id: instagram, label: Instagram, synonyms: [insta] }",
      "      - { id: friend, label: { en: A friend, pt: Indicação, es: Recomendación } }",
      "      - { id: other, label: { en: Elsewhere, pt: De outro jeito, es: De otra forma } }",
      "  done:",
      "    end: true",
    ].join("\n"),
  });
  if (compiled === null) throw new Error(JSON.stringify(problems));
  return compiled;
})();

const context = aContext({ bundle: withQuestions, language: "pt" });
const cursorOf = (text: string) => ({ tokens: tokenize(text), text, context });

function read(text: string): Asked | null {
  const reading = askedArg().read(cursorOf(text))[0];
  return reading === undefined ? null : askedArg().schema.parse(reading.value);
}

/** In short: the days, the filters, and what else was said. */
function short(text: string): string {
  const asked = read(text);
  if (asked === null) return "several";
  const { period, filter, by, each, textOnly, unresolved } = asked;
  const parts = [
    period === null ? "" : periodWords(period, "America/Sao_Paulo"),
    ...Object.entries(filter).map(([name, value]) => `${name}=${value}`),
    by === null ? "" : `by ${by}`,
    each === null ? "" : `each ${each}`,
    textOnly ? "text" : "",
    ...unresolved.map(({ word, dimension }) => `${dimension ?? "?"}:${word}`),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

const FEBRUARY = "2026-02-01..2026-02-28";

describe("what numbers are asked for", () => {
  it.each([
    ["", ""],
    ["last month instagram", `${FEBRUARY} source=instagram`],
    ["instagram last month", `${FEBRUARY} source=instagram`],
    ["mês passado canal whatsapp", `${FEBRUARY} channel=whatsapp`],
    ["números do mês passado no whatsapp", `${FEBRUARY} channel=whatsapp ?:numeros`],
    ["mes pasado por producto", `${FEBRUARY} by product`],
    ["source:instagram product:charger", "product=charging source=instagram"],
    ["origem:insta produto:carregador", "product=charging source=instagram"],
    ["source instagram product car charger", "product=charging source=instagram"],
    ['producto "cargador"', "product=charging"],
    ["this quarter @bruno", "2026-01-01..2026-03-31 owner=bruno"],
    ["este trimestre do bruno", "2026-01-01..2026-03-31 owner=bruno"],
    ["@eu últimos 30 dias", "2026-02-09..2026-03-10 owner=ana"],
    ["mine today", "2026-03-10..2026-03-10 owner=ana"],
    ["rep:bruno", "owner=bruno"],
    ["vendedor bruno lima hoy", "2026-03-10..2026-03-10 owner=bruno"],
    ["team sales", "team=sales"],
    ["equipe:sales", "team=sales"],
    ["idioma inglês", "language=en"],
    ["in Spanish this week", "2026-03-09..2026-03-15 language=es"],
    ["#vip last week", "2026-03-02..2026-03-08 tag=vip"],
    ["tag:vip", "tag=vip"],
    ["source:unknown", "source="],
    ["rep nobody", "owner="],
    ["each week last 90 days", "2025-12-11..2026-03-10 each week"],
    ["por semana últimos 90 dias", "2025-12-11..2026-03-10 each week"],
    ["by rep text", "by owner text"],
    ["por canal sem imagem", "by channel text"],
    ["by product last month sin gráficos", `${FEBRUARY} by product text`],
    ["from 1 February to 28 February friend", `${FEBRUARY} source=friend`],
    ["de 1 a 28 de fevereiro indicação", `${FEBRUARY} source=friend`],
    ["del 1 al 28 de febrero recomendación", `${FEBRUARY} source=friend`],
    ["trade fair", "?:trade ?:fair"],
    ["source:tiktok", "source:tiktok"],
    ['source "trade fair"', "source:trade fair"],
  ])("%j is %s", (text, expected) => {
    expect(short(text).split(" ").sort()).toEqual(expected.split(" ").sort());
  });

  it("asks which one is meant where a word names several things, keeping the other words", () => {
    expect(short("last month other")).toBe("several");
    const fault = askedArg().missing!(cursorOf("last month other text"));
    expect(fault?.instead?.map(({ text }) => text)).toEqual([
      "last month product:other",
      "last month source:other",
    ]);
    expect(fault?.used).toBe(3);
  });

  it("never throws, and its own words are read as the same filters again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        read(text);
      }),
    );
    const value = fc.constantFrom("", "instagram", "trade fair", "a:b", "2026", "today", "Ação", "x-1");
    const filters = fc.record(Object.fromEntries([...DIMENSIONS, "tag"].map((name) => [name, value])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(filters, (made) => {
        const { tag, ...named } = made as InsightFilter;
        const filter: InsightFilter = tag ? { ...named, tag } : named;
        const asked = read(filterWords(filter))!;
        expect(asked.period).toBeNull();
        const got: Record<string, string> = { ...asked.filter };
        for (const { word, dimension } of asked.unresolved) got[dimension ?? "?"] = word;
        for (const [name, key] of Object.entries(filter)) {
          const same = key.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
          expect(got[name]?.toLowerCase().replace(/\s+/g, "-")).toBe(same.replace(/\s+/g, "-"));
        }
        expect(Object.keys(got)).toHaveLength(Object.keys(filter).length);
      }),
    );
  });
});

describe("the leads behind a number", () => {
  const listed = (text: string) => {
    const reading = listedArg().read(cursorOf(text))[0];
    if (reading === undefined) return null;
    const value = listedArg().schema.parse(reading.value);
    return value.kind === "now"
      ? "now"
      : `${value.asked.measure} ${short(text.replace(/won|ganhos|ganados|created|waiting|page 2/g, ""))}`.trim();
  };
  it.each([
    ["won last month", `won ${FEBRUARY}`],
    ["ganhos mês passado instagram", `won ${FEBRUARY} source=instagram`],
    ["ganados mes pasado @bruno", `won ${FEBRUARY} owner=bruno`],
    ["last month", `created ${FEBRUARY}`],
    ["created 2026-02-01..2026-02-28 source:instagram page 2", `created ${FEBRUARY} source=instagram`],
    ["waiting", "waiting"],
    ["won", "now"],
    ["negotiation", "now"],
    ["all page 2", "now"],
    ["mine hot", "now"],
    ["xyzzy", null],
  ])("%j: %s", (text, expected) => {
    expect(listed(text)).toBe(expected);
  });
});

describe("what is wanted of digests", () => {
  const wish = (text: string) => {
    const arg = digestArg(NUMBERS_COMMANDS);
    const reading = arg.read(cursorOf(text))[0];
    if (reading === undefined) return null;
    const value = arg.schema.parse(reading.value);
    if (value.kind === "list") return "list";
    if (value.kind === "off") return `off ${value.which}`;
    return `${value.every} ${value.at} ${value.place} ${value.question?.text ?? null}`;
  };
  it.each([
    ["", "list"],
    ["lista", "list"],
    ["on", "null null rep null"],
    ["weekly", "week null rep null"],
    ["on daily at 8:00 stats", "day 08:00 rep stats"],
    ["ligar diário às 18h números hoje", "day 18:00 rep números hoje"],
    ["activar cada semana a las 7:30 informe semana pasada aquí", "week 07:30 rep informe semana pasada"],
    ["on report last month monthly in the channel", "month null channel report last month"],
    ["on every day 8am sources by product", "day 08:00 rep sources by product"],
    ["on 8 pm daily team", "day 20:00 rep team"],
    ["mensual canal", "month null channel null"],
    ["off", "off null"],
    ["desligar 2", "off 2"],
    ["desactivar todos", "off all"],
    ["on daily at 25:00 stats", null],
    ["on daily lunch", null],
    ["on daily stats team", "day null rep stats team"],
  ])("%j: %s", (text, expected) => {
    expect(wish(text)).toBe(expected);
  });
});

describe("the leads behind a number", () => {
  const measured = (text: string) => {
    const listed = listedArg().read(cursorOf(text))[0]?.value as { kind: string; asked: Asked } | undefined;
    if (listed?.kind !== "measured") return listed?.kind;
    const { measure, part, period, unresolved } = listed.asked;
    return [measure, part, period === null ? null : periodWords(period, "America/Sao_Paulo"), unresolved];
  };

  it.each([
    ["follow-ups-kept last month", "follow-ups-kept"],
    ["retornos cumpridos mês passado", "follow-ups-kept", "retornos"],
    ["seguimientos cumplidos mes pasado", "follow-ups-kept", "seguimientos"],
    ["follow-ups-late last month", "follow-ups-late"],
    ["follow-ups-planned last month", "follow-ups-planned"],
    ["new won last month", "new-won"],
    ["won of the new last month", "new-won"],
    ["ganhos dos novos mês passado", "new-won"],
    ["nuevos ganados mes pasado", "new-won"],
    ["novos perdidos mês passado", "new-lost"],
    ["new-qualified last month", "new-qualified"],
    ["stays last month", "stays"],
    ["won last month", "won"],
    ["new last month", "created"],
  ])("%s", (text, measure, ...unresolved) => {
    const words = unresolved.map((word) => ({ word, dimension: null }));
    expect(measured(text)).toEqual([measure, {}, FEBRUARY, words]);
  });

  it("some of them are read back from how a button says it", () => {
    const word = fc.constantFrom("budget", "too expensive", "", "qualified", 'a "b"');
    const part = fc.record(
      {
        stage: word,
        reached: word,
        reason: word,
        stopped: word,
        answer: word,
        left: word,
        over: fc.constantFrom(0, 60, 3_600, 301.5),
        within: fc.constantFrom(60, 86_400),
        hours: fc.constant("working" as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(part, (said) => {
        const shown = Object.fromEntries(
          Object.entries(said).map(([name, value]) => [
            name,
            typeof value === "string" ? value.replace(/"/g, " ").trim() : value,
          ]),
        );
        expect(measured(`answered ${partWords(shown)} last month`)).toEqual([
          "answered",
          shown,
          FEBRUARY,
          [],
        ]);
      }),
    );
  });
});
