import { describe, expect, it } from "vitest";
import { readCompany, readEmail, readName, readPhone } from "../../../src/flow/understand/index.ts";
import { contexts, en, es, meaning, pt } from "./contexts.ts";

describe("readName", () => {
  it.each([
    ["I'm Ana", "Ana"],
    ["I’m Ana", "Ana"],
    ["hi, I'm Ana", "Ana"],
    ["My name is Ana and I need help", "Ana"],
    ["this is John Smith from Acme", "John Smith"],
    ["call me Bob", "Bob"],
    ["name: Ana", "Ana"],
    ["me chamo João da Silva", "João da Silva"],
    ["Oi, meu nome é pedro henrique", "Pedro Henrique"],
    ["pode me chamar de Zé", "Zé"],
    ["eu sou o Carlos", "Carlos"],
    ["sou a Ana da Acme", "Ana"],
    ["aqui é a Maria", "Maria"],
    ["é o Marcos", "Marcos"],
    ["prazer, Joana", "Joana"],
    ["oi! Beatriz aqui", "Beatriz"],
    ["Tom here", "Tom"],
    ["mi nombre es José", "José"],
    ["Hola, soy José", "José"],
    ["Buenos días, me llamo María del Carmen López", "María del Carmen López"],
    ["ana maria", "Ana Maria"],
    ["MARIA DE LOURDES", "Maria de Lourdes"],
    ["Ana Paula dos Santos", "Ana Paula dos Santos"],
    ["o'brien", "O'Brien"],
    ["Jean-luc picard", "Jean-luc Picard"],
    ["McDonald", "McDonald"],
    ["Ana 😊", "Ana"],
    ["Ana Souza, ana@acme.com", "Ana Souza"],
    ["Joa\u0303o", "João"],
    ["Carla Dias", "Carla Dias"],
    ["Gonçalves Dias", "Gonçalves Dias"],
    ["Will", "Will"],
    ["I'm Will", "Will"],
    ["my name is Will Smith", "Will Smith"],
    ["may", "May"],
    ["Rich", "Rich"],
    ["Rosa", "Rosa"],
    ["Mark", "Mark"],
    ["Bill", "Bill"],
    ["Sol", "Sol"],
    ["me llamo Luz", "Luz"],
    ["Tom Price", "Tom Price"],
    ["Julio Bueno", "Julio Bueno"],
    ["ok, ana", "Ana"],
    ["Sou a síndica, Márcia", "Márcia"],
    ["Dona Maria", "Maria"],
    ["Anna is my name", "Anna"],
    ["my name is Bob Lee, bob@example.com", "Bob Lee"],
    ["李明", "李明"],
    ["Анна", "Анна"],
  ])("%j is %j", (text, name) => {
    for (const ctx of [en, pt, es]) expect(meaning(readName(text, ctx))).toBe(name);
  });

  it.each([
    "hi",
    "hello there",
    "oi",
    "bom dia",
    "hola",
    "yes",
    "no",
    "sim",
    "não",
    "ok",
    "claro",
    "no thanks",
    "stop",
    "help",
    "what?",
    "who are you?",
    "ana?",
    "ana@acme.com",
    "12345",
    "Ana 35",
    "I'm looking for a plan",
    "I'm interested",
    "I'm fine",
    "sou cliente",
    "sou dentista",
    "soy de Lima",
    "sou de São Paulo",
    "estoy buscando",
    "quero um orçamento",
    "I want a quote",
    "not telling you",
    "its broken",
    "im desperate",
    "will do",
    "may be",
    "bons dias",
    "sou viúva",
    "é o seguinte",
    "Belo Horizonte",
    "Buenos Aires",
    "depende do dia",
    "kkkk",
    "hahaha",
    "bcdfg",
    "...",
    "",
    "👍",
    "quero falar com um atendente",
    "www.acme.com/ana",
    "prefiro não dizer",
  ])("refuses %j", (text) => {
    for (const ctx of [en, pt, es]) expect(meaning(readName(text, ctx))).toBeUndefined();
  });

  it("takes the cue with the name", () => {
    expect(readName("Oi, sou a Ana da Acme", pt)).toMatchObject({ value: "Ana", rest: "Oi, da Acme" });
  });
});

describe("readCompany", () => {
  it.each([
    ["from Acme", "Acme"],
    ["I'm Ana from Acme, budget 5k", "Acme"],
    ["I work at Johnson & Johnson", "Johnson & Johnson"],
    ["company: 3M", "3M"],
    ["hi, I'm Ana Silva from Acme Inc. and I need help", "Acme Inc."],
    ["my company is called blue sky", "Blue Sky"],
    ["da Acme", "Acme"],
    ["sou a Ana da Acme", "Acme"],
    ["trabalho na Acme Ltda.", "Acme Ltda."],
    ["minha empresa é a Acme", "Acme"],
    ["de la empresa Acme Foods", "Acme Foods"],
    ["trabajo en Acme S.A. y quiero un plan", "Acme S.A."],
    ["mi empresa se llama Los Pinos", "Los Pinos"],
    ["soy José Pérez de Acme", "Acme"],
  ])("%j is %j", (text, company) => expect(meaning(readCompany(text, en))).toBe(company));

  it.each([
    "Acme",
    "soy de Lima",
    "I'm from Brazil",
    "I'm from Instagram",
    "me chamo João da Silva",
    "sou do Rio",
    "I work from home",
    "I work with computers",
    "hello",
    "from my phone",
    "sou da Bahia",
    "trabalho em casa",
    "",
    "I heard about you from Ana",
  ])("refuses %j", (text) => expect(meaning(readCompany(text, en))).toBeUndefined());
});

