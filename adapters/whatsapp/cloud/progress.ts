import { z } from "zod";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { LookUp, OutboundEnvelope } from "../../../src/channel/outbound.ts";

/** How far a message of one or more parts has got; durable, so that no part goes out twice. */
export interface Progress {
  /** The ids of the parts that are out, in order. */
  externalIds: string[];
  /** How many parts there are. */
  total: number;
  /** The next part was handed to Meta, and what became of it is not known. */
  trying: boolean;
}

export interface ProgressBook {
  /** Note which transport sends from now on. Call it once, before the first send. */
  begin(): Promise<void>;
  of(id: string): Promise<Progress | null>;
  /** Rejects when it could not be made durable. */
  write(id: string, progress: Progress): Promise<void>;
  /** What Meta is given with a part, and gives back with each status of it. */
  label(id: string, index: number, total: number): string;
  /** Meta told of a part that it has, by its label. */
  told(label: string, externalId: string): Promise<void>;
  /** While `work` runs the sender itself records what becomes of the message. */
  during<T>(id: string, work: () => Promise<T>): Promise<T>;
  /** Resolves once no send of the message of this label is under way here. */
  quiet(label: string): Promise<void>;
  lookUp(envelope: OutboundEnvelope): Promise<LookUp>;
  /** Resolves once no send is under way. */
  idle(): Promise<void>;
}

/** Parts that Meta told of lately, and how far messages got: enough for those that anybody may still ask for. */
const MAX_REMEMBERED = 5_000;

/**
 * What is known of sends with an unknown outcome. Meta cannot be asked for a message, but tells of each one by
 * webhook (sent, delivered, read), with the label that we gave it: a look-up waits `waitMs` for such a word.
 */
export function createProgressBook(
  memory: AdapterHost["memory"],
  options: { waitMs: number; now(): Date },
): ProgressBook {
  const seen = new Map<string, string>();
  const known = new Map<string, Progress>();
  const waiting = new Map<string, Set<() => void>>();
  const underWay = new Map<string, Promise<unknown>>();
  let since: string | null = null;

  async function of(id: string): Promise<Progress | null> {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    const stored = progressSchema.safeParse(await memory.get(`sent:${id}`));
    return stored.success ? stored.data : null;
  }

  async function write(id: string, progress: Progress): Promise<void> {
    remember(known, id, progress);
    await memory.set(`sent:${id}`, progress);
  }

  async function heard(label: string): Promise<string | undefined> {
    const before = seen.get(label);
    if (before !== undefined) return before;
    await new Promise<void>((resolve) => {
      const resolvers = waiting.get(label) ?? new Set();
      waiting.set(label, resolvers);
      const done = () => {
        clearTimeout(timer);
        resolvers.delete(done);
        if (resolvers.size === 0) waiting.delete(label);
        resolve();
      };
      const timer = setTimeout(done, options.waitMs);
      resolvers.add(done);
    });
    return seen.get(label);
  }

  return {
    async begin() {
      const stored = transportSchema.safeParse(await memory.get("transport"));
      if (stored.success && stored.data.name === "cloud") since = stored.data.since;
      else {
        since = options.now().toISOString();
        await memory.set("transport", { name: "cloud", since });
      }
    },
    of,
    write,
    label: labelOf,
    async told(label, externalId) {
      const part = parseLabel(label);
      if (part === null) return;
      const isNews = !seen.has(label);
      remember(seen, label, externalId);
      for (const resolve of [...(waiting.get(label) ?? [])]) resolve();
      if (!isNews || underWay.has(part.id)) return;
      // It may be one whose sender died: what Meta says now is not said again.
      const progress = await of(part.id);
      if (progress?.trying !== true || progress.externalIds.length !== part.index) return;
      const externalIds = [...progress.externalIds, externalId];
      await write(part.id, { ...progress, externalIds, trying: false });
    },
    async during(id, work) {
      const mine = work();
      underWay.set(id, mine);
      try {
        return await mine;
      } finally {
        underWay.delete(id);
      }
    },
    async quiet(label) {
      const part = parseLabel(label);
      if (part !== null) await underWay.get(part.id)?.catch(() => {});
    },
    async idle() {
      await Promise.allSettled([...underWay.values()]);
    },
    async lookUp(envelope) {
      for (;;) {
        const progress = await of(envelope.id);
        // Nothing is handed to Meta before it is noted; what another transport sent was noted elsewhere.
        if (progress === null)
          return { kind: since !== null && envelope.createdAt >= since ? "absent" : "cannot-tell" };
        const last = progress.externalIds.at(-1);
        if (last !== undefined && progress.externalIds.length >= progress.total) {
          return { kind: "found", externalId: last };
        }
        if (!progress.trying) return { kind: "absent" };
        const label = labelOf(envelope.id, progress.externalIds.length, progress.total);
        const externalId = await heard(label);
        if (externalId === undefined) return { kind: "cannot-tell" };
        const externalIds = [...progress.externalIds, externalId];
        await write(envelope.id, { ...progress, externalIds, trying: false });
      }
    },
  };
}

function labelOf(id: string, index: number, total: number): string {
  return `${id}:${index + 1}/${total}`;
}

/** The part that a label stands for; null when it is none of ours. `index` counts from 0. */
export function parseLabel(label: string): { id: string; index: number; total: number } | null {
  const found = /^(.{1,200}):(\d{1,4})\/(\d{1,4})$/.exec(label);
  if (found === null) return null;
  return { id: found[1] ?? "", index: Number(found[2]) - 1, total: Number(found[3]) };
}

const progressSchema = z.object({
  externalIds: z.array(z.string()),
  total: z.number().int().positive(),
  trying: z.boolean(),
});

const transportSchema = z.object({ name: z.string(), since: z.string() });

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_REMEMBERED) for (const oldest of map.keys()) if (map.delete(oldest)) break;
}
