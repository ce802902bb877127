import { say, type Texts } from "./words.ts";

/** Why an unasked message waits or is not sent. */
export interface OutreachReason {
  /** Stable, for tests, metrics and the trail. */
  code: string;
  text: Texts;
}

export const REASONS = {
  optedOut: reason(
    "opted-out",
    "asked for no more messages",
    "pediu para não receber mensagens",
    "pidió no recibir mensajes",
  ),
  noConsent: reason(
    "no-consent",
    "has not agreed to news on this channel",
    "não autorizou novidades neste canal",
    "no autorizó novedades en este canal",
  ),
  neverWrote: reason(
    "never-wrote",
    "has never written on this channel",
    "nunca escreveu neste canal",
    "nunca escribió en este canal",
  ),
  human: reason(
    "human",
    "a colleague is talking with them",
    "um colega está conversando com a pessoa",
    "un colega está conversando con la persona",
  ),
  asked: reason(
    "asked",
    "is in the middle of the bot's questions",
    "está no meio das perguntas do bot",
    "está en medio de las preguntas del bot",
  ),
  person: reason(
    "person-limit",
    "has had as many unasked messages as one person gets",
    "já recebeu o limite de mensagens automáticas por pessoa",
    "ya recibió el máximo de mensajes automáticos por persona",
  ),
  channel: reason(
    "channel-limit",
    "the channel has sent all that it sends in a day",
    "o canal já enviou o limite do dia",
    "el canal ya envió el máximo del día",
  ),
  channelNever: reason(
    "channel-closed",
    "this channel sends no unasked messages",
    "este canal não envia mensagens automáticas",
    "este canal no envía mensajes automáticos",
  ),
  quiet: reason(
    "quiet-hours",
    "it is not a time to write where they are",
    "não é hora de escrever onde a pessoa está",
    "no es hora de escribir donde está la persona",
  ),
  alwaysQuiet: reason(
    "always-quiet",
    "the quiet hours leave no time of day",
    "o horário de silêncio não deixa nenhuma hora livre",
    "el horario de silencio no deja ninguna hora libre",
  ),
  off: reason(
    "off",
    "unasked messages are switched off",
    "as mensagens automáticas estão desligadas",
    "los mensajes automáticos están apagados",
  ),
} satisfies Record<string, OutreachReason>;

function reason(code: string, en: string, pt: string, es: string): OutreachReason {
  return { code, text: say(en, pt, es) };
}
