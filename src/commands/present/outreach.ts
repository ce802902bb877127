import { channelName } from "./labels.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";

/** Unasked messages on a channel have gone off by themselves. */
export function switchedOffNotice(channel: string, why: keyof typeof WHY): NoticeText {
  return (language) => ({
    text: switchedOff({
      channel: channelName(channel, language),
      why: WHY[why][language],
      command: `outreach on ${channel}`,
    })[language],
  });
}

/** Why the program switched them off by itself. */
export const WHY = {
  blocked: {
    en: "the channel has blocked us for a while",
    pt: "o canal nos bloqueou por um tempo",
    es: "el canal nos bloqueó por un tiempo",
  },
  "logged-out": {
    en: "the channel has logged us out",
    pt: "o canal encerrou nossa sessão",
    es: "el canal cerró nuestra sesión",
  },
  spam: {
    en: "the channel says that people take them for spam",
    pt: "o canal informa que as pessoas as consideram spam",
    es: "el canal informa que la gente los considera spam",
  },
} satisfies Record<string, Texts>;

const switchedOff = phrase<{ channel: string; why: string; command: string }>({
  en: "🛑 Sequences and campaigns on {channel} are switched off: {why}. Nothing is lost; what is due waits. When all is well again: {command}",
  pt: "🛑 Sequências e campanhas em {channel} estão desligadas: {why}. Nada se perde; o que está na fila espera. Quando tudo estiver bem: {command}",
  es: "🛑 Las secuencias y campañas en {channel} están apagadas: {why}. Nada se pierde; lo pendiente espera. Cuando todo esté bien: {command}",
});
