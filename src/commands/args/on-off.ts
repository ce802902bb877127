import { z } from "zod";
import type { ArgSpec } from "./spec.ts";

/** Whether something is wanted: `on`, `desligar`, `apagar`; or nothing. */
export function onOffArg(): ArgSpec<"on" | "off" | undefined> {
  return {
    kind: "text",
    label: { en: "on or off", pt: "ligar ou desligar", es: "activar o apagar" },
    optional: true,
    schema: z.enum(["on", "off"]).optional(),
    read: ({ tokens }) => {
      const word = tokens[0]?.folded ?? "";
      if (ON.has(word)) return [{ value: "on", used: 1 }];
      return OFF.has(word) ? [{ value: "off", used: 1 }] : [];
    },
    missing: null,
  };
}

const ON = new Set("on yes start ligar ligada sim ativar activar activada si encender".split(" "));
const OFF = new Set(
  "off no stop desligar desligada nao parar desativar apagar desactivar detener".split(" "),
);
