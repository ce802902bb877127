import { DUPLICATE, isRefusal, separateContacts } from "../../leads/index.ts";
import { leadRef } from "../../leads/ref.ts";
import { leadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { formatRelative } from "../present/format.ts";
import { phrase } from "../present/phrase.ts";
import { announceAll, refusePeople, routeLeft, rowsOf } from "./people.ts";
import { done, leadOf, named, refused } from "./shared.ts";

export const splitCommand = defineCommand({
  name: "split",
  words: {
    en: ["split", "unmerge", "separate"],
    pt: ["separar", "desunir"],
    es: ["separar", "dividir"],
  },
  help: {
    en: "Undo the last merge of a lead's person with another",
    pt: "Desfazer a última união da pessoa de um lead com outra",
    es: "Deshacer la última unión de la persona de un lead con otra",
  },
  examples: { en: ["split L-42"], pt: ["separar L-42"], es: ["separar L-42"] },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg() },
  load: async (_args, reads, { leadId }) => {
    const merge = leadId === null ? null : await reads.lastMerge(leadId);
    return merge === null ? { data: null } : { data: null, merge };
  },
  run: (input) => {
    const { person, other, merge, actor, turn, directory, language, at } = input;
    const loaded = leadOf(input);
    if (!person || !other || !merge) return done(nothing(named(loaded)), language);
    const duplicates = person.leads.filter((each) => each.reason === DUPLICATE);
    const denied = refusePeople(actor, [person, other], duplicates, directory);
    if (denied !== null) return refused(denied, language);
    const rows = rowsOf([person]);
    const parted = separateContacts(turn, merge, other.contact, person.contact, rows, directory);
    if (isRefusal(parted)) return refused(parted, language);

    const reopened = parted.leads
      .filter((each) => each.stageKind === "open")
      .filter((each) => rows.leads.some((was) => was.id === each.id && was.stageKind !== "open"));
    // The offer that a lead had before the merge is gone: whoever was routed once is routed again.
    const after = parted.leads.map((each) =>
      reopened.includes(each) && each.routeReasons.length > 0
        ? routeLeft(input, each, each.contactId === parted.from.id ? parted.from : parted.into)
        : each,
    );
    const gone = (contactId: string) => after.filter((each) => each.contactId === contactId);
    announceAll(input, rows.leads, gone(parted.from.id), parted.from, rows.offers);
    announceAll(input, rows.leads, gone(parted.into.id), parted.into, rows.offers);
    const facts = { ...named(loaded), refs: reopened.map(leadRef).join(", ") };
    return done(
      (reopened.length === 0 ? apart : apartAgain)((l) => ({
        ...facts,
        when: formatRelative(merge.at, at, l),
      })),
      language,
    );
  },
});

const apart = phrase<{ ref: string; when: string }>({
  en: "The merge of {ref} ({when}) is undone: they are two people again.",
  pt: "A união de {ref} ({when}) foi desfeita: são duas pessoas de novo.",
  es: "La unión de {ref} ({when}) quedó deshecha: son dos personas otra vez.",
});

const apartAgain = phrase<{ ref: string; refs: string; when: string }>({
  en: "The merge of {ref} ({when}) is undone: they are two people again, and {refs} is open again.",
  pt: "A união de {ref} ({when}) foi desfeita: são duas pessoas de novo, e {refs} está aberto de novo.",
  es: "La unión de {ref} ({when}) quedó deshecha: son dos personas otra vez, y {refs} está abierto de nuevo.",
});

const nothing = phrase<{ ref: string }>({
  en: "{ref} has not been merged with anybody, so there is nothing to split.",
  pt: "{ref} não foi unido a ninguém; não há o que separar.",
  es: "{ref} no se unió con nadie; no hay nada que separar.",
});
