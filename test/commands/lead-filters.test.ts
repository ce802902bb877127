import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measuredArg } from "../../src/commands/args/asked.ts";
import { filtersArg } from "../../src/commands/args/filters.ts";
import { listedArg } from "../../src/commands/args/listed.ts";
import { isProblem, resolveCommand } from "../../src/commands/index.ts";
import { tokenize } from "../../src/commands/tokens.ts";
import { compileFlows } from "../../src/flow/bundle.ts";
import { aContext, aLoadedLead, ana, aWorld, bundle, inEach, marta, say } from "./support.ts";

/** Who has what: every second one is Ana's. */
const world = aWorld(
  [
    { source: "tiktok", grade: "hot" },
    { source: "tiktok", grade: "cold", stage: "negotiation", product: "solar" },
    { source: "friend", grade: "hot", channel: "whatsapp", segment: "farm" },
    { source: "friend", grade: "warm", language: "pt" as const, teamId: "sales" },
    { source: "Spring Fair", grade: "hot", stage: "customer", stageKind: "won" as const },
    { source: "", grade: "hot", teamId: "sales", product: "heat-pump" },
  ].map((lead, i) =>
    aLoadedLead({
      lead: { id: `lead-${i + 1}`, number: i + 1, ownerId: i % 2 === 0 ? "ana" : null, ...lead },
    }),
  ),
);

const found = async (text: string, actor = marta) => {
  const said = await say(text, world, { actor });
  expect(said.problem, said.text).toBeNull();
  return (said.text.match(/L-\d+/g) ?? []).map((ref) => Number(ref.slice(2))).sort();
};

