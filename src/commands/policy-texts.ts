import { phrase } from "./present/phrase.ts";

/** How each "no" of the policy is said: why, and whom to ask. */

export const ownedByOther = phrase<{ ref: string; owner: string; ask: string }>({
  en: "{ref} belongs to {owner}, so you cannot open or change it. Ask {ask}.",
  pt: "{ref} é de {owner}; por isso você não pode abrir nem alterar. Fale com {ask}.",
  es: "{ref} es de {owner}; por eso no puedes abrirlo ni cambiarlo. Habla con {ask}.",
});

export const seeOnly = phrase<{ ref: string; owner: string; ask: string }>({
  en: "{ref} belongs to {owner}: you may look at it, but not change it. Ask {ask}.",
  pt: "{ref} é de {owner}: você pode ver, mas não alterar. Fale com {ask}.",
  es: "{ref} es de {owner}: puedes verlo, pero no cambiarlo. Habla con {ask}.",
});

export const offeredToOther = phrase<{ ref: string; rep: string; ask: string }>({
  en: "{ref} is being offered to {rep} right now. Ask {ask}, or wait: it comes to the pool if it is passed on.",
  pt: "{ref} está sendo oferecido a {rep} agora. Fale com {ask} ou aguarde: se passar, volta para a fila.",
  es: "{ref} se está ofreciendo a {rep} ahora. Habla con {ask} o espera: si lo pasa, vuelve a la cola.",
});

export const notOwner = phrase<{ ref: string; ask: string }>({
  en: "{ref} is not yours yet: claim it first, or ask {ask}.",
  pt: "{ref} ainda não é seu: assuma primeiro ou fale com {ask}.",
  es: "{ref} aún no es tuyo: tómalo primero o habla con {ask}.",
});

export const otherTeam = phrase<{ ref: string; team: string; ask: string }>({
  en: "{ref} is a lead of team {team}, which you do not manage. Ask {ask}.",
  pt: "{ref} é um lead da equipe {team}, que você não gerencia. Fale com {ask}.",
  es: "{ref} es un lead del equipo {team}, que no diriges. Habla con {ask}.",
});

export const notInYourTeams = phrase<{ name: string; ask: string }>({
  en: "{name} is not in a team that you manage. Ask {ask}.",
  pt: "{name} não está em uma equipe que você gerencia. Fale com {ask}.",
  es: "{name} no está en un equipo que diriges. Habla con {ask}.",
});

export const othersAffairs = phrase<{ name: string; ask: string }>({
  en: "That is for {name} and the managers. Ask {ask}.",
  pt: "Isso cabe a {name} e aos gerentes. Fale com {ask}.",
  es: "Eso les toca a {name} y a los gerentes. Habla con {ask}.",
});

export const othersNumbers = phrase<{ name: string; ask: string }>({
  en: "You can see your own numbers; those of colleagues are for managers. Ask {ask}.",
  pt: "Você pode ver seus próprios números; os de colegas são para gerentes. Fale com {ask}.",
  es: "Puedes ver tus propios números; los de colegas son para gerentes. Habla con {ask}.",
});

export const roleNotAllowed = phrase<{ command: string; ask: string }>({
  en: "“{command}” is for managers. Ask {ask}.",
  pt: "“{command}” é para gerentes. Fale com {ask}.",
  es: "“{command}” es para gerentes. Habla con {ask}.",
});

export const inactive = phrase<{ ask: string }>({
  en: "Your account here is switched off. Ask {ask}.",
  pt: "Seu acesso aqui está desativado. Fale com {ask}.",
  es: "Tu acceso aquí está desactivado. Habla con {ask}.",
});
