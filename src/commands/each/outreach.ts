import type { FlowBundle } from "../../flow/bundle.ts";
import { localDate } from "../../leads/calendar.ts";
import { dailyMost } from "../../leads/config.ts";
import { switchOutreach } from "../../leads/switch-outreach.ts";
import { switchArg } from "../args/switch.ts";
import { defineCommand, type LoadContext } from "../define.ts";
import type { OutreachState } from "../outreach-reads.ts";
import { formatRelative } from "../present/format.ts";
import { channelName, repName } from "../present/labels.ts";
import { WHY } from "../present/outreach.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { done } from "./shared.ts";

const args = { change: switchArg() };

export const outreachCommand = defineCommand<typeof args, OutreachState>({
  name: "outreach",
  words: {
    en: ["outreach", "unasked messages"],
    pt: ["mensagens automáticas", "automáticas"],
    es: ["mensajes automáticos", "automáticos"],
  },
  help: {
    en: "What sequences and campaigns have sent today, and the switch that stops them: on or off, for a channel or for all",
    pt: "O que sequências e campanhas enviaram hoje, e a chave que as para: ligar ou desligar, de um canal ou de todos",
    es: "Lo que secuencias y campañas enviaron hoy, y el interruptor que las para: activar o desactivar, de un canal o de todos",
  },
  examples: {
    en: ["outreach", "outreach off", "outreach off whatsapp", "outreach on"],
    pt: ["automáticas", "automáticas desligar whatsapp", "automáticas ligar"],
    es: ["automáticos", "automáticos desactivar whatsapp", "automáticos activar"],
  },
  allowed: ["manager", "admin"],
  access: "none",
  args,
  load: async (_asked, reads, { at, bundle }: LoadContext) => ({
    data: await reads.outreachState(localDate(at, bundle.calendar.timeZone)),
  }),
  run: ({ args: { change }, data, turn, language, bundle, directory, at, actor }) => {
    if (change !== undefined) {
      const { to, channel } = change;
      switchOutreach(turn, to, channel);
      const where = (each: typeof language) => (channel === null ? ALL[each] : channelName(channel, each));
      const text = (to === "off" ? isOff : isOn)((each) => ({ where: where(each) }));
      turn.notify({
        to: { managers: true },
        leadId: null,
        message: (each) => ({ text: `${to === "off" ? "🛑" : "✅"} ${actor.name}: ${text[each]}` }),
      });
      const others = to === "on" && channel !== null && data.off.includes("all");
      return done(others ? stillAll((each) => ({ where: where(each) })) : text, language);
    }
    const lines = [
      data.off.length === 0 ? ON[language] : OFF[language],
      ...data.off.map((channel) => {
        const switched = data.switched.find((each) => each.channel === channel);
        const where = channel === "all" ? ALL[language] : channelName(channel, language);
        return `• ${where}${switched === undefined ? "" : `: ${whoOff(switched, language)}, ${formatRelative(switched.at, at, language)}`}`;
      }),
      TODAY[language],
      ...countLines(data, bundle).map(
        ({ channel, count, most }) =>
          `• ${channelName(channel, language)}: ${most === null ? count : `${count} / ${most}`}`,
      ),
    ];
    return { reply: { text: lines.join("\n") } };

    function whoOff({ by, why }: OutreachState["switched"][number], to: typeof language): string {
      const reason = why === null ? undefined : Object.entries(WHY).find(([code]) => code === why)?.[1];
      return reason?.[to] ?? (by === null ? "Leadline" : repName(directory, by));
    }
  },
});

function countLines(state: OutreachState, bundle: FlowBundle) {
  const rules = bundle.business.outreach;
  const named = Object.keys(rules.perDay).filter((channel) => channel !== "other");
  const channels = [...new Set([...named, ...state.sent.map(({ channel }) => channel)])];
  return channels.map((channel) => ({
    channel,
    count: state.sent.find((each) => each.channel === channel)?.count ?? 0,
    most: dailyMost(rules, channel),
  }));
}

const ALL: Texts = { en: "all channels", pt: "todos os canais", es: "todos los canales" };
const ON: Texts = {
  en: "Sequences and campaigns are on.",
  pt: "Sequências e campanhas estão ligadas.",
  es: "Las secuencias y campañas están activas.",
};
const OFF: Texts = {
  en: "Sequences and campaigns are off here (“outreach on” and the channel turns them on):",
  pt: "Sequências e campanhas estão desligadas aqui (“automáticas ligar” e o canal liga de novo):",
  es: "Las secuencias y campañas están apagadas aquí (“automáticos activar” y el canal las activa):",
};
const TODAY: Texts = {
  en: "Sent today, and the most in a day:",
  pt: "Enviadas hoje, e o máximo por dia:",
  es: "Enviados hoy, y el máximo por día:",
};

const isOff = phrase<{ where: string }>({
  en: "Sequences and campaigns are off now: {where}. What is due waits.",
  pt: "Sequências e campanhas desligadas: {where}. O que está na fila espera.",
  es: "Secuencias y campañas apagadas: {where}. Lo pendiente espera.",
});

const isOn = phrase<{ where: string }>({
  en: "Sequences and campaigns are on again: {where}. What waited goes out within six hours, inside the limits.",
  pt: "Sequências e campanhas ligadas de novo: {where}. O que esperava sai em até seis horas, dentro dos limites.",
  es: "Secuencias y campañas activas de nuevo: {where}. Lo que esperaba sale en un máximo de seis horas, dentro de los límites.",
});

const stillAll = phrase<{ where: string }>({
  en: "{where}: on, but all channels are still off. “outreach on” turns them on.",
  pt: "{where}: ligado, mas todos os canais ainda estão desligados. “automáticas ligar” liga.",
  es: "{where}: activado, pero todos los canales siguen apagados. “automáticos activar” los activa.",
});
