import { leadRef } from "../../leads/ref.ts";
import type { Contact, Lead } from "../../leads/types.ts";
import { safeName } from "./safe.ts";

/** `L-42 · Ana Lima · Acme`. */
export function leadTitle(lead: Pick<Lead, "number">, contact: Pick<Contact, "name" | "company">): string {
  const who = [contact.name, contact.company].filter((part) => part !== null && part !== "");
  return [leadRef(lead), ...who.map((part) => safeName(part ?? ""))].join(" · ");
}
