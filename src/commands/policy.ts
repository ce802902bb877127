import type { Language } from "../language.ts";
import { leadRef } from "../leads/ref.ts";
import { type Refusal, refuse } from "../leads/refusal.ts";
import type { Directory, Lead, Rep } from "../leads/types.ts";
import type { Access, Command, ResolveContext } from "./define.ts";
import { phrase, type Texts } from "./present/phrase.ts";
import { safeName } from "./present/safe.ts";
import type { Scope } from "./reads.ts";

/**
 * Who may do what. A rep sees and changes own leads, those offered to the rep, and those in the pool;
 * managers and admins all. Every "no" says why, and whom to ask.
 */
export function refuseAccess(access: Access, actor: Rep, lead: Lead, directory: Directory): Refusal | null {
  if (access === "none" || isManager(actor) || lead.ownerId === actor.id) return null;
  const ref = leadRef(lead);
  const owner = lead.ownerId === null ? null : nameOf(lead.ownerId, directory);
  const asked = (language: Language) => ({ ref, ask: whomToAsk(actor, lead, directory, language) });
  if (owner !== null) {
    return refuse(
      "not-yours",
      ownedByOther((language) => ({ ...asked(language), owner })),
    );
  }
  if (lead.offeredTo !== null && lead.offeredTo !== actor.id) {
    const rep = nameOf(lead.offeredTo, directory);
    return refuse(
      "offered-to-other",
      offeredToOther((language) => ({ ...asked(language), rep })),
    );
  }
  return access === "own" ? refuse("not-owner", notOwner(asked)) : null;
}

/** The leads that appear in lists for this person. */
export function visibleTo(actor: Rep, directory: Directory): Scope {
  if (actor.role === "admin") return { kind: "all" };
  if (actor.role === "manager")
    return { kind: "teams", teamIds: teamsLedBy(actor, directory), repId: actor.id };
  return { kind: "visible", repId: actor.id };
}

/** The leads whose numbers this person is told. */
export function countedFor(actor: Rep, directory: Directory): Scope {
  if (actor.role === "admin") return { kind: "all" };
  if (actor.role === "manager") return { kind: "teams", teamIds: teamsLedBy(actor, directory), repId: null };
  return { kind: "owned", repId: actor.id };
}

/** The ids of the teams that somebody manages. */
export function teamsLedBy(actor: Rep, directory: Directory): string[] {
  return [...directory.teams.values()].filter((team) => team.managerId === actor.id).map((team) => team.id);
}

export function isManager(actor: Rep): boolean {
  return actor.role === "manager" || actor.role === "admin";
}

/** The role may not use the command at all. */
export function notAllowed(command: Command, context: ResolveContext): Texts {
  const ask = managers(context.directory);
  return roleNotAllowed((language) => ({
    command: command.words[language][0]!,
    ask: nameList(ask, language),
  }));
}

/** A colleague who has left, or was switched off. */
export function notActive(directory: Directory): Texts {
  return inactive((language) => ({ ask: nameList(managers(directory), language) }));
}

/** A rep wants to see a colleague's numbers. */
export function notYourNumbers(directory: Directory): Refusal {
  return refuse(
    "not-your-numbers",
    othersNumbers((language) => ({ ask: nameList(managers(directory), language) })),
  );
}

/** The one who has the lead or the offer, and a manager: the team's, else any. */
function whomToAsk(actor: Rep, lead: Lead, directory: Directory, language: Language): string {
  const holder = directory.reps.get(lead.ownerId ?? lead.offeredTo ?? "");
  const teamManager = directory.reps.get(directory.teams.get(lead.teamId ?? "")?.managerId ?? "");
  const manager = [teamManager, ...managers(directory)].find(
    (rep) => rep?.active && rep.id !== holder?.id && rep.id !== actor.id,
  );
  const asked = [holder, manager].filter((rep) => rep !== undefined);
  return nameList(
    asked.filter((rep) => rep.active && rep.id !== actor.id),
    language,
  );
}

function managers(directory: Directory): Rep[] {
  const active = [...directory.reps.values()].filter((rep) => rep.active);
  const found = active.filter((rep) => rep.role === "manager");
  return (found.length > 0 ? found : active.filter((rep) => rep.role === "admin")).slice(0, 2);
}

function nameList(reps: readonly Rep[], language: Language): string {
  const nobody = { en: "an administrator", pt: "um administrador", es: "un administrador" };
  return reps.length === 0 ? nobody[language] : reps.map((rep) => safeName(rep.name)).join(" / ");
}

function nameOf(id: string, directory: Directory): string {
  return safeName(directory.reps.get(id)?.name ?? id);
}

const ownedByOther = phrase<{ ref: string; owner: string; ask: string }>({
  en: "{ref} belongs to {owner}, so you cannot open or change it. Ask {ask}.",
  pt: "{ref} é de {owner}; por isso você não pode abrir nem alterar. Fale com {ask}.",
  es: "{ref} es de {owner}; por eso no puedes abrirlo ni cambiarlo. Habla con {ask}.",
});

const offeredToOther = phrase<{ ref: string; rep: string; ask: string }>({
  en: "{ref} is being offered to {rep} right now. Ask {ask}, or wait: it comes to the pool if it is passed on.",
  pt: "{ref} está sendo oferecido a {rep} agora. Fale com {ask} ou aguarde: se passar, volta para a fila.",
  es: "{ref} se está ofreciendo a {rep} ahora. Habla con {ask} o espera: si lo pasa, vuelve a la cola.",
});

const notOwner = phrase<{ ref: string; ask: string }>({
  en: "{ref} is not yours yet: claim it first, or ask {ask}.",
  pt: "{ref} ainda não é seu: assuma primeiro ou fale com {ask}.",
  es: "{ref} aún no es tuyo: tómalo primero o habla con {ask}.",
});

const roleNotAllowed = phrase<{ command: string; ask: string }>({
  en: "“{command}” is for managers. Ask {ask}.",
  pt: "“{command}” é para gerentes. Fale com {ask}.",
  es: "“{command}” es para gerentes. Habla con {ask}.",
});

const inactive = phrase<{ ask: string }>({
  en: "Your account here is switched off. Ask {ask}.",
  pt: "Seu acesso aqui está desativado. Fale com {ask}.",
  es: "Tu acceso aquí está desactivado. Habla con {ask}.",
});

const othersNumbers = phrase<{ ask: string }>({
  en: "You can see your own numbers; those of colleagues are for managers. Ask {ask}.",
  pt: "Você pode ver seus próprios números; os de colegas são para gerentes. Fale com {ask}.",
  es: "Puedes ver tus propios números; los de colegas son para gerentes. Habla con {ask}.",
});
