import { addTags, isRefusal, removeTags } from "../../leads/index.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { leadArg } from "../args/lead.ts";
import { type TagChange, tagsArg } from "../args/simple.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { changed, done, leadOf, named, refused } from "./shared.ts";

export const tagCommand = defineCommand({
  name: "tag",
  words: {
    en: ["tag", "label"],
    pt: ["etiqueta", "etiquetar", "marcar"],
    es: ["etiqueta", "etiquetar", "marcar"],
  },
  help: {
    en: "Add tags to a lead; -tag takes one away",
    pt: "Pôr etiquetas no lead; -etiqueta tira",
    es: "Poner etiquetas al lead; -etiqueta la quita",
  },
  examples: {
    en: ["tag L-42 vip", "tag L-42 referral -vip"],
    pt: ["etiqueta L-42 vip", "etiqueta L-42 indicação -vip"],
    es: ["etiqueta L-42 vip", "etiqueta L-42 referido -vip"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg(), tags: tagsArg() },
  run: (input) => changeTags(input, input.args.tags),
});

export const untagCommand = defineCommand({
  name: "untag",
  words: {
    en: ["untag", "remove tag"],
    pt: ["tirar etiqueta", "remover etiqueta", "desmarcar"],
    es: ["quitar etiqueta", "desetiquetar"],
  },
  help: {
    en: "Take tags away from a lead",
    pt: "Tirar etiquetas do lead",
    es: "Quitar etiquetas del lead",
  },
  examples: {
    en: ["untag L-42 vip", "-tag L-42 vip"],
    pt: ["tirar etiqueta L-42 vip"],
    es: ["quitar etiqueta L-42 vip"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg(), tags: tagsArg() },
  run: (input) => {
    const { add, remove } = input.args.tags;
    return changeTags(input, { add: [], remove: [...add, ...remove] });
  },
});

/** Takes away first, so that a lead with as many tags as it may have can exchange one. */
function changeTags(input: RunContext, change: TagChange): CommandResult {
  const loaded = leadOf(input);
  let lead: Lead = loaded.lead;
  for (const step of [removeTags, addTags]) {
    const tags = step === removeTags ? change.remove : change.add;
    if (tags.length === 0) continue;
    const after = step(input.turn, lead, tags);
    // One half that changes nothing must not hide the other.
    if (!isRefusal(after)) lead = after;
    else if (lead !== loaded.lead && after.code !== "unchanged") return changed(input, lead, after.text);
    else if (after.code !== "unchanged" || change.add.length === 0 || change.remove.length === 0) {
      return refused(after, input.language);
    }
  }
  if (lead === loaded.lead) return done(asItWas(named(loaded)), input.language);
  const tags = lead.tags.map((tag) => `#${safeName(tag, 40)}`).join(" ");
  return changed(input, lead, tags === "" ? untagged(named(loaded)) : tagged({ ...named(loaded), tags }));
}

const tagged = phrase<{ ref: string; tags: string }>({
  en: "{ref} has the tags {tags}",
  pt: "{ref} tem as etiquetas {tags}",
  es: "{ref} tiene las etiquetas {tags}",
});

const asItWas = phrase<{ ref: string }>({
  en: "{ref} is like that already.",
  pt: "{ref} já está assim.",
  es: "{ref} ya está así.",
});

const untagged = phrase<{ ref: string }>({
  en: "{ref} has no tags now.",
  pt: "{ref} está sem etiquetas.",
  es: "{ref} ya no tiene etiquetas.",
});
