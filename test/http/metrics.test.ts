import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createMetrics } from "../../src/http/metrics.ts";
import { METRICS, type MetricSpec } from "../../src/metrics.ts";

describe("metrics", () => {
  it("are documented, each with its kind and labels, and nothing else is", async () => {
    const docs = await readFile(new URL("../../docs/metrics.md", import.meta.url), "utf8");
    const rows = [...docs.matchAll(/^\| `(leadline_\w+)` +\| (\w+) +\| (.*?) *\| (.*?) *\|$/gm)];
    const documented = rows.map(([, name, kind, labels, help]) => ({ name, kind, labels, help }));
    const declared = Object.entries<MetricSpec>(METRICS).map(([name, spec]) => ({
      name,
      kind: spec.kind,
      labels: spec.labels.join(", "),
      help: spec.help,
    }));
    expect(documented).toEqual(declared);
  });

  it("have names as Prometheus wants them", () => {
    for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
      expect(name).toMatch(/^leadline_[a-z_]+$/);
      expect(name.endsWith("_total")).toBe(spec.kind === "counter");
    }
  });

  it("are shown with what was counted, measured and set", async () => {
    const metrics = createMetrics({ version: "1.2.3", processMetrics: false });
    metrics.count("leadline_sends_total", { channel: "web", outcome: "sent" });
    metrics.count("leadline_sends_total", { channel: "web", outcome: "sent" }, 2);
    metrics.observe("leadline_commit_seconds", {}, 0.004);
    metrics.gauge("leadline_inbox_pending", {}, 7);
    const { body } = await metrics.render();
    expect(body).toContain('leadline_sends_total{channel="web",outcome="sent"} 3');
    expect(body).toContain('leadline_commit_seconds_bucket{le="0.005"} 1');
    expect(body).toContain("leadline_inbox_pending 7");
    expect(body).toContain('leadline_build_info{version="1.2.3"} 1');
  });

  it("are refreshed before they are shown, and shown even if a refresh fails", async () => {
    const errors: unknown[] = [];
    const metrics = createMetrics({ processMetrics: false, onError: (error) => errors.push(error) });
    metrics.onScrape(async () => {
      throw new Error("the database is away");
    });
    metrics.onScrape(() => metrics.gauge("leadline_outbox_waiting", {}, 3));
    expect((await metrics.render()).body).toContain("leadline_outbox_waiting 3");
    expect(errors).toHaveLength(1);
  });
});
