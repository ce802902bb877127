/**
 * What the program counts and measures, as data: one catalogue from which the Prometheus registry
 * (src/http/metrics.ts) is made and with which docs/metrics.md is compared. Times are seconds.
 *
 * Labels take few values only (a channel, an outcome), never a person, a chat or a lead.
 */
export const METRICS = {
  leadline_events_accepted_total: counter("Events stored in the inbox.", ["channel", "kind"]),
  leadline_events_duplicate_total: counter("Events that were already stored.", ["channel"]),
  leadline_events_refused_total: counter("Events that could not be stored; the vendor retries.", [
    "channel",
    "reason",
  ]),
  leadline_rate_limited_total: counter("Requests refused because one sender sent too many.", [
    "channel",
    "scope",
  ]),
  leadline_turns_total: counter("Turns by outcome: done, retried or dead.", ["outcome"]),
  leadline_commits_total: counter("Commits of turns; each holds one or more turns.", []),
  leadline_commit_turns: histogram("Turns in one commit.", [], [1, 2, 5, 10, 25, 50, 100, 200]),
  leadline_commit_seconds: histogram(
    "Time that a commit takes.",
    [],
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
  ),
  leadline_turn_seconds: histogram(
    "Time from an event being accepted until its turn is durable.",
    [],
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  ),
  leadline_leads_opened_total: counter("Leads opened.", ["channel"]),
  leadline_event_lag_seconds: histogram(
    "Time from something being said, by the channel's clock, until it was accepted.",
    ["channel"],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600],
  ),
  leadline_channel_reconnects_total: counter("Connections of a channel that were lost and regained.", [
    "channel",
  ]),
  leadline_sends_total: counter("Sends by outcome: sent, retry, rejected, unreachable or unknown.", [
    "channel",
    "outcome",
  ]),
  leadline_send_seconds: histogram(
    "Time that a channel takes to send one message.",
    ["channel"],
    [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ),
  leadline_reply_seconds: histogram(
    "Time from a turn being durable until its message has left.",
    ["channel"],
    [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
  ),
  leadline_dead_letters_total: counter("Turns and sends set aside after their retries.", ["source"]),
  leadline_trainings_total: counter(
    "Trainings on ended leads: use, why what was learned is not used, or failed.",
    ["outcome"],
  ),
  leadline_timers_fired_total: counter("Timers that fell due.", ["kind"]),
  leadline_flow_reloads_total: counter("Reloads of the flow files by result: loaded or refused.", ["result"]),
  leadline_inbox_pending: gauge("Events waiting to be decided.", []),
  leadline_inbox_oldest_seconds: gauge("Age of the oldest waiting event; 0 when none waits.", []),
  leadline_outbox_waiting: gauge("Messages waiting to be sent.", []),
  leadline_outbox_parked: gauge("Sends whose outcome is unknown, waiting for a person.", []),
  leadline_outbox_oldest_seconds: gauge(
    "Age of the oldest waiting message that was asked for; 0 when none waits.",
    [],
  ),
  leadline_dead_letters_open: gauge("Dead letters that nobody has decided on.", []),
  leadline_channel_ready: gauge("1 when the channel is ready, else 0.", ["channel"]),
  leadline_http_requests_total: counter("HTTP requests answered.", ["route", "status"]),
  leadline_http_request_seconds: histogram(
    "Time until an HTTP request is answered; streams are left out.",
    ["route"],
    [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  ),
  leadline_http_streams: gauge("Open server-sent event streams.", []),
  leadline_build_info: gauge("Always 1; its label is the program's version.", ["version"]),
} as const satisfies Record<string, MetricSpec>;

export interface MetricSpec {
  kind: "counter" | "gauge" | "histogram";
  help: string;
  labels: readonly string[];
  buckets?: readonly number[];
}

type Catalogue = typeof METRICS;
type NamesOf<K extends MetricSpec["kind"]> = {
  [N in keyof Catalogue]: Catalogue[N]["kind"] extends K ? N : never;
}[keyof Catalogue];

export type CounterName = NamesOf<"counter">;
export type GaugeName = NamesOf<"gauge">;
export type HistogramName = NamesOf<"histogram">;
export type MetricLabels<N extends keyof Catalogue> = Record<Catalogue[N]["labels"][number], string>;

/** How the program reports what it does, without knowing Prometheus. */
export interface Metrics {
  /** Add `by` (default 1). */
  count<N extends CounterName>(name: N, labels: MetricLabels<N>, by?: number): void;
  observe<N extends HistogramName>(name: N, labels: MetricLabels<N>, value: number): void;
  gauge<N extends GaugeName>(name: N, labels: MetricLabels<N>, value: number): void;
}

/** Reports nothing: for tests and for commands that serve no metrics. */
export const noMetrics: Metrics = { count() {}, observe() {}, gauge() {} };

function counter<const L extends readonly string[]>(help: string, labels: L) {
  return { kind: "counter", help, labels } as const;
}

function gauge<const L extends readonly string[]>(help: string, labels: L) {
  return { kind: "gauge", help, labels } as const;
}

function histogram<const L extends readonly string[]>(help: string, labels: L, buckets: readonly number[]) {
  return { kind: "histogram", help, labels, buckets } as const;
}
