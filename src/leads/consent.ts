import { changeContact } from "./change.ts";
import type { Turn } from "./turn.ts";
import type { Contact } from "./types.ts";

/** The contact wants no more messages. `via`: how it was said, e.g. the channel. Nothing changes the second time. */
export function optOut(turn: Turn, contact: Contact, via: string, leadId: string | null = null): Contact {
  if (contact.optedOutAt !== null) return contact;
  return changeContact(
    turn,
    contact,
    { optedOutAt: turn.at, optedOutVia: via },
    { kind: "opted-out", leadId, note: via },
  );
}

/** The contact wants messages again. */
export function optIn(turn: Turn, contact: Contact, via: string, leadId: string | null = null): Contact {
  if (contact.optedOutAt === null) return contact;
  return changeContact(
    turn,
    contact,
    { optedOutAt: null, optedOutVia: null },
    { kind: "opted-in", leadId, note: via },
  );
}

/** Whether the contact may be written to without having asked something. */
export function mayWriteTo(contact: Contact): boolean {
  return contact.optedOutAt === null;
}
