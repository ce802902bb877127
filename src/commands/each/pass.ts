import { isRefusal, passLead } from "../../leads/index.ts";
import { leadArg } from "../args/lead.ts";
import { optionalTextArg } from "../args/simple.ts";
import { defineCommand } from "../define.ts";
import { repName } from "../present/labels.ts";
import { phrase } from "../present/phrase.ts";
import { changed, leadOf, named, refused } from "./shared.ts";

export const passCommand = defineCommand({
  name: "pass",
  words: {
    en: ["pass", "skip", "decline"],
    pt: ["passar", "passo", "recusar"],
    es: ["pasar", "rechazar", "no puedo"],
  },
  help: {
    en: "Let the next colleague have a lead that was offered to you or is yours",
    pt: "Deixar o próximo colega ficar com um lead oferecido a você ou que é seu",
    es: "Dejar al siguiente colega un lead ofrecido a ti o que es tuyo",
  },
  examples: {
    en: ["pass L-42", "pass L-42 on holiday from tomorrow"],
    pt: ["passar L-42", "passar L-42 saio de férias amanhã"],
    es: ["pasar L-42", "pasar L-42 salgo de vacaciones mañana"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: {
    lead: leadArg({ byName: false }),
    why: optionalTextArg({ en: "why", pt: "motivo", es: "motivo" }),
  },
  run: (input) => {
    const loaded = leadOf(input);
    const { actor, args, turn, directory, bundle, language } = input;
    const after = passLead(
      turn,
      loaded.lead,
      loaded.offer,
      actor,
      directory,
      bundle.routing,
      bundle.calendar,
      args.why,
    );
    if (isRefusal(after)) return refused(after, language);
    const text =
      after.offeredTo === null
        ? toPool(named(loaded))
        : toNext({ ...named(loaded), rep: repName(directory, after.offeredTo) });
    return changed(input, after, text);
  },
});

const toPool = phrase<{ ref: string }>({
  en: "Passed: {ref} is free for the team to claim.",
  pt: "Passado: {ref} está livre para a equipe assumir.",
  es: "Pasado: {ref} está libre para que el equipo lo tome.",
});

const toNext = phrase<{ ref: string; rep: string }>({
  en: "Passed: {ref} is now offered to {rep}.",
  pt: "Passado: {ref} agora foi oferecido a {rep}.",
  es: "Pasado: {ref} ahora se ofrece a {rep}.",
});
