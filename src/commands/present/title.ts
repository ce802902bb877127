import { leadRef } from "../../leads/ref.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { safeName } from "./safe.ts";

/** `L-42 · Ana Lima · Acme`. */
export function leadTitle(lead: Pick<Lead, "number">, contact: Pick<Contact, "name" | "company">): string {
  const who = [contact.name, contact.company].filter((part) => part !== null && part !== "");
  return [leadRef(lead), ...who.map((part) => safeName(part ?? ""))].join(" · ");
}
