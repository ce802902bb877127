import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { AdapterHost, ChannelAdapter } from "../../../src/channel/adapter.ts";
import type { SendOutcome } from "../../../src/channel/outbound.ts";
import type { WhatsAppWebSettings } from "../../../src/channel-settings.ts";
import { personalChat } from "../ids.ts";
import { createChatRecords } from "./chat-record.ts";
import { createDailyCap } from "./daily-cap.ts";
import { diagnoseWeb, healthOf } from "./diagnose.ts";
import { createIntake, type Intake } from "./intake.ts";
import { notConnected } from "./outcome.ts";
import { createOutgoing, type Outgoing } from "./outgoing.ts";
import { pairPage } from "./pair-page.ts";
import { createPairing, type Pairing } from "./pairing.ts";
import { createPeople } from "./people.ts";
import { CAPABILITIES } from "./render.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";
import { TIMINGS, type Timings } from "./timings.ts";

export interface WhatsAppWebOptions extends WhatsAppWebSettings {
  /** Shows the code for the phone on the terminal. Default: it is not shown there. */
  print?: (text: string) => void;
  /** More arguments for the browser. */
  chromiumArgs?: string[];
  /** The most memory of the browser and its process together, in megabytes. Default: 2,000. */
  maxMemoryMb?: number;
  timings?: Partial<Timings>;
  /** The most that an answer takes to be "written", in milliseconds. Default: 1,500. */
  typingMs?: number;
  /** The first wait after a message could not be stored, in milliseconds. Default: 1,000. */
  retryMs?: number;
}

export interface WhatsAppWebAdapter extends ChannelAdapter {
  /** The processes of the session, while it runs. */
  pids(): { child: number | undefined; browser: number | undefined };
}

/** Nothing is sent for this long after WhatsApp has blocked the number. */
const BLOCKED_MS = 24 * 3_600_000;
const BLOCKED = "whatsapp-blocked-until";
const BRAKE_MS = 60_000;
const STOP_SENDS_MS = 8_000;

/**
 * WhatsApp by a linked phone, as WhatsApp Web does it: the client of whatsapp-web.js runs with its browser in a
 * process of its own. Only that process loads the library.
 *
 * Sends slowly and only to people who have written first: numbers that do otherwise are banned.
 */
