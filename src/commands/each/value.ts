import { isRefusal, setValue } from "../../leads/index.ts";
import { leadArg } from "../args/lead.ts";
import { moneyArg } from "../args/simple.ts";
import { defineCommand } from "../define.ts";
import { formatMoney } from "../present/format.ts";
import { phrase } from "../present/phrase.ts";
import { changed, leadOf, named, refused } from "./shared.ts";

export const valueCommand = defineCommand({
  name: "value",
  words: { en: ["value", "worth", "amount"], pt: ["valor", "vale"], es: ["valor", "vale", "monto"] },
  help: {
    en: "Say what a lead is worth",
    pt: "Dizer quanto vale o lead",
    es: "Decir cuánto vale el lead",
  },
  examples: {
    en: ["value L-42 5k", "value L-42 US$ 2,500"],
    pt: ["valor L-42 5 mil", "valor L-42 R$ 2.500,00"],
    es: ["valor L-42 5 mil", "valor L-42 US$ 2.500"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "own",
  args: { lead: leadArg(), value: moneyArg() },
  run: (input) => {
    const loaded = leadOf(input);
    const { amount, currency } = input.args.value;
    const after = setValue(input.turn, loaded.lead, { amount, currency });
    if (isRefusal(after)) return refused(after, input.language);
    return changed(
      input,
      after,
      worth((language) => ({
        ...named(loaded),
        value: formatMoney(amount, currency, language, input.bundle),
      })),
    );
  },
});

const worth = phrase<{ ref: string; value: string }>({
  en: "{ref} is worth {value}.",
  pt: "{ref} vale {value}.",
  es: "{ref} vale {value}.",
});
