import { claimLead, isRefusal } from "../../leads/index.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { CommandResult, RunContext } from "../define.ts";
import { isManager } from "../policy.ts";
import { leadOf, refused } from "./shared.ts";

/** A rep who speaks with the customer of a lead that nobody has takes it, so that no two answer the same customer. */
export function ownFirst(input: RunContext, lead: Lead): Lead | CommandResult {
  const { actor, turn, directory, language } = input;
  const isFree = lead.ownerId === null && lead.stageKind === "open";
  const mine = lead.offeredTo === actor.id;
  if (!isFree || (isManager(actor) && !mine)) return lead;
  const claimed = claimLead(turn, lead, leadOf(input).offer, actor, directory);
  return isRefusal(claimed) ? refused(claimed, language) : claimed;
}
