import { randomUUID } from "node:crypto";
import { createDeskAdapter, repChat, TEAM_CHAT } from "../adapters/desk/index.ts";
import { createWebAdapter } from "../adapters/web/index.ts";
import { createChannels, surfaceOf } from "./app/channels.ts";
import { readiness, watchGauges } from "./app/health.ts";
import { createHosts } from "./app/host.ts";
import type { ChannelAdapter, HttpRoute } from "./channel/adapter.ts";
import type { Chart } from "./channel/chart.ts";
import { createFileKeep } from "./channel/files.ts";
import type { InboundEvent } from "./channel/inbound.ts";
import type { Clock } from "./clock.ts";
import { type Config, programVersion } from "./config.ts";
import { createInboxWorker } from "./delivery/inbox-worker.ts";
import { createOutboxWorker } from "./delivery/outbox-worker.ts";
import { createEngine, laneOf } from "./engine/engine.ts";
import { openFlows } from "./engine/flow-source.ts";
import { createModelSource } from "./engine/model-source.ts";
import type { Surface } from "./engine/snapshot.ts";
import { LeadlineError } from "./errors.ts";
import { createInsightsRoute } from "./http/insights.ts";
import { createMetrics } from "./http/metrics.ts";
import { createPlayground } from "./http/playground.ts";
import { createHttpServer, type HttpServer } from "./http/server.ts";
import { createDrawer } from "./insights/drawer.ts";
import { purgeMade } from "./insights/purge-made.ts";
import { createStudio } from "./insights/studio.ts";
import type { RootLog } from "./log.ts";
import { jobBackend } from "./schedule/job-backends.ts";
import { createLearner, type Learner } from "./schedule/learner.ts";
import { createLearningCheck } from "./schedule/learning-check.ts";
import { createLimitsCheck } from "./schedule/limits-check.ts";
import { createRecount } from "./schedule/recount.ts";
import { createSweep, TIMER_CHANNEL } from "./schedule/sweep.ts";
import { createTrainer } from "./schedule/trainer.ts";
import { createWaker } from "./schedule/waker.ts";
import { openStore, type Store } from "./store/index.ts";
import type { InboxRow } from "./store/port/inbox-store.ts";
import { clip } from "./text.ts";

export interface AppOptions {
  config: Config;
  log: RootLog;
  clock: Clock;
  /** Channels in place of those that the settings connect, beside the web chat: for tests and harnesses. */
  adapters?: ChannelAdapter[];
  /** Shows a person at the terminal what a channel needs. Default: nothing is shown. */
  print?: (text: string) => void;
  /** Called before each decision; may throw. For tests and harnesses. */
  beforeDecide?: (row: InboxRow) => void;
  /** Draws charts in place of the thread that does it: for tests and harnesses. */
  draw?: (chart: Chart) => Promise<Buffer>;
  /** Learns in place of the thread that does it: for tests and harnesses. */
  learner?: Learner;
  /** The program can do nothing any more: the database is lost for good. Default: nothing. */
  onLost?: (error: LeadlineError) => void;
  /** Between 0 and 1. Default: Math.random. */
  random?: () => number;
  /** Look for what is due only when drained: for harnesses whose clock stands still meanwhile. Default: false. */
  byHand?: boolean;
}

export interface App {
  readonly store: Store;
  /** Begin: take up what was left, start the channels, listen. Gives the address; null when not listening. */
  start(): Promise<{ url: string | null }>;
  /** Take one event as an adapter would. Resolves once it is durable. */
  accept(channel: string, event: InboundEvent): Promise<{ duplicate: boolean }>;
  /** Look at everything again, and resolve when nothing is left that can be done now. */
  drain(): Promise<void>;
  /** Stop taking, finish what is under way, close. */
  stop(): Promise<void>;
}

