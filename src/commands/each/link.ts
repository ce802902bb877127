import type { Rep } from "../../leads/types/rep.ts";
import { optionalRepArg } from "../args/rep.ts";
import { type Code, defineCommand } from "../define.ts";
import { problem } from "../help-text.ts";
import { showLinkCode } from "../link-code.ts";
import { refuseColleague } from "../policy.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { formatMoment } from "../when/index.ts";
import { done } from "./shared.ts";

const args = { rep: optionalRepArg() };

/**
 * The code is made while the command is prepared. Made again after a crash it takes the place of the one before, which
 * nobody has seen, because an answer leaves only with what was decided.
 */
export const linkCommand = defineCommand<typeof args, Code | null>({
  name: "link",
  words: { en: ["link"], pt: ["vincular"], es: ["vincular", "enlazar"] },
  help: {
    en: "Make a one-time code by which you, or a colleague whom you look after, can also work on another channel",
    pt: "Criar um código de uso único para você, ou um colega seu, trabalhar também em outro canal",
    es: "Crear un código de un solo uso para que tú, o un colega a tu cargo, trabajen también en otro canal",
  },
  examples: { en: ["link", "link @me"], pt: ["vincular", "vincular @eu"], es: ["vincular", "vincular @yo"] },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args,
  load: async (asked, _reads, { actor, directory, language, makeCode }) => {
    if (asked.rep === undefined) return { data: null };
    const rep = directory.reps.get(asked.rep);
    const denied = refuseColleague(actor, asked.rep, directory);
    if (denied !== null) return problem(denied.code, denied.text, language);
    // A code is as good as the colleague's own account: it must not be a way to more rights.
    if (rep !== undefined && !mayStandFor(actor, rep)) return problem("not-allowed", aboveYou({}), language);
    const code = (await makeCode?.(asked.rep)) ?? null;
    return code === null ? problem("no-code", noCode({}), language) : { data: code };
  },
  run: ({ args: { rep: repId }, data: code, actor, directory, language, at }) => {
    if (code === null || repId === undefined) return done(howTo({}), language);
    const rep = directory.reps.get(repId);
    const facts = {
      name: safeName(rep?.name ?? repId),
      code: showLinkCode(code.digits),
      until: formatMoment(code.expiresAt, actor.timeZone, language, at),
    };
    return done(repId === actor.id ? yourCode(facts) : theirCode(facts), language);
  },
});

function mayStandFor(actor: Rep, rep: Rep): boolean {
  return actor.id === rep.id || actor.role === "admin" || rep.role === "rep";
}

const howTo = phrase({
  en: "To work here also from another chat (Telegram, WhatsApp, another Slack): say “link @me” to get a code, then write “link” and the code there. Managers make one for a colleague: link @name",
  pt: "Para trabalhar também por outro chat (Telegram, WhatsApp, outro Slack): diga “vincular @eu” para receber um código e escreva lá “vincular” e o código. Gerentes criam um para um colega: vincular @nome",
  es: "Para trabajar también desde otro chat (Telegram, WhatsApp, otro Slack): di “vincular @yo” para recibir un código y escribe allí “vincular” y el código. Los gerentes crean uno para un colega: vincular @nombre",
});

const yourCode = phrase<{ name: string; code: string; until: string }>({
  en: "Write this in the other chat: link {code}\nIt works once, until {until}. A new code makes this one void; tell it to nobody.",
  pt: "Escreva isto no outro chat: vincular {code}\nVale uma vez, até {until}. Um código novo anula este; não conte a ninguém.",
  es: "Escribe esto en el otro chat: vincular {code}\nSirve una vez, hasta {until}. Un código nuevo anula este; no se lo digas a nadie.",
});

const theirCode = phrase<{ name: string; code: string; until: string }>({
  en: "For {name} alone, to write in the chat to be linked: link {code}\nIt works once, until {until}. A new code makes this one void.",
  pt: "Só para {name}, para escrever no chat a vincular: vincular {code}\nVale uma vez, até {until}. Um código novo anula este.",
  es: "Solo para {name}, para escribir en el chat a vincular: vincular {code}\nSirve una vez, hasta {until}. Un código nuevo anula este.",
});

const aboveYou = phrase({
  en: "A code for managers and admins is made by an admin.",
  pt: "Um código para gerentes e administradores é criado por um administrador.",
  es: "Un código para gerentes y administradores lo crea un administrador.",
});

const noCode = phrase({
  en: "That colleague is not active here, so there is no code.",
  pt: "Esse colega não está ativo aqui; por isso não há código.",
  es: "Ese colega no está activo aquí; por eso no hay código.",
});
