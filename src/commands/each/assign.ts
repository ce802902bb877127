import { assignLead, isRefusal } from "../../leads/index.ts";
import { leadArg } from "../args/lead.ts";
import { repArg } from "../args/rep.ts";
import { defineCommand } from "../define.ts";
import { refuseColleague } from "../policy.ts";
import { repName } from "../present/labels.ts";
import { phrase } from "../present/phrase.ts";
import { changed, leadOf, named, refused } from "./shared.ts";

export const assignCommand = defineCommand({
  name: "assign",
  words: {
    en: ["assign", "give", "hand over"],
    pt: ["atribuir", "designar", "transferir"],
    es: ["asignar", "derivar", "dar"],
  },
  help: {
    en: "Give a lead to a colleague: managers any lead, reps their own",
    pt: "Dar um lead a um colega: gerentes qualquer um, vendedores os seus",
    es: "Dar un lead a un colega: gerentes cualquiera, vendedores los suyos",
  },
  examples: {
    en: ["assign L-42 @bruno", "assign L-42 to me"],
    pt: ["atribuir L-42 @bruno", "atribuir L-42 para mim"],
    es: ["asignar L-42 @bruno", "asignar L-42 a mí"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "own",
  args: { lead: leadArg(), rep: repArg() },
  run: (input) => {
    const loaded = leadOf(input);
    const { args, actor, turn, directory, language } = input;
    const to = directory.reps.get(args.rep);
    if (to === undefined) return { reply: { text: nobody({})[language] }, refused: true };
    const denied = actor.role === "manager" ? refuseColleague(actor, to.id, directory) : null;
    if (denied !== null) return refused(denied, language);
    const after = assignLead(turn, loaded.lead, loaded.offer, actor, to, directory);
    if (isRefusal(after)) return refused(after, language);
    return changed(input, after, assigned({ ...named(loaded), rep: repName(directory, to.id) }));
  },
});

const assigned = phrase<{ ref: string; rep: string }>({
  en: "{ref} now belongs to {rep}.",
  pt: "{ref} agora é de {rep}.",
  es: "{ref} ahora es de {rep}.",
});

const nobody = phrase({
  en: "That colleague is no longer here.",
  pt: "Esse colega não está mais aqui.",
  es: "Ese colega ya no está aquí.",
});
