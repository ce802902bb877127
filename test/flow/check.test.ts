import { describe, expect, it } from "vitest";
import { compileFlows } from "../../src/flow/bundle.ts";
import { loadFlowFolder } from "../../src/flow/folder.ts";
import { formatProblem } from "../../src/flow/problems.ts";
import { BUSINESS, filesWith, problemsOf } from "./support.ts";

const FLOW = `id: qualify
steps:
  hello:
    say: Hello
  product:
    ask: choice
    text: Which one?
    choices:
      - id: solar
        label: Solar
      - id: battery
        label: Battery
  name:
    ask: name
    text: Your name?
  done:
    end: Thank you, {first_name}!
`;

/** The flow with a piece exchanged, and the place where the fault is expected. */
interface Row {
  name: string;
  change: [from: string, to: string];
  /** The text at which the problem must point; its first occurrence after the change. */
  at: string;
  message: RegExp;
  fix: RegExp;
  severity?: "warning";
}

const ROWS: Row[] = [
  {
    name: "unknown step",
    change: ["text: Your name?", "text: Your name?\n    goto: doen"],
    at: "doen",
    message: /no step `doen`/,
    fix: /Did you mean `done`/,
  },
  {
    name: "unknown step of a choice",
    change: ["label: Solar", "label: Solar\n        goto: nmae"],
    at: "nmae",
    message: /no step `nmae`/,
    fix: /`name`/,
  },
  {
    name: "unknown first step",
    change: ["steps:", "start: begin\nsteps:"],
    at: "begin",
    message: /no step `begin`/,
    fix: /Use one of: hello/,
  },
  {
    name: "unreachable step",
    change: ["say: Hello", "say: Hello\n    goto: name"],
    at: "product:",
    message: /`product` is never reached/,
    fix: /goto/,
  },
  {
    name: "dead end",
    change: ["    end: Thank you, {first_name}!", "    say: Thank you!"],
    at: "done:",
    message: /`done` is a dead end/,
    fix: /`end` or `handoff`/,
  },
  {
    name: "no way to an end",
    change: ["text: Your name?", "text: Your name?\n    goto: product"],
    at: "done:",
    message: /never reached/,
    fix: /goto/,
  },
  {
    name: "missing translation",
    change: ["say: Hello", "say:\n      en: Hello\n      pt: Oi"],
    at: "say:",
    message: /The Spanish text of `steps\.hello\.say` is missing/,
    fix: /Add `es:`/,
  },
  {
    name: "choice without route",
    change: ["label: Solar", "label: Solar\n        goto: name"],
    at: "id: battery",
    message: /The choice `battery` has no route/,
    fix: /goto/,
  },
  {
    name: "branch without route for a choice",
    change: [
      "  name:\n",
      "  fork:\n    branch:\n      - when: { product: solar }\n        goto: done\n  name:\n",
    ],
    at: "fork:",
    message: /no route for the choice `battery` of `product`/,
    fix: /else/,
  },
  {
    name: "variable of a text never set",
    change: ["{first_name}", "{frist_name}"],
    at: "Thank you",
    message: /`\{frist_name\}` never gets a value/,
    fix: /Did you mean `first_name`/,
  },
  {
    name: "variable of a condition never set",
    change: ["text: Your name?", "text: Your name?\n    askWhen: { prodct: solar }"],
    at: "prodct",
    message: /`prodct` is never set/,
    fix: /Did you mean `product`/,
  },
  {
    name: "value that no choice has",
    change: ["text: Your name?", "text: Your name?\n    askWhen: { product: solr }"],
    at: "solr",
    message: /`product` is never `solr`/,
    fix: /Did you mean `solar`/,
  },
  {
    name: "two choices with one id",
    change: ["id: battery", "id: solar"],
    at: "solar\n        label: Battery",
    message: /`solar` is used by two choices/,
    fix: /another id/,
  },
  {
    name: "two choices with one label",
    change: ["label: Battery", "label: SOLAR"],
    at: "SOLAR",
    message: /same label/,
    fix: /differently/,
  },
  {
    name: "two steps with one id",
    change: ["  name:\n", "  product:\n"],
    at: "product:\n    ask: name",
    message: /not valid YAML: Map keys must be unique/,
    fix: /another name/,
  },
  {
    name: "bad YAML",
    change: ["text: Your name?", 'text: "Your name?'],
    at: "",
    message: /not valid YAML/,
    fix: /quote/i,
  },
  {
    name: "unknown key of a step",
    change: ["text: Your name?", "text: Your name?\n    hnit: Really?"],
    at: "hnit",
    message: /`hnit` is not known here/,
    fix: /Did you mean `hint`/,
  },
  {
    name: "unknown key of a choice",
    change: ["label: Solar", "label: Solar\n        sinonyms: [sun]"],
    at: "sinonyms",
    message: /`sinonyms` is not known here/,
    fix: /Did you mean `synonyms`/,
  },
  {
    name: "unknown key of the file",
    change: ["id: qualify", "id: qualify\nstrat: hello"],
    at: "strat",
    message: /`strat` is not known here/,
    fix: /Did you mean `start`/,
  },
  {
    name: "unknown kind of question",
    change: ["ask: name", "ask: nmae"],
    at: "nmae",
    message: /cannot be `nmae`/,
    fix: /Did you mean `name`/,
  },
  {
    name: "step that does nothing",
    change: ["say: Hello", "sya: Hello"],
    at: "hello:",
    message: /`hello` does not say what it does/,
    fix: /Did you mean `say`/,
  },
  {
    name: "question without a text",
    change: ["    text: Your name?\n", ""],
    at: "name:",
    message: /`text` is missing/,
    fix: /Add `text:`/,
  },
  {
    name: "text that is a number",
    change: ["say: Hello", "say: 5"],
    at: "5",
    message: /`steps.hello.say`/,
    fix: /./,
  },
  {
    name: "silent loop",
    change: [
      "  product:\n",
      "  fork:\n    branch:\n      - when: { product: solar }\n        goto: hello\n    else: product\n  product:\n",
    ],
    at: "hello:",
    message: /go in a circle without asking/,
    fix: /question/,
  },
  {
    name: "choices of a question that has none",
    change: ["ask: name", "ask: name\n    choices: [{ id: a, label: A }, { id: b, label: B }]"],
    at: "choices: [{",
    message: /kind `name` has no choices/,
    fix: /ask: choice/,
  },
  {
    name: "broken pattern",
    change: ["ask: name\n", "ask: text\n    pattern: '['\n"],
    at: "'['",
    message: /no regular expression/,
    fix: /JavaScript/,
  },
  {
    name: "bound of a kind without one",
    change: ["ask: name\n", "ask: text\n    min: 3\n"],
    at: "3",
    message: /`min` means nothing for the kind `text`/,
    fix: /minLength/,
  },
  {
    name: "place that cannot hold the answer",
    change: ["ask: name\n", "ask: name\n    saves: contact.email\n"],
    at: "contact.email",
    message: /cannot hold the answer/,
    fix: /`email`/,
  },
  {
    name: "unknown place",
    change: ["ask: name\n", "ask: name\n    saves: contact.mail\n"],
    at: "contact.mail",
    message: /no place for an answer/,
    fix: /./,
  },
  {
    name: "unknown choice for everything else",
    change: ["text: Which one?", "text: Which one?\n    otherwise: slar"],
    at: "slar",
    message: /no choice `slar`/,
    fix: /`solar`/,
  },
  {
    name: "unknown kind of question, in a step with a goto",
    change: ["ask: name\n", "ask: nmae\n    goto: done\n"],
    at: "nmae",
    message: /cannot be `nmae`/,
    fix: /`name`/,
  },
  {
    name: "wrong type, in a step with a goto",
    change: ["ask: name\n", "ask: name\n    goto: done\n    optional: sure\n"],
    at: "sure",
    message: /must be true or false/,
    fix: /./,
  },
  {
    name: "brace without a partner",
    change: ["{first_name}!", "{first_name!"],
    at: "Thank you",
    message: /brace has no partner/,
    fix: /\{\{/,
  },
  {
    name: "tab",
    change: ["    ask: name", "\task: name"],
    at: "\task: name",
    message: /Tabs are not allowed/,
    fix: /spaces/,
  },
  {
    name: "step out of line",
    change: ["  name:\n", " name:\n"],
    at: "name:\n    ask: name",
    message: /same column/,
    fix: /two spaces/,
  },
  {
    name: "colon in a text",
    change: ["say: Hello", "say: Hello: you"],
    at: "Hello: you",
    message: /not valid YAML/,
    fix: /quotes/,
  },
  {
    name: "bracket not closed",
    change: ["label: Solar\n", "label: Solar\n        synonyms: [sun, light\n"],
    at: "- id: battery",
    message: /end with a \]/,
    fix: /Close the quote or bracket/,
  },
  {
    name: "text that begins with a star",
    change: ["say: Hello", "say: *hello"],
    at: "*hello",
    message: /cannot be read/,
    fix: /quotes/,
  },
  {
    name: "only one choice",
    change: ["      - id: battery\n        label: Battery\n", ""],
    at: "choices:",
    message: /needs at least 2/,
    fix: /Add choices/,
  },
  {
    name: "unknown flow",
    change: ["say: Hello", "goto: { flow: suport }"],
    at: "suport",
    message: /no flow `suport`/,
    fix: /qualify/,
  },
];

describe("faults of a flow file", () => {
  it("has none in the flow that the faults are put into", () => {
    expect(problemsOf(FLOW)).toEqual([]);
  });

  it.each(ROWS)(
    "names file, line, column and a fix: $name",
    ({ change: [from, to], at, message, fix, severity }) => {
      expect(FLOW).toContain(from);
      const text = FLOW.replace(from, to);
      const problems = problemsOf(text);
      const problem = problems.find((one) => message.test(one.message));
      expect(problem, problems.map(formatProblem).join("\n")).toBeDefined();
      if (problem === undefined) return;
      expect(problem).toMatchObject({ file: "qualify.yaml", severity: severity ?? "error" });
      expect(problem.fix).toMatch(fix);
      if (at !== "") {
        const before = text.slice(0, text.indexOf(at));
        const line = before.split("\n").length;
        expect(problem.line).toBe(line);
        expect(problem.column).toBe(before.length - before.lastIndexOf("\n"));
      }
    },
  );
});

it("tells one slip of indentation once", () => {
  expect(problemsOf(FLOW.replace("  product:\n", " product:\n"))).toHaveLength(1);
  expect(problemsOf(FLOW.replace("    say: Hello", "\tsay: Hello"))).toHaveLength(1);
});

describe("faults of the other files", () => {
  const rows: {
    name: string;
    file: string;
    text: string;
    message: RegExp;
    /** `line:column`. */
    at: string;
    severity?: string;
  }[] = [
    {
      name: "unknown entry flow",
      file: "business.yaml",
      text: `${BUSINESS}entry: qalify\n`,
      message: /no flow `qalify`/,
      at: "7:8",
    },
    {
      name: "unknown zone",
      file: "business.yaml",
      text: BUSINESS.replace("America/Sao_Paulo", "Brazil/Nowhere"),
      message: /time zone/,
      at: "3:11",
    },
    {
      name: "unknown phrase",
      file: "business.yaml",
      text: `${BUSINESS}phrases:\n  helpp: x\n`,
      message: /helpp/,
      at: "8:3",
    },
    {
      name: "unknown variable of a phrase",
      file: "business.yaml",
      text: `${BUSINESS}phrases:\n  noted: "{lst}"\n`,
      message: /\{lst\}/,
      at: "8:10",
    },
    {
      name: "faq without keywords",
      file: "faq.yaml",
      text: "entries:\n  - id: price\n    keywords: []\n    answer: Much\n",
      message: /no keywords/,
      at: "3:5",
    },
    {
      name: "faq with one id twice",
      file: "faq.yaml",
      text: "entries:\n  - { id: a, keywords: [x], answer: A }\n  - { id: a, keywords: [y], answer: B }\n",
      message: /used by two entries/,
      at: "3:11",
    },
    {
      name: "faq with one keyword twice",
      file: "faq.yaml",
      text: "entries:\n  - { id: a, keywords: [x], answer: A }\n  - { id: b, keywords: [X], answer: B }\n",
      message: /keyword of both/,
      at: "3:14",
      severity: "warning",
    },
    {
      name: "unknown variable of a template",
      file: "templates.yaml",
      text: "templates:\n  hi:\n    label: Hi\n    text: Hi {nme}\n",
      message: /\{nme\}/,
      at: "4:11",
    },
    {
      name: "empty text of a template",
      file: "templates.yaml",
      text: "templates:\n  hi:\n    label: Hi\n    text: { en: Hi, pt: ' ', es: Hola }\n",
      message: /text is empty/,
      at: "4:25",
    },
    {
      name: "text of a template for a misspelt channel",
      file: "templates.yaml",
      text: "templates:\n  hi:\n    label: Hi\n    text: Hi\n    channels:\n      whatsap: Hi\n",
      message: /no channel `whatsap`/,
      at: "6:7",
    },
    {
      name: "text of a template that is too long for its channel",
      file: "templates.yaml",
      text: `templates:\n  hi:\n    label: Hi\n    text: Hi\n    channels:\n      sms: ${"👋".repeat(400)}\n`,
      message: /800 characters; an SMS takes 670/,
      at: "6:12",
    },
    ...(
      [
        ["body: ['{first_name}']", /may have no value/, "8:14"],
        ["body: [first_name]", /The word “first_name” itself/, "8:14"],
        ["body: ['{frist_name|x}']", /never gets a value/, "8:14"],
        ["body: []\n      languages: { pt: pt }", /no language `pt`/, "8:24"],
        ["body: []\n      languages: { es: en_US }", /no language `en_US` for `es`/, "8:24"],
        ["body: []\n      languages: {}", /approved in no language/, "8:7"],
        ["body: ['{business}']\n      text: Hello {{2}}", /Nothing fills \{\{2\}\}/, "9:13"],
        ["body: ['{business}']\n      text: Hello", /has no \{\{1\}\}/, "9:13"],
      ] as const
    ).map(([rest, message, at]) => ({
      name: `approved template with ${rest}`,
      file: "templates.yaml",
      text: `templates:\n  hi:\n    label: Hi\n    text: Hi\n    whatsapp:\n      name: hi_1\n      ${rest.includes("languages") ? rest : `languages: { en: en_US }\n      ${rest}`}\n`,
      message,
      at,
    })),
    {
      name: "unknown template of a sequence",
      file: "nurture/a.yaml",
      text: "id: a\nname: A\nsteps:\n  - { after: 1d, template: hi }\n",
      message: /no template `hi`/,
      at: "4:28",
    },
    {
      name: "unknown stage of a sequence",
      file: "nurture/a.yaml",
      text: "id: a\nname: A\nstartOn: { stages: [nurtur] }\nsteps:\n  - { after: 1d, text: Hi }\n",
      message: /no stage `nurtur`/,
      at: "3:21",
    },
    {
      name: "bad duration",
      file: "nurture/a.yaml",
      text: "id: a\nname: A\nsteps:\n  - { after: tomorrow, text: Hi }\n",
      message: /duration/,
      at: "4:14",
    },
    {
      name: "turn in which nothing happens",
      file: "tests/a.yaml",
      text: "name: A\nturns:\n  - bot: Hi\n",
      message: /Nobody does anything/,
      at: "3:5",
    },
    {
      name: "unknown step of a conversation",
      file: "tests/a.yaml",
      text: "name: A\nturns:\n  - they: hi\n    bot: { asks: prodct }\n",
      message: /no step `prodct`/,
      at: "4:18",
    },
    {
      name: "unknown answer of a conversation",
      file: "tests/a.yaml",
      text: "name: A\nturns:\n  - they: hi\nexpect:\n  answers:\n    prodct: solar\n",
      message: /Nothing asks for `prodct`/,
      at: "6:5",
    },
    {
      name: "misspelt answer of a rule",
      file: "scoring.yaml",
      text: (filesWith(FLOW)["scoring.yaml"] ?? "").replace("answers: { product:", "answers: { prodct:"),
      message: /No flow asks for `prodct`/,
      at: "9:24",
      severity: "warning",
    },
    {
      name: "day that does not exist",
      file: "business.yaml",
      text: `${BUSINESS}holidays:\n  - { date: 2026-13-25, name: X }\n`,
      message: /Invalid ISO date/,
      at: "8:13",
    },
    {
      name: "second flow with the same id",
      file: "support.yaml",
      text: FLOW,
      message: /used in qualify.yaml already/,
      at: "1:5",
    },
  ];
  it.each(rows)("$name", ({ file, text, message, at, severity }) => {
    const { problems } = compileFlows(filesWith(FLOW, { [file]: text }));
    const problem = problems.find((one) => message.test(one.message));
    expect(problem, problems.map(formatProblem).join("\n")).toMatchObject({
      file,
      severity: severity ?? "error",
    });
    expect(`${problem?.line}:${problem?.column}`).toBe(at);
    expect(problem?.fix).not.toBe("");
  });

  it("names files that are missing", () => {
    const { bundle, problems } = compileFlows({ "qualify.yaml": FLOW });
    expect(bundle).toBeNull();
    expect(problems.filter(({ message }) => /missing/.test(message)).map(({ file }) => file)).toEqual([
      "business.yaml",
      "pipeline.yaml",
      "routing.yaml",
      "scoring.yaml",
    ]);
  });

  it("passes over a warning, but not over an error", () => {
    const faq =
      "entries:\n  - { id: a, keywords: [x], answer: A }\n  - { id: b, keywords: [x], answer: B }\n";
    expect(compileFlows(filesWith(FLOW, { "faq.yaml": faq })).bundle).not.toBeNull();
    expect(compileFlows(filesWith(FLOW.replace("ask: name", "ask: nmae"))).bundle).toBeNull();
  });
});

it("finds nothing wrong with the flows that are shipped", async () => {
  const { bundle, problems } = await loadFlowFolder("flows");
  expect(problems.map(formatProblem)).toEqual([]);
  expect(bundle?.flows.size).toBeGreaterThan(0);
});
