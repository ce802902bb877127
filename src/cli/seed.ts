import { Command } from "commander";
import { z } from "zod";
import type { App } from "../app.ts";
import type { InboundEvent } from "../channel/inbound.ts";
import type { Clock } from "../clock.ts";
import { LeadlineError } from "../errors.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Store } from "../store/port.ts";
import { action, type Cli, type GlobalOptions, loadSettings, openLog } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { SAMPLE_LEADS, type SampleLead } from "./sample-leads.ts";
import { seedPeople } from "./sample-people.ts";

/** `leadline seed`: sample colleagues and leads, to see how everything looks. */
export function seedCommand(cli: Cli): Command {
  return new Command("seed")
    .summary("add sample reps and leads")
    .description(
      "Add sample reps, teams and leads. Each is marked as a sample, and each lead comes in as a real one\ndoes: by its messages. Again, it adds nothing. Refuses a database that has real leads. Stop Leadline first.",
    )
    .option("--yes", "also into a database with real leads")
    .addHelpText("after", "\nExample:\n  leadline seed --data /tmp/try && leadline start --data /tmp/try")
    .action(
      action(cli, async (options: GlobalOptions & { yes?: boolean }) => {
        // Sample reps work at the desk, sample prospects write in the web chat; neither is served.
        const config = {
          ...loadSettings(cli, options),
          listen: false,
          playground: true,
          webChat: true,
          channels: { whatsapp: null, telegram: null, slack: null },
        };
        const { createApp } = await import("../app.ts");
        const app = await createApp({ config, log: openLog(config, options, "warn"), clock: cli.clock });
        try {
          if (!options.yes && (await hasRealLeads(app.store))) {
            cli.terminal.alert(
              "This database has real leads: samples would mix with them and count in every number.",
            );
            cli.terminal.alert("To add them all the same: leadline seed --yes");
            return EXIT.fault;
          }
          const people = await seedPeople(app.store, cli.clock);
          await app.start();
          const progress = cli.terminal.progress("Sample leads");
          const before = await countLeads(app.store);
          for (const [index, sample] of SAMPLE_LEADS.entries()) {
            await seedLead(app, sample, cli.clock);
            progress.update(index + 1, SAMPLE_LEADS.length);
          }
          progress.end();
          const leads = (await countLeads(app.store)) - before;
          if (options.json) cli.terminal.out(JSON.stringify({ people, leads }));
          else
            cli.terminal.note(
              people || leads > 0
                ? `Added ${leads} sample leads${people ? " and sample reps" : ""}.`
                : "The samples are there already.",
            );
          return EXIT.ok;
        } finally {
          await app.stop();
        }
      }),
    );
}

/** A question is never asked so often; a flow that goes round in circles must not hold the seed. */
const MOST_MESSAGES = 25;

async function seedLead(app: App, sample: SampleLead, clock: Clock): Promise<void> {
  const say = async (turn: number, text: string, choice?: string) => {
    await app.accept("web", messageOf(sample, turn, text, choice, clock));
    await settle(app.store, () => app.drain());
  };
  await say(0, sample.opening);
  const last = sample.quietAfter ?? MOST_MESSAGES;
  for (let turn = 1; turn <= last; turn += 1) {
    const conversation = await conversationOf(app.store, sample);
    const step = stepOf(conversation);
    if (step === null || conversation?.floor === "human") break;
    const text = sample.answers[step];
    const choice = text === undefined ? await lastChoice(app.store, sample) : null;
    if (text === undefined && choice === null) break;
    await say(turn, text ?? choice?.label ?? "", choice?.value);
  }
  const leadId = (await conversationOf(app.store, sample))?.leadId;
  if (leadId === null || leadId === undefined) return;
  for (const [index, { rep, command }] of sample.work.entries()) {
    await app.accept("desk", {
      type: "command",
      externalId: `${sample.id}-work-${index}`,
      chatId: `rep:${rep}`,
      at: clock.now().toISOString(),
      actor: { kind: "desk", value: rep },
      text: command,
      leadId,
    });
    await settle(app.store, () => app.drain());
  }
}

/** Throws when what was just taken in could not be processed: more of it would fare no better. */
async function settle(store: Store, drain: () => Promise<void>): Promise<void> {
  const before = (await store.inbox.counts()).dead;
  await drain();
  if ((await store.inbox.counts()).dead === before) return;
  throw new LeadlineError("turn-failed", "A sample message could not be processed.", {
    fix: "See why with: leadline dead list",
  });
}

function messageOf(
  sample: SampleLead,
  turn: number,
  text: string,
  choice: string | undefined,
  clock: Clock,
): InboundEvent {
  return {
    type: "message",
    externalId: `${sample.id}-${turn}`,
    chatId: sample.id,
    at: clock.now().toISOString(),
    from: { identities: [{ kind: "web", value: sample.id }], language: sample.language },
    text,
    ...(choice === undefined ? {} : { choice }),
    attachments: [],
    referral: { source: "sample" },
  };
}

const flowStateSchema = z.object({ step: z.string() });

/** The step that waits for an answer; null when no flow runs. */
function stepOf(conversation: Conversation | null): string | null {
  const state = flowStateSchema.safeParse(conversation?.flow);
  return state.success ? state.data.step : null;
}

async function lastChoice(
  store: Store,
  sample: SampleLead,
): Promise<{ value: string; label: string } | null> {
  const history = await store.reads.history(`web:${sample.id}`, { limit: 500 });
  return history.findLast((entry) => entry.direction === "out")?.choices?.[0] ?? null;
}

async function conversationOf(store: Store, sample: SampleLead): Promise<Conversation | null> {
  const found = await conversations(store, [sample]);
  return found[0] ?? null;
}

async function conversations(store: Store, samples: SampleLead[]): Promise<Conversation[]> {
  const batch = await store.turns.begin();
  try {
    const keys = { identities: [], contacts: [], leads: [], activities: [], merges: [] };
    return (await batch.load({ ...keys, conversations: samples.map((sample) => `web:${sample.id}`) }))
      .conversations;
  } finally {
    await batch.abort();
  }
}

async function countLeads(store: Store): Promise<number> {
  return (await store.reads.leads({ scope: { kind: "all" } }, { offset: 0, limit: 1 })).total;
}

async function hasRealLeads(store: Store): Promise<boolean> {
  const sampleLeads = (await conversations(store, SAMPLE_LEADS)).filter(
    (conversation) => conversation.leadId !== null,
  );
  return (await countLeads(store)) > sampleLeads.length;
}