/** Put the program together. Opens and migrates the database, and reads the flows. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, log, clock } = options;
  const random = options.random ?? Math.random;
  const metrics = createMetrics({
    version: programVersion(),
    onError: (error) => log.warn({ error }, "a metric could not be read"),
  });
  const store = await openStore({
    databaseUrl: config.databaseUrl,
    log,
    clock,
    ...(options.onLost ? { onLost: options.onLost } : {}),
  });
  const flows = await openFlows({
    folder: config.flowsFolder,
    settings: store.settings,
    clock,
    log,
    metrics,
    watch: config.listen,
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });

  store.insights.useCalendar(() => flows.current().calendar);

  const desk = config.playground ? createDeskAdapter() : null;
  const web = config.webChat
    ? createWebAdapter({ ...webOptions(config, metrics), title: flows.current().business.name })
    : null;
  const adapters = new Map<string, ChannelAdapter>();
  const connected =
    options.adapters ??
    (await createChannels({ ...config, ...(options.print ? { print: options.print } : {}) }));
  for (const adapter of [web, desk, ...connected]) if (adapter) adapters.set(adapter.name, adapter);
  const surfaces = [desk === null ? null : deskSurface, ...connected.map(surfaceOf)];

  const drawer = createDrawer({ theme: config.chartTheme });
  const studio = createStudio({
    dataFolder: config.dataFolder,
    clock,
    draw: options.draw ?? drawer.draw,
    onFailed(error, chart) {
      // What is sent is drawn before the end; only a page may still have asked for a picture.
      if (accepting) log.warn({ error, chart: chart.kind }, "a picture could not be drawn");
    },
  });
  const engine = createEngine({
    store,
    studio,
    flows,
    models: createModelSource(store.models),
    surfaces: surfaces.filter((surface) => surface !== null),
    abilities: (channel) => adapters.get(channel)?.capabilities,
    sendReaction: config.sendReaction,
    ...(options.beforeDecide ? { beforeDecide: options.beforeDecide } : {}),
  });
  const outbox = createOutboxWorker({
    store,
    adapters,
    clock,
    log,
    metrics,
    random,
    token: randomUUID(),
    sendAttempts: config.sendAttempts,
    complete: studio.complete,
    onAnswerSettled: () => waker.soon(),
    async onUndelivered({ id, channel, chatId, leadId, message, outcome, reason, why, round }) {
      const text = message.text ?? message.image?.caption ?? message.file?.fileName ?? "";
      await accept(channel, {
        type: "undelivered",
        externalId: `undelivered:${id}:${round}`,
        chatId,
        at: clock.now().toISOString(),
        outboxId: id,
        leadId,
        outcome,
        reason: clip(reason, 500),
        ...(why === undefined ? {} : { why }),
        text: clip(text, 500),
      });
    },
  });
  const inbox = createInboxWorker({
    store,
    engine,
    clock,
    log,
    metrics,
    random,
    turnAttempts: config.turnAttempts,
    onSends: (sends) => outbox.add(sends),
    onSentAgain: () => outbox.refresh(),
    onTimers: () => waker.changed(),
    onReceipts: () => waker.soon(),
    onLearningAsked: () => trainer.asked(),
    onCommitted: () => desk?.changed(),
  });
  store.people.onChange(() => {
    inbox.directoryChanged();
    waker.now();
  });

  let accepting = true;

  async function accept(channel: string, event: InboundEvent): Promise<{ duplicate: boolean }> {
    if (!accepting) {
      throw new LeadlineError("channel-stopped", "Leadline is stopping.", {
        fix: "Send it again in a moment.",
        retryable: true,
      });
    }
    const row: InboxRow = {
      seq: 0,
      channel,
      externalId: event.externalId,
      kind: event.type,
      lane: laneOf(channel, event),
      payload: event,
      receivedAt: clock.now().toISOString(),
      attempts: 0,
    };
    try {
      const [accepted] = await store.inbox.accept([row]);
      if (accepted === undefined) throw new Error("the inbox gave no result");
      if (accepted.duplicate) metrics.count("leadline_events_duplicate_total", { channel });
      else {
        metrics.count("leadline_events_accepted_total", { channel, kind: event.type });
        const lag = (clock.now().getTime() - Date.parse(event.at)) / 1_000;
        metrics.observe("leadline_event_lag_seconds", { channel }, Math.max(0, lag));
        row.seq = accepted.seq;
        inbox.accepted(row);
      }
      return { duplicate: accepted.duplicate };
    } catch (error) {
      const reason = error instanceof LeadlineError ? error.code : "unknown";
      metrics.count("leadline_events_refused_total", { channel, reason });
      throw error;
    }
  }

  const bundle = () => flows.current();
  const checkLearning = createLearningCheck({
    store,
    bundle,
    clock,
    accept: async (event) => !(await accept(TIMER_CHANNEL, event)).duplicate,
  });
  const checkLimits = createLimitsCheck({
    store,
    bundle,
    accept: async (event) => !(await accept(TIMER_CHANNEL, event)).duplicate,
  });
  const sweep = createSweep({
    store,
    clock,
    log,
    metrics,
    accept,
    checkLearning,
    checkLimits,
    silentDays: () =>
      [...flows.current().sequences.values()].flatMap(({ startOn }) => startOn?.silentDays ?? []),
  });
  const trainer = createTrainer({
    store,
    learner: options.learner ?? createLearner(),
    bundle,
    clock,
    log,
    metrics,
    accept,
    token: randomUUID(),
  });
  const recount = createRecount(store.insights, log);
  const waker = createWaker({
    backend: await jobBackend(config.jobsUrl, store),
    name: `leadline-${randomUUID()}`,
    clock,
    log,
    run: () => sweep.run(),
    nextDue: () => sweep.nextDue(),
  });

  const hostOf = createHosts({
    store,
    config,
    clock,
    log,
    metrics,
    accept,
    rehearse: engine.rehearse,
    form: engine.form,
  });

  sweep.onPurge((before) => purgeMade(config.dataFolder, before));

  const parts = { store, clock, metrics, flows, jobs: waker, adapters };
  watchGauges(parts);

  let server: HttpServer | null = null;

  return {
    store,
    accept,
    async start() {
      await outbox.start();
      await inbox.start();
      // A channel that cannot start must not keep the others from working; its health says what is wrong.
      for (const adapter of adapters.values()) {
        await adapter.start(hostOf(adapter)).catch((error: unknown) => {
          log.error({ error, channel: adapter.name }, "a channel could not be started");
        });
      }
      if (options.byHand !== true) waker.start();
      recount.start();
      trainer.start();
      if (!config.listen) return { url: null };
      const routes = [...adapters.values()].flatMap((adapter) =>
        // Whoever reaches the desk acts as any colleague.
        (adapter.routes?.() ?? []).map((route) =>
          adapter === desk ? { ...route, access: "local" as const } : route,
        ),
      );
      const isLocal = (route: HttpRoute) => route.access === "local";
      server = await createHttpServer({
        port: config.port,
        host: config.host,
        log,
        metrics,
        routes: [
          ...routes.filter((route) => !isLocal(route)),
          ...(config.apiToken === null
            ? []
            : [
                createInsightsRoute({
                  token: config.apiToken,
                  reads: store.reads,
                  bundle: () => flows.current(),
                  clock,
                }),
              ]),
        ],
        readiness: () => readiness(parts),
        trustProxy: config.trustProxy,
        playground: [
          ...routes.filter(isLocal),
          ...(desk === null
            ? []
            : createPlayground({
                reads: store.reads,
                bundle: () => flows.current(),
                clock,
                readFile: createFileKeep({
                  dataFolder: config.dataFolder,
                  maxBytes: config.maxFileBytes,
                  clock,
                }).read,
                complete: studio.complete,
              })),
        ],
      });
      return { url: server.url };
    },
    async drain() {
      inbox.refresh();
      outbox.refresh();
      // Turns may make something due at once, and more may be due than one sweep takes. Twice, since a sweep by the
      // clock may have taken what ours found taken, and that may make something due.
      const enough = options.byHand === true ? 1 : 2;
      for (let quiet = 0; quiet < enough; ) {
        await inbox.idle();
        quiet = (await sweep.run()) + (await trainer.run()) > 0 ? 0 : quiet + 1;
      }
      // Turns bring sends, and what becomes of a send may be told.
      for (let quiet = 0; quiet < enough; ) {
        await inbox.idle();
        await outbox.idle();
        await inbox.idle();
        quiet = (await sweep.run()) > 0 ? 0 : quiet + 1;
      }
    },
    async stop() {
      // What falls due meanwhile is taken by the next start; a sweep under way must not be refused.
      await waker.stop();
      await sweep.stop();
      accepting = false;
      flows.close();
      await server?.close();
      await recount.stop();
      await trainer.stop();
      for (const adapter of adapters.values()) await adapter.stop();
      await inbox.stop();
      await outbox.stop();
      await drawer.close();
      await store.close();
    },
  };
}

function webOptions(config: Config, metrics: ReturnType<typeof createMetrics>) {
  return { metrics, ...(config.webOrigins === null ? {} : { origins: config.webOrigins }) };
}

/** The desk stands in for Slack: everybody is there. */
const deskSurface: Surface = {
  channel: "desk",
  standsIn: true,
  leadChat: () => TEAM_CHAT,
  repChat: (repId) => repChat(repId),
  homeChat: () => null,
  managerChat: TEAM_CHAT,
  digestChat: TEAM_CHAT,
  showsTalk: false,
  replaces: false,
  showsFiles: false,
};
