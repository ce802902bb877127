import type { Language } from "../../language.ts";
import type { Results } from "../outreach-reads.ts";
import { phrase } from "./phrase.ts";

/** What came of unasked messages, in one line; of sequences and campaigns alike. */
export function resultLine(results: Results, language: Language): string {
  return line({ ...results })[language];
}

const line = phrase<{
  sent: number;
  delivered: number;
  read: number;
  replied: number;
  won: number;
  optedOut: number;
}>({
  en: "{sent, number} sent, {delivered, number} delivered, {read, number} read, {replied, number} answered, {won, number} won, {optedOut, number} opted out",
  pt: "{sent, plural, one {# enviada} other {# enviadas}}, {delivered, plural, one {# entregue} other {# entregues}}, {read, plural, one {# lida} other {# lidas}}, {replied, plural, one {# respondida} other {# respondidas}}, {won, plural, one {# venda} other {# vendas}}, {optedOut, plural, one {# saída} other {# saídas}}",
  es: "{sent, plural, one {# enviado} other {# enviados}}, {delivered, plural, one {# entregado} other {# entregados}}, {read, plural, one {# leído} other {# leídos}}, {replied, plural, one {# respondido} other {# respondidos}}, {won, plural, one {# venta} other {# ventas}}, {optedOut, plural, one {# baja} other {# bajas}}",
});
