import type { InboundCommand } from "../channel/inbound.ts";
import type { CardButton } from "../channel/outbound.ts";
import { cardButtons } from "../commands/present/card-actions.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import type { Language } from "../language.ts";
import type { Store } from "../store/port.ts";
import { actorOf } from "./decide-command.ts";

/** What somebody is to be asked, in their own language. */
export interface PersonalForm {
  language: Language;
  /** The pressed button as it would stand for them alone; null when the lead's card has it no more, or never had. */
  button: CardButton | null;
}

/** A form that is opened from a card which several read; null for a stranger. Reads only. */
export async function personalForm(
  event: Pick<InboundCommand, "actor" | "text" | "leadId">,
  { turns, reads }: Pick<Store, "turns" | "reads">,
  bundle: FlowBundle,
): Promise<PersonalForm | null> {
  const directory = await turns.directory();
  const actor = actorOf(event, directory);
  if (actor === null) return null;
  const { language } = actor;
  const lead = event.leadId === undefined ? null : await reads.leadById(event.leadId);
  // Nothing of the lead stands in it that does not stand on the card: the command decides who may do it.
  if (lead === null) return { language, button: null };
  const buttons = cardButtons(lead, { directory, bundle, language });
  return { language, button: buttons.find(({ command }) => command === event.text) ?? null };
}
