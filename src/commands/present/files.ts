import type { InboundAttachment } from "../../channel/inbound.ts";
import type { Language } from "../../language.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** The files that came with a message, by name, one a line; those that were not kept with why. */
export function fileLines(files: readonly InboundAttachment[], language: Language): string {
  return files.map((file) => `📎 ${describe(file)[language]}`).join("\n");
}

/** The files themselves, for the lead's thread: pictures as pictures. Those that were not kept are only told of. */
export function fileNotices(
  lead: Pick<Lead, "id">,
  files: readonly InboundAttachment[],
  from: Texts,
): NoticeText[] {
  return files.flatMap((file): NoticeText[] => {
    if (file.missing !== undefined || file.path === "") return [];
    const { path, mime } = file;
    const fileName = safeName(file.fileName, 120);
    const isImage = mime === "image/png" || mime === "image/jpeg";
    return [
      (language) => ({
        thread: lead.id,
        ...(isImage
          ? { image: { path, alt: pictureAlt(from[language], fileName, language), caption: fileName } }
          : { file: { path, fileName, mime } }),
      }),
    ];
  });
}

/** What stands for a picture where it is not seen; `name`: of whom it comes. */
export function pictureAlt(name: string, fileName: string, language: Language): string {
  return pictureFrom({ name: safeName(name), file: safeName(fileName, 120) })[language];
}

/** Of whom a customer's files come. */
export function fromContact({ name }: Pick<Contact, "name">): Texts {
  return name === null ? THE_CUSTOMER : { en: name, pt: name, es: name };
}

const THE_CUSTOMER: Texts = { en: "the customer", pt: "cliente", es: "cliente" };
/** Of whom files come that were sent from the phone itself. */
export const FROM_PHONE: Texts = { en: "a colleague", pt: "um colega", es: "un colega" };

const pictureFrom = phrase<{ name: string; file: string }>({
  en: "Picture from {name}: {file}",
  pt: "Imagem de {name}: {file}",
  es: "Imagen de {name}: {file}",
});

function describe({ fileName, missing }: InboundAttachment): Texts {
  const file = safeName(fileName, 120);
  return missing === undefined ? kept({ file }) : NOT_KEPT[missing]({ file });
}

const kept = phrase<{ file: string }>({ en: "{file}", pt: "{file}", es: "{file}" });

const NOT_KEPT = {
  "too-large": phrase<{ file: string }>({
    en: "{file}: too large, not kept",
    pt: "{file}: grande demais, não foi guardado",
    es: "{file}: demasiado grande, no se guardó",
  }),
  unsafe: phrase<{ file: string }>({
    en: "{file}: of a kind that is not taken, not kept",
    pt: "{file}: tipo não aceito, não foi guardado",
    es: "{file}: tipo no admitido, no se guardó",
  }),
  unavailable: phrase<{ file: string }>({
    en: "{file}: the channel has it no more",
    pt: "{file}: o canal não tem mais o arquivo",
    es: "{file}: el canal ya no lo tiene",
  }),
};