describe("readEmail", () => {
  it.each<[string, string | string[] | undefined]>([
    ["Ana@Acme.COM", "Ana@acme.com"],
    ["my email is ana@acme.com.", "ana@acme.com"],
    ["<ana@x.io>", "ana@x.io"],
    ["mailto:ana@acme.com", "ana@acme.com"],
    ["ana.souza+leads@acme.com.br", "ana.souza+leads@acme.com.br"],
    ["ana@ymail.com", "ana@ymail.com"],
    ["ana@gmx.com", "ana@gmx.com"],
    ["ana@hotmail.co.uk", "ana@hotmail.co.uk"],
    ["ana@gmail.com ana@gmail.com", "ana@gmail.com"],
    ["ana @ gmail . com", "ana@gmail.com"],
    ["ana arroba gmail ponto com", "ana@gmail.com"],
    ["ana.souza arroba acme punto com", "ana.souza@acme.com"],
    ["ana@gmail,com", "ana@gmail.com"],
    ["ana@gmial.com", ["ana@gmail.com", "ana@gmial.com"]],
    ["ana@hotmial.com", ["ana@hotmail.com", "ana@hotmial.com"]],
    ["ana@gmail.con", ["ana@gmail.com", "ana@gmail.con"]],
    ["ana@acme.con", ["ana@acme.com", "ana@acme.con"]],
    ["ana@gamil.com", ["ana@gmail.com", "ana@gamil.com"]],
    ["ana@outlok.com", ["ana@outlook.com", "ana@outlok.com"]],
    ["ana@yaho.com.br", ["ana@yahoo.com.br", "ana@yaho.com.br"]],
    ["ana@uol.combr", ["ana@uol.com.br", "ana@uol.combr"]],
    ["joão@gmail.com", ["joao@gmail.com", "joão@gmail.com"]],
    ["ana@gmail", ["ana@gmail.com"]],
    ["a@b.com and c@d.org", ["a@b.com", "c@d.org"]],
    ["foo", undefined],
    ["ana@", undefined],
    ["@ana", undefined],
    ["ana@@x.com", undefined],
    ["ana..b@x.com", undefined],
    ["ana@acme", undefined],
    ["meet me at noon", undefined],
    ["I don't have one", undefined],
    ["", undefined],
  ])("%j is %j", (text, expected) => expect(meaning(readEmail(text, en))).toEqual(expected));

  it("keeps what was said besides", () => {
    expect(readEmail("Ana, ana@acme.com, thanks", en)).toMatchObject({ rest: "Ana, thanks" });
  });
});

describe("readPhone", () => {
  it.each<["en" | "pt" | "es", string, string | string[] | undefined]>([
    ["pt", "11 98765-4321", "+5511987654321"],
    ["pt", "(11) 98765-4321", "+5511987654321"],
    ["pt", "+55 11 98765 4321", "+5511987654321"],
    ["pt", "5511987654321", "+5511987654321"],
    ["pt", "0055 11 98765-4321", "+5511987654321"],
    ["pt", "(021) 98765-4321", "+5521987654321"],
    ["pt", "meu zap é 11987654321 ok", "+5511987654321"],
    ["pt", "11 8765-4321", "+5511987654321"],
    ["pt", "+55 11 8765-4321", "+5511987654321"],
    ["pt", "21 3123-4567", "+552131234567"],
    ["pt", "+1 415 555 2671", "+14155552671"],
    ["pt", "+54 9 11 2345-6789", "+5491123456789"],
    ["pt", "11 98765-4321 ou 11 91234-5678", ["+5511987654321", "+5511912345678"]],
    ["pt", "98765-4321", undefined],
    ["pt", "15/03/2026", undefined],
    ["pt", "2026-11-25 1030", undefined],
    ["pt", "123.456.789-09", undefined],
    ["pt", "12.345.678/0001-95", undefined],
    ["pt", "R$ 11987654321", undefined],
    ["pt", "11111111111", undefined],
    ["pt", "123", undefined],
    ["pt", "não tenho", undefined],
    ["en", "(415) 555-2671", "+14155552671"],
    ["en", "415.555.2671", "+14155552671"],
    ["en", "+44 20 7946 0958", "+442079460958"],
    ["en", "call 415 555 2671 please", "+14155552671"],
    ["en", "555-2671", undefined],
    ["es", "55 1234 5678", "+525512345678"],
    ["es", "+52 1 55 1234 5678", "+525512345678"],
    ["es", "+34 612 34 56 78", "+34612345678"],
    ["es", "ana@12345678.com", undefined],
  ])("%s: %j is %j", (language, text, expected) => {
    expect(meaning(readPhone(text, contexts[language]))).toEqual(expected);
  });

  it("is not put off by a country that does not exist", () => {
    expect(meaning(readPhone("+1 415 555 2671", { ...en, country: "XX" }))).toBe("+14155552671");
    expect(meaning(readPhone("415 555 2671", { ...en, country: "" }))).toBeUndefined();
  });
});