describe("leads as they are now, by what they are counted by", () => {
  it.each([
    ["leads hot tiktok", [1]],
    ["leads hot from tiktok", [1]],
    ["leads quentes do tiktok", [1]],
    ["leads calientes de tiktok", [1]],
    ["leads source:tiktok hot", [1]],
    ["leads origem tiktok quente", [1]],
    ["leads open from tiktok", [1, 2]],
    ["leads negotiation product:solar", [2]],
    ["leads negociação solar", [2]],
    ["leads free from tiktok", [2]],
    ["leads livres canal whatsapp", []],
    ["leads hot whatsapp", [3]],
    ["leads mis calientes de whatsapp", [3]],
    ["leads hot segment:farm", [3]],
    ["leads hot segmento farm", [3]],
    ["leads warm indicação", [4]],
    ["leads free idioma portugues", [4]],
    ["leads free em português", [4]],
    ["leads warm team sales", [4]],
    ["leads hot of the sales team", [6]],
    ["leads hot product:heat-pump", [6]],
    ["leads hot source unknown", [6]],
    ["leads hot rep nobody", [6]],
    ["leads hot rep ana", [1, 3]],
    ['leads hot customer "spring fair"', [5]],
    ["leads won hot spring-fair", [5]],
    ["leads all hot spring-fair", [5]],
    ["mine tiktok", [1]],
    ["mine hot from tiktok", [1]],
    ["meus quentes do tiktok", [1]],
    ["mis leads calientes de whatsapp", [3]],
  ])("%s", async (text, numbers) => {
    expect(await found(text, ana)).toEqual(numbers);
  });

  it("says what it was narrowed to, in the reader's language", async () => {
    const titles = await Promise.all(
      inEach((language) => say("leads hot channel whatsapp source:friend", world, { language })),
    );
    expect(titles.map(({ text }) => text.split(" (")[0])).toEqual([
      "Leads · Source: A friend told me · Channel: WhatsApp",
      "Leads · Origem: Indicação · Canal: WhatsApp",
      "Leads · Origen: Recomendación · Canal: WhatsApp",
    ]);
    expect((await say("mine hot whatsapp", world)).text).toMatch(/^Your leads · Channel: WhatsApp \(/);
  });

  it("overdue is told of limits, whatever it is narrowed to; with a period it is of follow-ups", async () => {
    const said = await say("leads team sales overdue", world, { actor: marta });
    expect(said.text).toMatch(/^Overdue, or within an hour · Team: Sales/);
    expect((await say("leads atrasados da equipe sales", world, { actor: marta })).text).toMatch(/^Overdue/);
    expect((await say("leads overdue team sales last month", world, { actor: marta })).text).toMatch(
      /^Leads with overdue follow-ups: last month/,
    );
  });

  it("keeps its filters on the next page, and what the database made of them", async () => {
    const lead = { source: "Spring Fair", grade: "hot", ownerId: null };
    const many = aWorld(
      Array.from({ length: 23 }, (_, i) => aLoadedLead({ lead: { id: `l-${i}`, number: i + 1, ...lead } })),
    );
    for (const [text, first] of [
      ["leads livres spring-fair hot", 'leads livres hot source "Spring Fair" page 2'],
      ["mine spring-fair", 'mine source "Spring Fair" page 2'],
    ] as const) {
      const mine = text.startsWith("mine");
      const owned = mine
        ? many.leads.map((each) => ({ ...each, lead: { ...each.lead, ownerId: "ana" } }))
        : null;
      const those = owned === null ? many : aWorld(owned);
      const one = await say(text, those);
      expect(one.text).toContain("(1–10 of 23)");
      expect(one.reply.choices).toEqual([{ value: first, label: "More" }]);
      const two = await say(first, those);
      expect(two.text).toContain("Spring Fair (11–20 of 23)");
      const three = await say(two.reply.choices![0]!.value, those);
      expect(three.text).toContain("(21–23 of 23)");
      expect(three.reply.choices).toBeUndefined();
    }
  });
});

describe("a word that is no filter", () => {
  it("is told with what can be said, and the nearest that there are", async () => {
    const near = await say("leads hot tiktk negotiation", world);
    expect([near.problem, near.reply.choices]).toEqual([
      "unknown-filter",
      [{ value: "leads hot negotiation source:tiktok", label: "Source: Tiktok" }],
    ]);
    expect(near.text).toContain("“tiktk”");
    const far = await say("export leads hot purple", world);
    expect(far.problem).toBe("unknown-filter");
    expect(far.reply.choices?.[0]).toEqual({
      value: "export leads hot source:tiktok",
      label: "Source: Tiktok",
    });
    const both = await say("mine heat-pmp from tiktk", world);
    expect(both.reply.choices?.map(({ value }) => value)).toEqual(["mine product:heat-pump tiktk"]);
  });

  it.each(["leads purple", "leads hot purple", "leads mine purple", "mine purple"])(
    "%s: the message names the filters in three languages",
    async (text) => {
      const said = await Promise.all(inEach((language) => say(text, world, { language })));
      expect(said.map(({ problem }) => problem)).toEqual(Array(3).fill("unknown-filter"));
      for (const [i, word] of ["source:instagram", "origem:instagram", "origen:instagram"].entries())
        expect(said[i]!.text).toContain(word);
      for (const { text: told } of said) expect(told).toContain("“purple”");
    },
  );

  it("of a dimension is looked for there alone", async () => {
    const said = await say("leads hot product:tiktok", world);
    expect(said.problem).toBe("unknown-filter");
    expect(said.reply.choices?.every(({ value }) => value.startsWith("leads hot product:"))).toBe(true);
  });

  it("that means several things is asked", async () => {
    const { bundle: ambiguous } = compileFlows({
      ...bundle.files,
      "more.yaml": [
        "id: more",
        "steps:",
        "  product:",
        "    ask: choice",
        "    saves: lead.product",
        "    text: { en: What?, pt: O quê?, es: ¿Qué? }",
        "    choices:",
        "      - { id: search, label: { en: Search, pt: Pesquisa, es: Buscador } }",
        "      - { id: roof, label: { en: Roof, pt: Telhado, es: Techo } }",
        "  done:",
        "    end: true",
      ].join("\n"),
    });
    for (const list of ["leads", "export leads"]) {
      const said = await say(`${list} hot search page 2`, world, { bundle: ambiguous! });
      expect(said.problem).toBe("several-filters");
      expect(said.reply.choices?.map(({ value }) => value).sort()).toEqual([
        `${list} hot product:search page 2`,
        `${list} hot source:search page 2`,
      ]);
    }
  });

  it("is told at once where there are too many to look for", async () => {
    const said = await say(`leads hot ${"purple ".repeat(13)}`, world);
    expect([said.problem, said.reply.choices]).toEqual(["unknown-filter", undefined]);
    expect(said.text).toContain("“purple”");
  });

  it("is no list where colleagues talk", () => {
    const inThread = aContext({ leadInThread: "lead-42" });
    for (const said of ["mine is bigger", "meus parabéns, Ana", "mine on whatsapp", "give leads some love"]) {
      const read = resolveCommand(said, inThread);
      expect(isProblem(read) && [read.code, read.isNear ?? false], said).toEqual(["unknown-command", false]);
    }
    const asked = resolveCommand("@leadline mine on whatsapp", inThread);
    expect(!isProblem(asked) && asked.command.name).toBe("mine");
  });

  it("is rather a question with a typo where leads were not named", async () => {
    expect((await say("export sorces", world)).problem).toBe("unknown-export");
    expect((await say("export leads sorces", world)).problem).toBe("unknown-filter");
    expect((await say("export hot tiktok", world)).text).toContain("1 row");
  });
});

describe("what was read before", () => {
  it("is read the same: plain filters, and numbers with nothing left open", () => {
    const context = aContext({ actor: marta });
    const word = fc.constantFrom(
      ..."mine|free|hot|quentes|negotiation|won|ganhos|all|open|likely|#vip|@bruno|bruno|team sales|from|do|friend|source:friend|source:tiktok|canal whatsapp|whatsapp|page 2|last month|hoje|waiting|created|purple|from tiktok|by product|em português|rep bruno|source unknown|qualifed".split(
        "|",
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const text = words.join(" ");
        const cursor = { tokens: tokenize(text), text, context };
        const read = listedArg().read(cursor)[0]?.value;
        const [plain] = filtersArg().read(cursor);
        const [number] = measuredArg().read(cursor);
        const asked = measuredArg().schema.parse(number?.value);
        const isDated = asked?.period != null && asked.period.from > "2000-01-03";
        if (plain !== undefined && !isDated) expect(read).toEqual({ kind: "now", wishes: plain.value });
        else if (asked !== undefined && (isDated || asked.unresolved.length === 0))
          expect(read).toEqual({ kind: "measured", asked });
      }),
      { numRuns: 500 },
    );
  });
});
