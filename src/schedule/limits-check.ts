import { createHash } from "node:crypto";
import type { InboundTimer } from "../channel/inbound.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { SLA_BEGINS } from "../leads/sla.ts";
import type { UnlimitedLead } from "../store/port/timer-store.ts";
import type { Store } from "../store/port.ts";

export interface LimitsCheckOptions {
  store: Pick<Store, "timers">;
  bundle: () => FlowBundle;
  accept: (event: InboundTimer) => Promise<boolean>;
}

/** Leads that are looked for at once. */
const BATCH = 500;

/**
 * Open leads that should have a limit and have none get theirs: at the start, for those that are older than limits are,
 * and when the flow files have others. Each lead has one event for the files as they are. Gives how many were new.
 */
export function createLimitsCheck({ store, bundle, accept }: LimitsCheckOptions): () => Promise<number> {
  let last = "";
  return async () => {
    const { pipeline, routing } = bundle();
    const stages = pipeline.stages.flatMap(({ id, slaHours }) => (slaHours === undefined ? [] : [id]));
    const teams = Object.entries(routing.teams).map(([id, team]) => [id, team.firstResponse ?? null]);
    const isAnswered = pipeline.firstResponse !== undefined || teams.some(([, limit]) => limit !== null);
    const limits = pipeline.stages.map(({ id, slaHours }) => [id, slaHours ?? null]);
    const rules = JSON.stringify([limits, pipeline.firstResponse ?? null, teams]);
    if (rules === last || (stages.length === 0 && !isAnswered)) return 0;
    const key = createHash("sha256").update(rules).digest("base64url").slice(0, 8);
    let total = 0;
    for (let afterNumber = 0; ; ) {
      const leads = await store.timers.unlimited({ stages, isAnswered, afterNumber, limit: BATCH });
      const news = await Promise.all(leads.map((lead) => accept(beginEvent(lead, key))));
      total += news.filter((isNew) => isNew).length;
      if (leads.length < BATCH) break;
      afterNumber = leads.at(-1)?.number ?? afterNumber;
    }
    last = rules;
    return total;
  };
}

function beginEvent({ leadId, since }: UnlimitedLead, key: string): InboundTimer {
  const id = `${SLA_BEGINS}:${leadId}:${key}`;
  const timer = { id, kind: SLA_BEGINS, conversationId: null, leadId, payload: {}, dueAt: since } as const;
  return {
    type: "timer",
    externalId: `timer:${id}@${since}`,
    chatId: leadId,
    at: since,
    timer: { ...timer, status: "pending", createdAt: since },
  };
}
