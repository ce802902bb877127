import { z } from "zod";
import { TEMPLATE_CHANNELS } from "../../flow/text-faults.ts";
import { fold, LANGUAGES } from "../../language.ts";
import { channelName } from "../present/labels.ts";
import type { ArgSpec } from "./spec.ts";

/** What is to be done with a switch, and of which channel; null: of all. */
export interface Switch {
  to: "on" | "off";
  channel: string | null;
}

/** `off whatsapp`, `desligar`, `activar telegram`; or nothing. */
export function switchArg(): ArgSpec<Switch | undefined> {
  return {
    kind: "text",
    label: { en: "on|off [channel]", pt: "ligar|desligar [canal]", es: "activar|desactivar [canal]" },
    optional: true,
    schema: z.object({ to: z.enum(["on", "off"]), channel: z.string().min(1).nullable() }).optional(),
    read: ({ tokens }) => {
      const to = WORDS.get(tokens[0]?.folded ?? "");
      if (to === undefined) return [];
      const channel = channelOf(tokens[1]?.folded);
      if (channel !== null) return [{ value: { to, channel }, used: 2 }];
      return tokens.length === 1 ? [{ value: { to, channel: null }, used: 1 }] : [];
    },
    missing: null,
  };
}

const WORDS: ReadonlyMap<string, "on" | "off"> = new Map([
  ["on", "on"],
  ["ligar", "on"],
  ["liga", "on"],
  ["ativar", "on"],
  ["activar", "on"],
  ["encender", "on"],
  ["off", "off"],
  ["stop", "off"],
  ["desligar", "off"],
  ["desliga", "off"],
  ["desativar", "off"],
  ["parar", "off"],
  ["desactivar", "off"],
  ["apagar", "off"],
]);

function channelOf(word: string | undefined): string | null {
  if (word === undefined) return null;
  const ids = Object.keys(TEMPLATE_CHANNELS);
  return (
    ids.find((id) => id === word || LANGUAGES.some((language) => fold(channelName(id, language)) === word)) ??
    null
  );
}
