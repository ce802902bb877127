import type { Language } from "../../language.ts";
import type { Results } from "../reach.ts";
import { phrase, type Texts } from "./phrase.ts";

/** What came of unasked messages, in one line; of sequences and campaigns alike. */
export function resultLine(results: Results, language: Language): string {
  return line({ ...results })[language];
}

export const RESULT_LABELS: Record<keyof Results, Texts> = {
  sent: { en: "Sent", pt: "Enviadas", es: "Enviados" },
  delivered: { en: "Delivered", pt: "Entregues", es: "Entregados" },
  read: { en: "Read", pt: "Lidas", es: "Leídos" },
  replied: { en: "Replied", pt: "Responderam", es: "Respondieron" },
  won: { en: "Won", pt: "Ganhos", es: "Ganados" },
  optedOut: { en: "Opted out", pt: "Pediram para sair", es: "Pidieron la baja" },
};

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
