import type { InboundCommand, InboundEvent } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import type { Studio } from "../commands/define.ts";
import { readLinkCode } from "../commands/link-code.ts";
import { LeadlineError } from "../errors.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { withEdits } from "../flow/with-edits.ts";
import { unattendedCounter } from "../leads/attendance.ts";
import type { Changes } from "../leads/changes.ts";
import { DAILY_LIST } from "../leads/daily-list.ts";
import { DIGEST } from "../leads/digest.ts";
import { ruleBook } from "../leads/follow-up-rules.ts";
import { IN_USE, LEARNED_COUNTERS } from "../leads/learn/state.ts";
import { TEMPLATE_EDITS } from "../leads/template-version.ts";
import { PLACES, Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { InboxRow } from "../store/port/inbox-store.ts";
import type { SnapshotKeys, TurnBatch } from "../store/port/turn-store.ts";
import type { Store } from "../store/port.ts";
import { prepareDailyList } from "./daily-list.ts";
import { type CodeStore, type CommandRows, decideCommand, prepareCommand } from "./decide-command.ts";
import { decideEvent } from "./decide-event.ts";
import { likelihoodIn, modelsFor, planFirst } from "./decide-learning.ts";
import { prepareReaction } from "./decide-reaction.ts";
import { prepareEdit } from "./decide-revision.ts";
import { tellEnded } from "./decide-sla.ts";
import { prepareDigest } from "./digests.ts";
import { keysOf, peopleOfCommand } from "./event-people.ts";
import { followSequences } from "./follow-sequences.ts";
import { type PersonalForm, personalForm } from "./form.ts";
import { HOME, prepareHome } from "./home.ts";
import { loadOutreach } from "./load-outreach.ts";
import type { ModelSource } from "./model-source.ts";
import type { PreparedCommand } from "./prepared.ts";
import { NO_ROWS, type RowKeys, rowKeys, rowsOf } from "./row-keys.ts";
import { LEAD_NUMBER, type Snapshot, type Surface } from "./snapshot.ts";
import { sendNotices } from "./surfaces.ts";
import { createTemplateBook } from "./template-book.ts";
import { needsPreparation, translate } from "./translate.ts";
import { type EventKeys, WorkingSet } from "./working-set.ts";

/** The flow files: as they are now, and the versions that conversations began on. */
export interface FlowSource {
  current(): FlowBundle;
  /** A version in memory; null when it must be loaded first. */
  version(id: string): FlowBundle | null;
  /** Bring versions into memory. Those that are nowhere any more are replaced by the present one. */
  load(ids: string[]): Promise<void>;
}

export interface EngineOptions {
  store: Pick<Store, "reads" | "people" | "turns" | "outbox" | "models" | "capabilities">;
  /** Makes the files that replies carry. */
  studio: Studio;
  flows: FlowSource;
  /** What was learned from ended leads. Default: nothing. */
  models?: ModelSource;
  surfaces: readonly Surface[];
  /** What a prospects' channel can take, by its name. Default: everything. */
  abilities?: Snapshot["abilities"];
  /** The reaction that sends what a colleague wrote in a thread. Default: none does. */
  sendReaction?: string | null;
  /**
   * Called before each decision, in tests and in the crash harness, with the row; may throw.
   * Default: nothing.
   */
  beforeDecide?: (row: InboxRow) => void;
}

export interface Decided {
  row: InboxRow;
  changes: Changes;
}

/** What became of a row in a batch: decided, failed, or left because one of its lane failed before it. */
export type Result = Decided | { row: InboxRow; error: unknown } | { row: InboxRow; behind: true };

export interface Engine {
  /** Whether the row must be decided first in its batch, with everything before it durable. */
  needsPreparation(row: InboxRow, directory: Directory | null): boolean;
  createWorkingSet(batch: TurnBatch): Promise<WorkingSet>;
  /** Load what the rows need, and decide them one after another; each sees what those before it decided. */
  decideAll(rows: InboxRow[], set: WorkingSet, batch: TurnBatch, failedLanes: Set<string>): Promise<Result[]>;
  /** What a command would be answered now. Reads only; a one-time code is not used up. */
  rehearse(channel: string, command: InboundCommand, at: At): Promise<Rehearsal>;
  /** What a pressed button asks, in the language of who pressed it; null for a stranger. Reads only. */
  form(command: Pick<InboundCommand, "actor" | "text" | "leadId">): Promise<PersonalForm | null>;
}

/** `ok`: it would be carried out. */
export interface Rehearsal {
  ok: boolean;
  reply: OutboundMessage;
}

/**
 * The counter of how far the order of everything has come (trail, messages, sends), in steps of {@link PLACES}:
 * as many places as a row of the inbox has. A counter is 32 bits wide.
 */
const ORDER = "order";
const NO_MODELS: ModelSource = { get: () => null, load: async () => {} };

/** Joins loading and deciding: the decisions themselves are pure. */
export function createEngine(options: EngineOptions): Engine {
  const { store, flows, surfaces, studio, abilities, models = NO_MODELS, sendReaction = null } = options;
  const templates = createTemplateBook();

  /** The flow files as they are now, with what chat says of templates. */
  const bundleNow = (set: WorkingSet) => withEdits(flows.current(), set.edits);

  async function workingSet(
    from: Pick<TurnBatch, "directory" | "counters" | "templateVersions">,
  ): Promise<WorkingSet> {
    const directory = await from.directory();
    const counters = await from.counters(countersOf(directory));
    return new WorkingSet(directory, counters, await templates.at(counters[TEMPLATE_EDITS] ?? 0, from));
  }

  /** A command that cannot even be prepared fails alone; a database that does not answer fails the batch. */
  async function prepareAll(
    rows: InboxRow[],
    set: WorkingSet,
    at: At,
  ): Promise<{ prepared: Map<number, PreparedCommand>; failed: Map<number, unknown> }> {
    const prepared = new Map<number, PreparedCommand>();
    const failed = new Map<number, unknown>();
    for (const row of rows) {
      const event = row.payload;
      const known = { directory: set.directory, bundle: bundleNow(set), at };
      try {
        if (event.type === "command")
          prepared.set(row.seq, await prepareCommand(event, { ...store, studio }, known));
        if (event.type === "timer" && event.timer.kind === DIGEST)
          prepared.set(row.seq, await prepareDigest(event, { ...store, studio }, known));
        if (event.type === "timer" && event.timer.kind === DAILY_LIST)
          prepared.set(row.seq, await prepareDailyList(event, { ...store, studio }, known));
        if (event.type === "timer" && event.timer.kind === HOME)
          prepared.set(row.seq, await prepareHome(event, { ...store, studio }, known));
        if (event.type === "reaction") {
          const ready = await prepareReaction(event, row.channel, store.reads, { ...known, sendReaction });
          prepared.set(row.seq, ready);
        }
        if (event.type === "edit" && event.actor !== undefined)
          prepared.set(row.seq, await prepareEdit(event, row.channel, store, at));
      } catch (error) {
        if (error instanceof LeadlineError && error.retryable) throw error;
        failed.set(row.seq, error);
      }
    }
    return { prepared, failed };
  }

  async function load(
    set: WorkingSet,
    batch: Pick<TurnBatch, "load">,
    keys: EventKeys[],
    rows: RowKeys = NO_ROWS,
  ): Promise<CommandRows> {
    const missing = set.missing(keys);
    const isEmpty = Object.values(rows).every((ids) => ids.length === 0);
    if (missing === null && isEmpty) return { activities: [], followUps: [], digests: [] };
    const wanted: SnapshotKeys = {
      ...(missing ?? { conversations: [], identities: [], leads: [], contacts: [], merges: [] }),
      ...rows,
    };
    const loaded = await batch.load(wanted);
    set.add(loaded, wanted);
    return { activities: loaded.activities, followUps: loaded.followUps, digests: loaded.digests };
  }

  /** Where a message fits several people: which of them a colleague has parted. Hardly ever. */
  async function loadParted(set: WorkingSet, batch: TurnBatch, keys: EventKeys[]): Promise<void> {
    for (const { conversations = [], identities = [] } of keys) {
      const inChat = conversations.map((id) => set.personByConversation(id)?.contact.id);
      const found = set.peopleByIdentities(identities).map((person) => person.contact.id);
      const ids = [...new Set([...found, ...inChat])].filter((id) => id !== undefined);
      if (identities.length === 0 || ids.length < 2) continue;
      await load(set, batch, [{ merges: await store.reads.undoneMerges(ids) }]);
    }
  }

  async function loadVersions(set: WorkingSet, keys: EventKeys[]): Promise<void> {
    const unknown = new Set<string>();
    for (const { conversations = [], identities = [] } of keys) {
      const people = conversations.map((id) => set.personByConversation(id));
      for (const person of [...people, ...set.peopleByIdentities(identities)]) {
        for (const { flow, flowVersion } of person?.conversations ?? []) {
          if (flow !== null && flows.version(flowVersion) === null) unknown.add(flowVersion);
        }
      }
    }
    if (unknown.size > 0) await flows.load([...unknown]);
  }

  async function loadModels(set: WorkingSet, rows: InboxRow[]): Promise<void> {
    const named = rows.flatMap(({ payload }) => (payload.type === "timer" ? modelsFor(payload) : []));
    const inUse = set.counter(IN_USE);
    if (inUse !== 0 || named.length > 0) await models.load([inUse, ...named]);
  }

  function snapshotOf(set: WorkingSet): Snapshot {
    const bundle = bundleNow(set);
    return {
      directory: set.directory,
      surfaces,
      bundle,
      bundleOf: (id) => withEdits(flows.version(id) ?? flows.current(), set.edits),
      abilities,
      counter: (name) => set.counter(name),
      lastLeadNumber: set.counter(LEAD_NUMBER),
    };
  }

  function decide(
    row: InboxRow,
    set: WorkingSet,
    prepared: PreparedCommand | undefined,
    loaded: CommandRows,
  ): Changes {
    options.beforeDecide?.(row);
    const { payload } = row;
    const snapshot = snapshotOf(set);
    const turn = new Turn({
      seq: row.seq,
      at: row.receivedAt,
      channel: row.channel,
      actor: { kind: "system", id: null },
      orderAfter: set.counter(ORDER) * PLACES,
      followUpsOf: (leadId) => set.followUpsOf(leadId),
      followUpRules: rulesOf(snapshot),
      counterOf: (name) => set.counter(name),
      rules: snapshot.bundle,
      likelihood: likelihoodIn(set, models, snapshot),
    });
    decideEvent(turn, snapshot, set, payload, prepared, loaded);
    followSequences(turn, snapshot, set, payload);
    planFirst(turn, snapshot, set);
    tellEnded(turn, snapshot, set, payload);
    sendNotices(turn, {
      surfaces,
      directory: set.directory,
      teamLanguage: snapshot.bundle.business.language,
      before: (leadId) => leadIn(set, leadId),
    });
    turn.setCounter(ORDER, Math.ceil(turn.lastOrder / PLACES));
    return turn.changes();
  }

  return {
    needsPreparation: (row, directory) => needsPreparation(row, directory, flows.current().business.country),
    createWorkingSet: workingSet,
    async decideAll(accepted, set, batch, failedLanes) {
      const at = accepted.at(-1)?.receivedAt ?? "";
      set.setRights(flows.current().business.reps);
      const context = {
        directory: set.directory,
        country: flows.current().business.country,
        reads: store.reads,
        models: store.models,
      };
      const rows: InboxRow[] = [];
      for (const row of accepted) rows.push(await translate(row, context));
      const { prepared, failed } = await prepareAll(rows, set, at);
      const keys = rows.map((row) => keysOf(row, prepared.get(row.seq), flows.current()));
      const named = await load(set, batch, keys, rowKeys(rows, prepared.values()));
      await loadParted(set, batch, keys);
      await loadVersions(set, keys);
      await loadOutreach(set, batch, rows, flows.current().business.timeZone);
      await loadModels(set, rows);
      const results: Result[] = [];
      for (const row of rows) {
        if (failedLanes.has(row.lane)) {
          results.push({ row, behind: true });
          continue;
        }
        try {
          if (failed.has(row.seq)) throw failed.get(row.seq);
          const changes = decide(row, set, prepared.get(row.seq), named);
          set.apply(changes);
          results.push({ row, changes });
        } catch (error) {
          failedLanes.add(row.lane);
          results.push({ row, error });
        }
      }
      return results;
    },
    form: async (command) => personalForm(command, store, bundleNow(await workingSet(store.turns))),
    async rehearse(channel, command, at) {
      const { turns } = store;
      const set = await workingSet(turns);
      set.setRights(flows.current().business.reps);
      const known = { directory: set.directory, bundle: bundleNow(set), at };
      const prepared =
        readLinkCode(command.text) === null
          ? await prepareCommand(command, { ...store, people: NO_CODES, studio: withoutFiles(studio) }, known)
          : ({ kind: "stranger" } as const);
      const row: InboxRow = {
        seq: 0,
        channel,
        externalId: command.externalId,
        kind: "command",
        lane: laneOf(channel, command),
        payload: command,
        receivedAt: at,
        attempts: 0,
      };
      const keys = keysOf(row, prepared, known.bundle);
      const named = await load(set, turns, [keys], rowKeys([row], [prepared]));
      await loadModels(set, []);
      const turn = new Turn({
        seq: 0,
        at,
        channel,
        actor: { kind: "system", id: null },
        followUpsOf: (leadId) => set.followUpsOf(leadId),
        followUpRules: rulesOf(snapshotOf(set)),
        counterOf: (name) => set.counter(name),
        rules: known.bundle,
        likelihood: likelihoodIn(set, models, snapshotOf(set)),
      });
      const people = peopleOfCommand(prepared, set);
      const { refused } = decideCommand(
        turn,
        snapshotOf(set),
        command,
        prepared,
        people,
        rowsOf(prepared, named),
      );
      // The answer to who asked is the last that a command sends.
      return { ok: !refused, reply: turn.changes().sends.at(-1)?.payload ?? {} };
    },
  };
}

function rulesOf({ bundle, directory }: Snapshot) {
  return ruleBook(bundle.followUpRules, bundle.calendar, directory.reps);
}

/** The counters that decisions know. */
function countersOf({ teams }: Directory): string[] {
  return [
    LEAD_NUMBER,
    ORDER,
    TEMPLATE_EDITS,
    ...LEARNED_COUNTERS,
    ...[...teams.keys()].map(unattendedCounter),
  ];
}

/** A lead as the turns before have left it. */
function leadIn(set: WorkingSet, leadId: string): { lead: Lead; contact: Contact } | null {
  const person = set.personByLead(leadId);
  const lead = person?.leads.find((each) => each.id === leadId);
  return person === null || lead === undefined ? null : { lead, contact: person.contact };
}

/** A rehearsal changes nothing: no code is made or used up, and no file is written. */
const NO_CODES: CodeStore = {
  createCode: async (_repId, at) => ({ digits: "000000", expiresAt: at }),
  redeemCode: async () => ({ kind: "refused" }),
};
const withoutFiles = (studio: Studio): Studio => ({ ...studio, write: async () => ({ path: "" }) });

/** What must stay in order: a chat, or what one colleague asks for. */
export function laneOf(channel: string, event: InboundEvent): string {
  const actor = "actor" in event ? event.actor : undefined;
  return actor === undefined ? `${channel}:${event.chatId}` : `${channel}:${actor.kind}:${actor.value}`;
}
