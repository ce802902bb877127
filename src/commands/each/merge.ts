import { isRefusal, joinContacts } from "../../leads/index.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { leadArg } from "../args/lead.ts";
import { otherLeadArg } from "../args/other-lead.ts";
import { defineCommand, type LoadedPerson } from "../define.ts";
import { problem } from "../help-text.ts";
import { noSuchLead } from "../load.ts";
import { phrase } from "../present/phrase.ts";
import { announceAll, refusePeople, routeLeft, rowsOf, tellOwner } from "./people.ts";
import { done, leadOf, refused } from "./shared.ts";

export const mergeCommand = defineCommand({
  name: "merge",
  words: {
    en: ["merge", "join"],
    pt: ["unir", "juntar", "mesclar", "junta"],
    es: ["unir", "juntar", "fusionar", "une", "fusiona"],
  },
  help: {
    en: "Make the people of two leads one, when they are the same person",
    pt: "Unir as pessoas de dois leads, quando são a mesma pessoa",
    es: "Unir a las personas de dos leads, cuando son la misma",
  },
  examples: {
    en: ["merge L-42 with L-57", "merge L-42 L-57"],
    pt: ["unir L-42 com L-57"],
    es: ["unir L-42 con L-57"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg({ orThread: true }), other: otherLeadArg() },
  load: async (args, reads, { language }) => {
    const id = await reads.leadIdByNumber(args.other);
    const ref = leadRef({ number: args.other });
    return id === null
      ? problem("no-such-lead", noSuchLead({ ref }), language)
      : { data: null, otherLeadId: id };
  },
  run: (input) => {
    const { args, actor, turn, bundle, directory, language } = input;
    const { lead } = leadOf(input);
    const other = input.other?.leads.find((each) => each.number === args.other);
    if (!input.person || !input.other || other === undefined) {
      return done(noSuchLead({ ref: leadRef({ number: args.other }) }), language);
    }
    const denied = refusePeople(actor, [input.person, input.other], [other], directory);
    if (denied !== null) return refused(denied, language);
    const [into, from] = byAge(input.person, input.other);
    const rows = rowsOf([into, from]);
    const joined = joinContacts(turn, from.contact, into.contact, rows, bundle.pipeline, directory);
    if (isRefusal(joined)) return refused(joined, language);

    const wasOpen = rows.leads.filter((each) => each.stageKind === "open");
    const stays = joined.leads.find((each) => each.stageKind === "open");
    const isFolded = (was: Lead) =>
      joined.leads.some((each) => each.id === was.id && each.stageKind !== "open");
    const folded = wasOpen.filter(isFolded);
    // The offer of the lead that was closed is withdrawn: the one that stays must not be without one.
    const wasOut = wasOpen.some((each) => each.ownerId !== null || each.offerId !== null);
    const after = joined.leads.map((each) =>
      each.id === stays?.id && wasOut ? routeLeft(input, each, joined.into) : each,
    );
    announceAll(input, rows.leads, after, joined.into, rows.offers);
    const names = { ref: leadRef(lead), other: leadRef(other) };
    if (stays === undefined || folded.length === 0) return done(oneNow(names), language);
    const told = { stays: leadRef(stays), closed: folded.map(leadRef).join(", ") };
    for (const each of folded) tellOwner(input, each, closedFor(told));
    return done(oneLead({ ...names, ...told }), language);
  },
});

/** The older contact stays; of one age, that of the lead that was named first. */
function byAge(person: LoadedPerson, other: LoadedPerson): [LoadedPerson, LoadedPerson] {
  const since = (each: { contact: Contact }) => each.contact.createdAt;
  return since(other) < since(person) ? [other, person] : [person, other];
}

const oneNow = phrase<{ ref: string; other: string }>({
  en: "{ref} and {other} are of one person now. To undo it: split {ref}",
  pt: "{ref} e {other} agora são da mesma pessoa. Para desfazer: separar {ref}",
  es: "{ref} y {other} ahora son de la misma persona. Para deshacerlo: separar {ref}",
});

const oneLead = phrase<{ ref: string; other: string; stays: string; closed: string }>({
  en: "{ref} and {other} are of one person now. {stays} goes on with both chats; {closed} is closed as a duplicate. To undo it: split {stays}",
  pt: "{ref} e {other} agora são da mesma pessoa. {stays} segue com as duas conversas; {closed} foi encerrado como duplicado. Para desfazer: separar {stays}",
  es: "{ref} y {other} ahora son de la misma persona. {stays} sigue con ambas conversaciones; {closed} se cerró como duplicado. Para deshacerlo: separar {stays}",
});

const closedFor = phrase<{ stays: string; closed: string }>({
  en: "{closed} is the same person as {stays}: it goes on there.",
  pt: "{closed} é a mesma pessoa que {stays}: a conversa segue lá.",
  es: "{closed} es la misma persona que {stays}: la conversación sigue ahí.",
});
