import { emptyChanges } from "../../src/leads/changes.ts";
import type { TestApp } from "./app.ts";
import { aContact, aConversation, aLead } from "./builders.ts";

const DAY = 24 * 3_600_000;

/** People who wrote long ago, each with a lead of the sales team that nobody has. */
export async function havePeople(app: TestApp, count: number, language: "en" | "pt" = "pt"): Promise<void> {
  const changes = emptyChanges();
  const before = new Date(app.clock.now().getTime() - 10 * DAY).toISOString();
  for (let n = 1; n <= count; n += 1) {
    changes.contacts.push(aContact({ id: `c-${n}`, name: `Pessoa ${n}`, language }));
    changes.leads.push(
      aLead({
        id: `l-${n}`,
        number: n,
        contactId: `c-${n}`,
        ownerId: null,
        teamId: "sales",
        language,
        openedAt: before,
        stageSince: before,
      }),
    );
    changes.conversations.push(
      aConversation({
        id: `web:chat-${n}`,
        chatId: `chat-${n}`,
        contactId: `c-${n}`,
        leadId: `l-${n}`,
        language,
        flow: null,
        lastInboundAt: before,
        lastOutboundAt: before,
      }),
    );
  }
  changes.counters.push({ name: "lead-number", value: count });
  const batch = await app.store.turns.begin();
  await batch.commit({ seqs: [], doneAt: before, changes });
  await app.restart();
}