export function createWhatsAppWebAdapter(options: WhatsAppWebOptions): WhatsAppWebAdapter {
  let running: Running | null = null;
  let blockedUntil: Date | null = null;

  function blocked(host: AdapterHost): Date | null {
    if (blockedUntil !== null && blockedUntil <= host.clock.now()) blockedUntil = null;
    return blockedUntil;
  }

  function health() {
    const state = running?.supervisor.state() ?? ({ phase: "stopped" } as const);
    const { sending } = options;
    return healthOf(state, { sending, blockedUntil: running && blocked(running.host) });
  }

  async function start(host: AdapterHost): Promise<void> {
    if (running) return;
    const stored = z.iso.datetime().safeParse(await host.memory.get(BLOCKED));
    blockedUntil = stored.success ? new Date(stored.data) : null;
    // Meta's transport must not claim to know what went out over this one.
    const transport = z.object({ name: z.string() }).safeParse(await host.memory.get("transport"));
    if (transport.data?.name !== "web") {
      await host.memory.set("transport", { name: "web", since: host.clock.now().toISOString() });
    }
    running = await createRunning(host, options, async (until) => {
      blockedUntil = until;
      await host.memory.set(BLOCKED, until.toISOString());
    });
    running.supervisor.start();
  }

  return {
    name: "whatsapp",
    capabilities: CAPABILITIES,
    personalChat,
    concurrency: 4,
    pace: { perChat: { burst: 2, perSecond: 1 }, overall: { burst: 5, perSecond: 2 } },
    start,
    async send(envelope) {
      if (running === null) return notConnected("WhatsApp is stopped.");
      if (!options.sending) return { ...BRAKE_ON };
      const until = blocked(running.host);
      if (until !== null) {
        const afterMs = Math.max(1_000, until.getTime() - running.host.clock.now().getTime());
        return { ...BLOCKED_NOW, afterMs };
      }
      try {
        return await running.outgoing.send(envelope);
      } catch (error) {
        // Before anything went out: what was noted could not be read or stored.
        running.host.log.warn({ error }, "A WhatsApp message could not be sent yet");
        return { kind: "retry", reason: "What is known of the chat could not be read or stored." };
      }
    },
    async lookUp(envelope) {
      if (running === null) return { kind: "later" };
      try {
        return await running.outgoing.lookUp(envelope);
      } catch (error) {
        running.host.log.debug({ error }, "A WhatsApp message could not be looked up");
        return { kind: "later" };
      }
    },
    health,
    routes: () => [
      {
        method: "GET",
        path: "/whatsapp/pair",
        access: "local",
        handle: async (request) => pairPage(request, health(), running?.pairing.current() ?? null),
      },
    ],
    diagnose: () => diagnoseWeb(options),
    pids: () => running?.supervisor.pids() ?? { child: undefined, browser: undefined },
    async stop() {
      const ending = running;
      running = null;
      if (ending === null) return;
      await ending.intake.stop();
      // What is being sent is waited for; what hangs is looked up after the next start.
      const patience = new AbortController();
      const late = sleep(STOP_SENDS_MS, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([ending.outgoing.idle(), late]);
      patience.abort();
      await ending.supervisor.stop();
      await ending.pairing.settled();
    },
  };
}

interface Running {
  host: AdapterHost;
  supervisor: Supervisor;
  intake: Intake;
  outgoing: Outgoing;
  pairing: Pairing;
}

async function createRunning(
  host: AdapterHost,
  options: WhatsAppWebOptions,
  block: (until: Date) => Promise<void>,
): Promise<Running> {
  const folder = await host.folder();
  const records = createChatRecords(host.memory);
  const pairing = createPairing(host, options.print ?? (() => {}));
  const supervisor: Supervisor = createSupervisor({
    folder,
    chromePath: options.chromePath,
    chromiumArgs: options.chromiumArgs ?? [],
    phone: options.phone,
    maxMemoryMb: options.maxMemoryMb ?? 2_000,
    timings: { ...TIMINGS, ...options.timings },
    clock: host.clock,
    log: host.log,
    onTold: (report) => intake.told(report),
    onReady(again) {
      if (again) host.reconnected();
      pairing.linked();
      intake.catchUp();
    },
    onPairing: (code) => pairing.show(code),
    onLogout: () => pairing.loggedOut(),
    onBlocked() {
      const until = new Date(host.clock.now().getTime() + BLOCKED_MS);
      pairing.blocked(until);
      block(until).catch((error) => host.log.warn({ error }, "The block of WhatsApp was not noted"));
    },
  });
  const people = createPeople(host, supervisor);
  const outgoing = createOutgoing({
    host,
    supervisor,
    people,
    records,
    dailyCap: createDailyCap(options.dailyCap, host.memory, host.clock),
    typingMs: options.typingMs ?? 1_500,
  });
  const intake = createIntake({
    host,
    supervisor,
    people,
    records,
    sendsOf: outgoing.sendsOf,
    retryMs: options.retryMs ?? 1_000,
  });
  return { host, supervisor, intake, outgoing, pairing };
}

const BRAKE_ON: SendOutcome = {
  kind: "retry",
  afterMs: BRAKE_MS,
  scope: "channel",
  patient: true,
  reason: "The emergency brake is on (LEADLINE_WHATSAPP_SENDING=off).",
};

const BLOCKED_NOW = {
  kind: "retry",
  scope: "channel",
  patient: true,
  reason: "WhatsApp has blocked this number.",
} as const;
