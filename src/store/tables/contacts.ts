import type { Consent, Contact, ContactMerge, Identity } from "../../leads/types/contact.ts";
import { table } from "./table.ts";

export const contacts = table<Contact>("contacts", {
  id: "text",
  name: "text",
  company: "text",
  email: "text",
  phone: "text",
  language: "text",
  timeZone: "text",
  fields: "json",
  optedOutAt: "time",
  optedOutVia: "text",
  consents: "json",
  mergedIntoId: "text",
  createdAt: "time",
  updatedAt: "time",
});

export const identities = table<Identity>("identities", {
  id: "text",
  contactId: "text",
  kind: "text",
  value: "text",
  createdAt: "time",
});

export const consents = table<Consent>("consents", {
  id: "text",
  seq: "int",
  contactId: "text",
  channel: "text",
  purpose: "text",
  state: "text",
  text: "text",
  source: "text",
  by: "text",
  at: "time",
});

export const merges = table<ContactMerge>("contact_merges", {
  id: "text",
  fromId: "text",
  intoId: "text",
  moved: "json",
  at: "time",
  undoneAt: "time",
});
