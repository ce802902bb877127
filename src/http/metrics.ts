import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { METRICS, type MetricSpec, type Metrics } from "../metrics.ts";

/** The metrics of the program with their text form for `/metrics`. */
export interface MetricsRegistry extends Metrics {
  /** Called before each scrape, to set gauges that are read from elsewhere. A failure is reported by `onError`. */
  onScrape(refresh: () => Promise<void> | void): void;
  /** Everything in Prometheus' text format. */
  render(): Promise<{ contentType: string; body: string }>;
}

/**
 * Make the registry from the catalogue METRICS, with Node's own process metrics beside it.
 *
 * @param options.version shown as `leadline_build_info`. Default: not shown.
 * @param options.processMetrics memory, CPU, event loop. Default: true.
 * @param options.onError told when a refresh before a scrape fails; the scrape goes on with the last values.
 */
export function createMetrics(
  options: { version?: string; processMetrics?: boolean; onError?: (error: unknown) => void } = {},
): MetricsRegistry {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const refreshers: (() => Promise<void> | void)[] = [];

  for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
    const common = { name, help: spec.help, labelNames: [...spec.labels], registers: [registry] };
    if (spec.kind === "counter") counters.set(name, new Counter(common));
    else if (spec.kind === "gauge") gauges.set(name, new Gauge(common));
    else histograms.set(name, new Histogram({ ...common, buckets: [...(spec.buckets ?? [])] }));
  }
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry });

  const metrics: MetricsRegistry = {
    count: (name, labels, by = 1) => child(counters, name, labels)?.inc(by),
    observe: (name, labels, value) => child(histograms, name, labels)?.observe(value),
    gauge: (name, labels, value) => gauges.get(name)?.set(withLabels(labels), value),
    onScrape: (refresh) => {
      refreshers.push(refresh);
    },
    async render() {
      const results = await Promise.allSettled(refreshers.map(async (refresh) => refresh()));
      for (const result of results) if (result.status === "rejected") options.onError?.(result.reason);
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
  if (options.version !== undefined) metrics.gauge("leadline_build_info", { version: options.version }, 1);
  return metrics;
}

/**
 * A metric with its labels filled in, looked up once for each set of values: some are counted for every message,
 * and prom-client hashes the labels each time.
 */
function child<Child>(
  metrics: Map<string, { labels(labels: Record<string, string>): Child }>,
  name: string,
  labels: object,
): Child | undefined {
  const metric = metrics.get(name);
  if (metric === undefined) return undefined;
  let children = childrenOf.get(metric);
  if (children === undefined) {
    children = new Map();
    childrenOf.set(metric, children);
  }
  const key = Object.values(labels).join("\n");
  let found = children.get(key);
  if (found === undefined) {
    found = metric.labels(withLabels(labels));
    children.set(key, found);
  }
  return found as Child;
}

const childrenOf = new WeakMap<object, Map<string, unknown>>();

/** prom-client reads labels as plain string records. */
function withLabels(labels: object): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}
