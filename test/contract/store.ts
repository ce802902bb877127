import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { UnaskedTerms } from "../../src/channel/unasked.ts";
import type { Scope } from "../../src/commands/reads.ts";
import { answerIds } from "../../src/leads/answer-ids.ts";
import { type Changes, emptyChanges, type Send } from "../../src/leads/changes.ts";
import { DUPLICATE } from "../../src/leads/join.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { ContactMerge } from "../../src/leads/types/contact.ts";
import type { Conversation, Message } from "../../src/leads/types/conversation.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import type { Timer } from "../../src/leads/types/timer.ts";
import type { Database, Session, Statement } from "../../src/store/database.ts";
import { createInboxStore } from "../../src/store/inbox.ts";
import type { AcceptedRow, NewInboxRow } from "../../src/store/port/inbox-store.ts";
import type { SettledSend } from "../../src/store/port/outbox-store.ts";
import type { SnapshotKeys } from "../../src/store/port/turn-store.ts";
import type { UnaskedClaim } from "../../src/store/port/unasked-store.ts";
import type { Store } from "../../src/store/port.ts";
import { createTurnStore } from "../../src/store/turns.ts";
import {
  aConsent,
  aContact,
  aConversation,
  aLead,
  anIdentity,
  anOffer,
  aRep,
  aTeam,
  NOW,
} from "../support/builders.ts";
import { describeModels } from "./store-models.ts";
import { describeOutreach } from "./store-outreach.ts";

/** A database as the suite needs it. */
export interface StoreBackend {
  /** A store on an empty database. `another` opens it once more, as a second process would. */
  open(): Promise<{ store: Store; another: () => Promise<Store>; close(): Promise<void> }>;
  /** The port below the store, on an empty database with its tables. */
  database(): Promise<{ db: Database; close(): Promise<void> }>;
}

/** What every database must do for Leadline. Where they may differ, `store.capabilities` says how. */
export function describeStore(name: string, backend: StoreBackend): void {
  describe(`store on ${name}`, () => {
    let store: Store;
    let another: () => Promise<Store>;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ store, another, close } = await backend.open());
    });
    afterEach(() => close());

    describeOutreach(() => store);
    describeModels(() => store);

    describe("inbox", () => {
      it("keeps what it accepts, in the order in which it came", async () => {
        const rows = [anEvent("a", "1"), anEvent("b", "2"), anEvent("a", "3")];
        const accepted = await store.inbox.accept(rows);
        expect(accepted.map((row) => row.duplicate)).toEqual([false, false, false]);
        const pending = await allPending(store);
        expect(pending.map((row) => row.seq)).toEqual(accepted.map((row) => row.seq));
        expect(pending.map(({ seq: _seq, attempts, ...row }) => ({ ...row, attempts }))).toEqual(
          rows.map((row) => ({ ...row, attempts: 0 })),
        );
        expect(seqs(accepted)).toEqual([...seqs(accepted)].sort((a, b) => a - b));
      });

      it("tells a duplicate, within a batch and across, with the row that it repeats", async () => {
        const first = anEvent("a", "1");
        const other = anEvent("b", "2");
        const [one, twin] = await store.inbox.accept([first, { ...first, receivedAt: later(1_000) }]);
        expect(twin).toEqual({ seq: one!.seq, duplicate: true });
        const [again, fresh] = await store.inbox.accept([first, other]);
        expect(again).toEqual({ seq: one!.seq, duplicate: true });
        expect(fresh).toMatchObject({ duplicate: false });
        expect(await allPending(store)).toHaveLength(2);
      });

      it("tells events of different channels apart, and ids that look alike", async () => {
        const results = await store.inbox.accept([
          anEvent("a", "1", { channel: "web", externalId: "x" }),
          anEvent("a", "1", { channel: "telegram", externalId: "x" }),
          anEvent("a", "1", { channel: "web", externalId: "X" }),
          anEvent("a", "1", { channel: "web", externalId: "x " }),
          anEvent("a", "1", { channel: "we", externalId: "b\nx" }),
        ]);
        expect(results.map((row) => row.duplicate)).toEqual([false, false, false, false, false]);
      });

      it("gives each caller its own results when many accept at once, and takes each event once", async () => {
        const events = Array.from({ length: 60 }, (_, i) =>
          anEvent("a", `${i % 40}`, { externalId: `e${i % 40}` }),
        );
        const results = await Promise.all(events.map((event) => store.inbox.accept([event])));
        expect(results.flat().filter((row) => !row.duplicate)).toHaveLength(40);
        const pending = await allPending(store);
        expect(new Set(pending.map((row) => row.externalId)).size).toBe(40);
        for (const [i, [row]] of results.entries()) {
          expect(pending.find((each) => each.seq === row!.seq)?.externalId).toBe(events[i]!.externalId);
        }
      });

      it("takes texts that break databases, and its neighbours with them", async () => {
        const bad = [
          "NUL \u0000 inside",
          "lone \ud800 surrogate",
          "\udc00",
          "emoji 👩‍🚀 ok",
          "\\u0000 as text",
          "quote ' \" \\ %",
        ];
        const accepted = await store.inbox.accept([
          anEvent("a", "before"),
          ...bad.map((text) => anEvent("a", text, { externalId: text })),
          anEvent("a", "after"),
        ]);
        expect(accepted.map((row) => row.duplicate)).toEqual(accepted.map(() => false));
        const texts = (await allPending(store)).map((row) => textOf(row));
        expect(texts).toHaveLength(bad.length + 2);
        expect(texts).toContain("emoji 👩‍🚀 ok");
        expect(texts).toContain("\\u0000 as text");
        expect(texts).toContain("quote ' \" \\ %");
        for (const text of texts) expect(text).not.toMatch(/\0|\p{Surrogate}/u);
        // The same again is known again.
        const again = await store.inbox.accept(bad.map((text) => anEvent("a", text, { externalId: text })));
        expect(again.map((row) => row.duplicate)).toEqual(bad.map(() => true));
      });

      it("gives pending rows page by page", async () => {
        const accepted = await store.inbox.accept(
          ["1", "2", "3", "4", "5"].map((text) => anEvent("a", text)),
        );
        const page = await store.inbox.pending({ afterSeq: accepted[1]!.seq, limit: 2, now: NOW });
        expect(page.map((row) => textOf(row))).toEqual(["3", "4"]);
      });

      it("holds back a lane whose first row waits for a retry, and no other", async () => {
        const [a1] = await store.inbox.accept([anEvent("a", "a1"), anEvent("b", "b1"), anEvent("a", "a2")]);
        await fail(store, a1!, { nextAttemptAt: later(10_000) });
        expect(await pendingTexts(store, NOW)).toEqual(["b1"]);
        expect(await pendingTexts(store, later(9_999))).toEqual(["b1"]);
        expect(await pendingTexts(store, later(10_000))).toEqual(["a1", "b1", "a2"]);
        expect((await allPending(store, later(10_000)))[0]!.attempts).toBe(1);
      });

      it("fills a page in spite of what is held back", async () => {
        const accepted = await store.inbox.accept([
          anEvent("a", "a1"),
          anEvent("a", "a2"),
          anEvent("a", "a3"),
          anEvent("b", "b1"),
          anEvent("c", "c1"),
        ]);
        await fail(store, accepted[0]!, { nextAttemptAt: later(10_000) });
        const page = await store.inbox.pending({ afterSeq: 0, limit: 2, now: NOW });
        expect(page.map((row) => textOf(row))).toEqual(["b1", "c1"]);
      });

      it("counts what waits and what is dead", async () => {
        const [first, second] = await store.inbox.accept([
          anEvent("a", "1"),
          anEvent("b", "2", { receivedAt: later(5) }),
          anEvent("c", "3", { receivedAt: later(9) }),
        ]);
        expect(await store.inbox.counts()).toEqual({ pending: 3, dead: 0, oldestPendingAt: NOW });
        await done(store, [first!.seq]);
        await fail(store, second!, { nextAttemptAt: null });
        expect(await store.inbox.counts()).toEqual({ pending: 1, dead: 1, oldestPendingAt: later(9) });
      });

      it("forgets what was done long ago, and nothing else", async () => {
        const [old, recent, dead] = await store.inbox.accept([
          anEvent("a", "1"),
          anEvent("b", "2"),
          anEvent("c", "3"),
          anEvent("d", "4"),
        ]);
        await done(store, [old!.seq], later(0));
        await done(store, [recent!.seq], later(60_000));
        await fail(store, dead!, { nextAttemptAt: null });
        expect(await store.inbox.purge(later(60_000))).toBe(1);
        const [again] = await store.inbox.accept([anEvent("a", "1")]);
        expect(again!.duplicate).toBe(false);
        const [known] = await store.inbox.accept([anEvent("b", "2")]);
        expect(known!.duplicate).toBe(true);
        expect(await store.inbox.counts()).toMatchObject({ pending: 2, dead: 1 });
      });
    });

    describe("dead letters", () => {
      it("keep a turn that was given up, with its error and what it was about", async () => {
        const [row] = await store.inbox.accept([anEvent("a", "poison"), anEvent("a", "next")]);
        await fail(store, row!, { attempts: 5, error: "no luck", nextAttemptAt: null });
        expect(await pendingTexts(store)).toEqual(["next"]);
        const [letter] = await store.deadLetters.list({ limit: 10 });
        expect(letter).toMatchObject({
          source: "inbox",
          ref: String(row!.seq),
          lane: "web:a",
          error: "no luck",
          attempts: 5,
          at: NOW,
          status: "open",
        });
        expect(await store.deadLetters.get(letter!.id)).toMatchObject({
          ...letter,
          payload: { text: "poison" },
        });
        expect(await store.deadLetters.get("nothing")).toBeNull();
      });

      it("are tried again as new, once", async () => {
        const [row] = await store.inbox.accept([anEvent("a", "poison")]);
        await fail(store, row!, { attempts: 5, nextAttemptAt: null });
        const [letter] = await store.deadLetters.list({ limit: 10 });
        expect(await store.deadLetters.retry([letter!.id], later(1))).toBe(1);
        const [again, ...others] = await allPending(store);
        expect(others).toEqual([]);
        expect(again).toMatchObject({ attempts: 0, externalId: "a-poison", payload: { text: "poison" } });
        expect(again!.seq).toBeGreaterThan(row!.seq);
        expect(await store.deadLetters.list({ limit: 10 })).toEqual([]);
        expect(await store.deadLetters.list({ status: "retried", limit: 10 })).toHaveLength(1);
        expect(await store.deadLetters.get(letter!.id)).toMatchObject({ payload: { text: "poison" } });
        expect((await store.inbox.accept([anEvent("a", "poison")]))[0]).toEqual({
          seq: again!.seq,
          duplicate: true,
        });
        await done(store, [again!.seq]);
        expect(await store.deadLetters.retry([letter!.id], later(2))).toBe(0);
        expect(await allPending(store)).toEqual([]);
      });

      it("are there again when the retry was in vain", async () => {
        await store.inbox.accept([anEvent("a", "poison")]);
        for (const round of [1, 2, 3]) {
          const [row] = await allPending(store);
          await fail(store, row!, { attempts: 5, nextAttemptAt: null, at: later(round) });
          const open = await store.deadLetters.list({ limit: 10 });
          expect(open).toMatchObject([{ ref: String(row!.seq), at: later(round) }]);
          await store.deadLetters.retry([open[0]!.id], later(round));
        }
      });

      it("come after what was accepted meanwhile, in their own order", async () => {
        const rows = await store.inbox.accept([anEvent("a", "a1"), anEvent("b", "b1"), anEvent("a", "a2")]);
        for (const row of rows) await fail(store, row, { nextAttemptAt: null });
        await store.inbox.accept([anEvent("a", "a3")]);
        const letters = await store.deadLetters.list({ limit: 10 });
        await store.deadLetters.retry(letters.map((letter) => letter.id).reverse(), later(1));
        expect(await pendingTexts(store)).toEqual(["a3", "a1", "b1", "a2"]);
      });

      it("are dropped for good", async () => {
        const [row] = await store.inbox.accept([anEvent("a", "poison")]);
        await fail(store, row!, { nextAttemptAt: null });
        const [letter] = await store.deadLetters.list({ limit: 10 });
        expect(await store.deadLetters.drop([letter!.id, "nothing"], later(1))).toBe(1);
        expect(await store.deadLetters.retry([letter!.id], later(2))).toBe(0);
        expect(await allPending(store)).toEqual([]);
        expect(await store.inbox.counts()).toMatchObject({ pending: 0, dead: 0 });
        const [again] = await store.inbox.accept([anEvent("a", "poison")]);
        expect(again!.duplicate).toBe(true);
      });

      it("leave a turn alone that was done meanwhile", async () => {
        const [row] = await store.inbox.accept([anEvent("a", "1")]);
        await done(store, [row!.seq]);
        await fail(store, row!, { nextAttemptAt: null });
        expect(await store.inbox.counts()).toMatchObject({ pending: 0, dead: 0 });
        expect(await store.deadLetters.list({ limit: 10 })).toEqual([]);
      });
    });

    describe("turns", () => {
      it("write every kind of row, and load each as it was", async () => {
        const changes = everything();
        const [row] = await store.inbox.accept([anEvent("chat-1", "hello")]);
        await commit(store, changes, [row!.seq]);
        const loaded = await load(store, {
          leads: ["lead-1"],
          activities: ["activity-1"],
          merges: ["merge-1"],
          followUps: ["follow-up-1"],
          digests: ["digest-1"],
        });
        expect(loaded).toEqual({
          contacts: [changes.contacts[0]],
          identities: changes.identities,
          leads: changes.leads,
          conversations: changes.conversations,
          offers: changes.offers,
          activities: [changes.activities[0]],
          merges: changes.merges,
          followUps: changes.followUps,
          digests: changes.digests,
        });
        expect(await store.turns.templateVersions()).toEqual([changes.templateVersions[1]]);
        expect(await store.reads.templateHistory("hello", 10)).toEqual(
          [...changes.templateVersions].reverse(),
        );
        expect(await store.reads.templateHistory("hello", 1)).toEqual([changes.templateVersions[1]]);
        expect(await store.reads.templateHistory("other", 10)).toEqual([]);
        expect(await store.reads.messages("lead-1", 10)).toEqual(changes.messages);
        expect(await store.reads.consents("lead-1", 10)).toEqual(changes.consents);
        expect(await store.timers.due(later(60_000), 10)).toEqual(changes.timers);
        expect((await store.turns.directory()).reps.get("ana")).toEqual(changes.reps[0]);
        expect(await store.turns.counters(["lead-number", "other"])).toEqual({ "lead-number": 1, other: 0 });
        expect(await store.outbox.waiting({ limit: 10, now: NOW })).toMatchObject([
          { id: "send-1", seq: 1_009, payload: { text: "Hi" }, status: "pending", attempts: 0, dueAt: NOW },
        ]);
        expect(await allPending(store)).toEqual([]);
      });

      it("replace rows by their id, with nulls and empty things", async () => {
        await commit(store, everything());
        const lead = aLead({
          answers: {},
          tags: [],
          scoreReasons: [],
          value: null,
          ownerId: null,
          updatedAt: later(1),
        });
        const conversation = aConversation({ leadId: null, flow: null, burst: null });
        const contact = aContact({ fields: {}, name: null });
        await commit(store, { leads: [lead], conversations: [conversation], contacts: [contact] });
        const loaded = await load(store, { contacts: ["contact-1"] });
        expect(loaded.leads).toEqual([lead]);
        expect(loaded.conversations).toEqual([conversation]);
        expect(loaded.contacts).toEqual([contact]);
      });

      it("keep money, counts and times exactly", async () => {
        const lead = aLead({
          value: 2_147_483_647,
          currency: "BRL",
          stageSince: "2026-12-31T23:59:59.999Z",
          qualifiedAt: "2026-01-01T00:00:00.000Z",
          closedAt: "2026-03-29T01:30:00.001Z",
          answers: {
            budget: { value: { amount: 123_456_789_012, currency: "BRL" }, display: "R$ 1", at: NOW },
            place: { value: { latitude: -23.550_52, longitude: -46.633_308 }, display: "São Paulo", at: NOW },
            yes: { value: false, display: "no", at: NOW },
            many: { value: ["a", "b"], display: "a, b", at: NOW },
          },
        });
        await commit(store, { contacts: [aContact()], leads: [lead] });
        expect((await load(store, { leads: ["lead-1"] })).leads).toEqual([lead]);
      });

      it("keep texts of every kind", async () => {
        const name = `D'Ávila "Zé" \\ %_ ${"é".repeat(50)} 👩‍🚀 ñ ß null`;
        await commit(store, {
          contacts: [aContact({ name, company: "null", fields: { a: "null", b: "[]" } })],
        });
        const { contacts } = await load(store, { contacts: ["contact-1"] });
        expect(contacts).toEqual([aContact({ name, company: "null", fields: { a: "null", b: "[]" } })]);
      });

      it("load whole people by conversation, identity, contact and lead", async () => {
        await commit(store, twoPeople());
        const whole = {
          contacts: [{ id: "contact-1" }],
          leads: [{ id: "lead-1" }, { id: "lead-3" }],
          identities: [{ id: "identity-1" }],
          conversations: [{ id: "web:chat-1" }],
          offers: [{ id: "offer-3" }],
        };
        for (const keys of [
          { conversations: ["web:chat-1"] },
          { identities: ["web:visitor-1"] },
          { contacts: ["contact-1"] },
          { leads: ["lead-1"] },
          { conversations: ["web:chat-1"], identities: ["web:visitor-1"], leads: ["lead-1", "lead-3"] },
        ]) {
          expect(await load(store, keys)).toMatchObject(whole);
        }
        const both = await load(store, { identities: ["web:visitor-1", "phone:+551"], leads: ["lead-2"] });
        expect(both.contacts.map((each) => each.id).sort()).toEqual(["contact-1", "contact-2"]);
        expect(both.leads).toHaveLength(3);
      });

      it("find an identity whose value has colons, and none that is not there", async () => {
        await commit(store, {
          contacts: [aContact()],
          identities: [anIdentity({ kind: "slack", value: "T1:U:2" })],
        });
        expect((await load(store, { identities: ["slack:T1:U:2"] })).identities).toHaveLength(1);
        expect(
          await load(store, {
            identities: ["slack:T1:U", "web:nobody"],
            conversations: ["web:none"],
            contacts: ["none"],
            leads: ["none"],
            activities: ["none"],
            merges: ["none"],
          }),
        ).toEqual({
          contacts: [],
          identities: [],
          leads: [],
          conversations: [],
          offers: [],
          followUps: [],
          digests: [],
          activities: [],
          merges: [],
        });
      });

      it("change nothing at all when one row cannot be written", async () => {
        await commit(store, { contacts: [aContact()] });
        const [row] = await store.inbox.accept([anEvent("a", "1")]);
        const before = await load(store, { contacts: ["contact-1", "contact-2"] });
        const changes: Partial<Changes> = {
          contacts: [aContact({ name: "Changed" }), aContact({ id: "contact-2" })],
          identities: [anIdentity(), anIdentity({ id: "identity-2" })],
          sends: [aSend()],
        };
        await expect(commit(store, changes, [row!.seq])).rejects.toThrow();
        expect(await load(store, { contacts: ["contact-1", "contact-2"] })).toEqual(before);
        expect(await allPending(store)).toHaveLength(1);
        expect(await store.outbox.waiting({ limit: 10, now: NOW })).toEqual([]);
        // The store goes on.
        await commit(store, { contacts: [aContact({ name: "Later" })] }, [row!.seq]);
        expect(await allPending(store)).toEqual([]);
      });

      it("keep one open offer for each lead", async () => {
        await commit(store, { contacts: [aContact()], leads: [aLead()], offers: [anOffer()] });
        await expect(commit(store, { offers: [anOffer({ id: "offer-2" })] })).rejects.toThrow();
        await commit(store, {
          offers: [anOffer({ status: "passed", openKey: null }), anOffer({ id: "offer-2" })],
        });
      });

      it("mark rows done that are done already, without any harm", async () => {
        const [row] = await store.inbox.accept([anEvent("a", "1")]);
        await done(store, [row!.seq]);
        await done(store, [row!.seq, 999_999]);
        expect(await store.inbox.counts()).toMatchObject({ pending: 0, dead: 0 });
      });

      it("give the lock back when a batch is given up", async () => {
        for (let i = 0; i < 3; i++) {
          const batch = await store.turns.begin();
          expect(await batch.counters(["lead-number"])).toEqual({ "lead-number": 0 });
          await batch.abort();
        }
        await commit(store, { counters: [{ name: "lead-number", value: 7 }] });
        await commit(store, { counters: [{ name: "lead-number", value: 8 }] });
        expect(await store.turns.counters(["lead-number"])).toEqual({ "lead-number": 8 });
      });

      it("see in a batch what was committed before it", async () => {
        await commit(store, everything());
        await store.inbox.accept([anEvent("a", "1")]);
        const batch = await store.turns.begin();
        expect((await batch.load(keysOf({ leads: ["lead-1"] }))).leads).toHaveLength(1);
        expect((await batch.pending({ afterSeq: 0, limit: 10, now: NOW })).map((row) => textOf(row))).toEqual(
          ["1"],
        );
        expect((await batch.directory()).reps.has("ana")).toBe(true);
        await batch.abort();
      });

      it("write with as many statements for a hundred turns as for one", async () => {
        const { db, close: closeDatabase } = await backend.database();
        try {
          const counting = countStatements(db);
          const turns = createTurnStore(counting.db);
          const inbox = createInboxStore(counting.db);
          const count = async (from: number, n: number) => {
            const rows = await inbox.accept(
              Array.from({ length: n }, (_, i) =>
                anEvent(`${from + i}`, "x", { externalId: `n${from + i}` }),
              ),
            );
            counting.reset();
            const batch = await turns.begin();
            const ids = Array.from({ length: n }, (_, i) => from + i);
            await batch.load(
              keysOf({
                conversations: ids.map((id) => `web:${id}`),
                identities: ids.map((id) => `web:v${id}`),
                leads: ids.map((id) => `lead-${id}`),
              }),
            );
            await batch.commit({ seqs: seqs(rows), doneAt: NOW, changes: manyTurns(ids) });
            return counting.count();
          };
          const one = await count(1_000, 1);
          expect(one).toBeGreaterThan(5);
          expect(await count(2_000, 100)).toBe(one);
        } finally {
          await closeDatabase();
        }
      });

      it("shut out a second process while a batch is open, where there may be one", async () => {
        if (store.capabilities.singleWriter) {
          await expect(another()).rejects.toMatchObject({ code: "database-in-use" });
          return;
        }
        const other = await another();
        try {
          await store.inbox.accept([anEvent("a", "1")]);
          const [mine, theirs] = [await store.turns.begin(), other.turns.begin()];
          const order: string[] = [];
          const second = theirs.then(async (batch) => {
            order.push("theirs");
            const rows = await batch.pending({ afterSeq: 0, limit: 10, now: NOW });
            const counters = await batch.counters(["lead-number"]);
            await batch.abort();
            return { rows, counters };
          });
          const rows = await mine.pending({ afterSeq: 0, limit: 10, now: NOW });
          order.push("mine");
          await mine.commit({
            seqs: seqs(rows),
            doneAt: NOW,
            changes: { ...emptyChanges(), counters: [{ name: "lead-number", value: 1 }] },
          });
          expect(await second).toEqual({ rows: [], counters: { "lead-number": 1 } });
          expect(order).toEqual(["mine", "theirs"]);
        } finally {
          await other.close();
        }
      });
    });

    describe("people", () => {
      it("are kept and given whole", async () => {
        const rep = aRep({
          hours: { mon: [["09:00", "18:00"]] },
          awayUntil: later(1),
          capacity: 3,
          takes: { products: ["solar"], languages: ["pt"] },
          active: false,
          lastAssignedAt: NOW,
        });
        let told = 0;
        store.people.onChange(() => {
          told += 1;
        });
        await store.people.save({
          reps: [rep, aRep({ name: "Bruno" })],
          identities: [{ id: "i1", repId: "ana", kind: "slack", value: "T1:U1" }],
          teams: [aTeam({ managerId: "ana" })],
          members: [{ id: "m1", teamId: "sales", repId: "ana", weight: 2 }],
        });
        const directory = await store.turns.directory();
        expect(directory.reps.get("ana")).toEqual(rep);
        expect(directory.reps.get("bruno")).toEqual(aRep({ name: "Bruno" }));
        expect(directory.teams.get("sales")).toEqual(aTeam({ managerId: "ana" }));
        expect(directory.members).toEqual([{ id: "m1", teamId: "sales", repId: "ana", weight: 2 }]);
        expect(directory.identities.get("slack:T1:U1")).toBe("ana");
        expect(told).toBe(1);
        expect(await store.reads.directory()).toEqual(directory);
      });

      it("keep the load and the place in the rotation that the turns gave them", async () => {
        await store.people.save({ reps: [aRep()] });
        await commit(store, { reps: [aRep({ openLeads: 4, lastAssignedAt: later(5) })] });
        await store.people.save({ reps: [aRep({ capacity: 9 })] });
        const rep = (await store.turns.directory()).reps.get("ana");
        expect(rep).toMatchObject({ capacity: 9, openLeads: 4, lastAssignedAt: later(5) });
      });

      it("keep what administration has set, also when a turn was decided before", async () => {
        await store.people.save({ reps: [aRep()] });
        const before = aRep({ openLeads: 1, lastAssignedAt: later(5) });
        await store.people.save({ reps: [aRep({ active: false, role: "manager", capacity: 2 })] });
        await commit(store, { reps: [before] });
        const rep = (await store.turns.directory()).reps.get("ana");
        expect(rep).toMatchObject({ active: false, role: "manager", capacity: 2, openLeads: 1 });
      });

      it("are changed only in the columns that are named", async () => {
        await store.people.save({ reps: [aRep({ awayUntil: later(9) })] });
        await store.people.save({
          reps: [aRep({ id: "ana", name: "Ana S.", awayUntil: null })],
          only: ["name"],
        });
        const rep = (await store.turns.directory()).reps.get("ana");
        expect(rep).toEqual(aRep({ id: "ana", name: "Ana S.", awayUntil: later(9) }));
      });

      it("leave teams", async () => {
        const member = { id: "m1", teamId: "sales", repId: "ana", weight: 1 };
        await store.people.save({ reps: [aRep()], teams: [aTeam()], members: [member] });
        const again = { ...member, id: "m2" };
        await store.people.save({ leftMembers: ["m1", "m9"], members: [again] });
        expect((await store.turns.directory()).members).toEqual([again]);
      });

      it("are linked to an id that is nobody else's, and unlinked", async () => {
        await store.people.save({ reps: [aRep(), aRep({ name: "Bruno" })] });
        let told = 0;
        store.people.onChange(() => {
          told += 1;
        });
        const identity = { id: "i1", repId: "ana", kind: "slack", value: "T1:U1" };
        expect(await store.people.link(identity)).toBe("ana");
        expect(await store.people.link({ ...identity, id: "i2" })).toBe("ana");
        expect(await store.people.link({ ...identity, id: "i3", repId: "bruno" })).toBe("ana");
        const [id, other] = [
          { kind: "slack", value: "T1:U1" },
          { kind: "slack", value: "T1:U2" },
        ];
        expect(await store.people.unlink("bruno", [id])).toBe(0);
        expect((await store.turns.directory()).identities).toEqual(new Map([["slack:T1:U1", "ana"]]));
        expect(await store.people.unlink("ana", [id, other])).toBe(1);
        expect((await store.turns.directory()).identities.size).toBe(0);
        expect(told).toBe(5);
      });
    });

    describe("link codes", () => {
      const actor = (n: number) => ({ kind: "telegram", value: `${1000 + n}` });
      const minutes = (n: number) => later(n * 60_000);
      const codeFor = async (repId: string, at = NOW) => {
        const code = await store.people.createCode(repId, at);
        if (code === null) throw new Error(`no code for ${repId}`);
        return code;
      };
      const linked = async () => Object.fromEntries((await store.turns.directory()).identities);
      /** Six digits that are not these. */
      const wrong = (digits: string, n = 1) => String((Number(digits) + n) % 1_000_000).padStart(6, "0");

      beforeEach(() => store.people.save({ reps: [aRep(), aRep({ name: "Bruno" })] }));

      it("link whoever says one, once", async () => {
        let told = 0;
        store.people.onChange(() => {
          told += 1;
        });
        const { digits, expiresAt } = await codeFor("ana");
        expect(digits).toMatch(/^\d{6}$/);
        expect(expiresAt).toBe(minutes(15));
        expect(await store.people.redeemCode(actor(1), digits, minutes(14))).toEqual({
          kind: "linked",
          repId: "ana",
        });
        expect(await linked()).toEqual({ "telegram:1001": "ana" });
        expect(told).toBe(1);
        // The same actor again, as after a crash; then somebody else.
        expect(await store.people.redeemCode(actor(1), digits, minutes(14))).toEqual({
          kind: "linked-already",
          repId: "ana",
        });
        expect(await store.people.redeemCode(actor(2), digits, minutes(14))).toEqual({ kind: "refused" });
        // Nor when it was taken away again.
        await store.people.unlink("ana", [actor(1)]);
        expect(await store.people.redeemCode(actor(1), digits, minutes(14))).toEqual({ kind: "refused" });
        expect(await linked()).toEqual({});
      });

      it("keep nothing from which the code could be read", async () => {
        const { digits } = await codeFor("ana");
        const kept = JSON.stringify(await store.settings.get("link-code:ana"));
        expect(kept).not.toContain(digits);
        const again = await codeFor("bruno");
        expect(again.digits).not.toBe(digits);
        expect(await store.settings.get("link-code:bruno")).not.toEqual(JSON.parse(kept));
      });

      it("end after 15 minutes, with the next one, and when the rep is switched off", async () => {
        const late = await codeFor("ana");
        expect((await store.people.redeemCode(actor(1), late.digits, minutes(15))).kind).toBe("refused");
        const first = await codeFor("ana", minutes(16));
        const second = await codeFor("ana", minutes(16));
        expect((await store.people.redeemCode(actor(1), first.digits, minutes(17))).kind).toBe("refused");
        await store.people.save({ reps: [aRep({ active: false })] });
        expect((await store.people.redeemCode(actor(1), second.digits, minutes(17))).kind).toBe("refused");
        expect(await store.people.createCode("ana", minutes(17))).toBeNull();
        expect(await store.people.createCode("nobody", minutes(17))).toBeNull();
        expect(await linked()).toEqual({});
      });

      it("let an actor guess five times in 15 minutes, and others go on", async () => {
        const { digits } = await codeFor("ana", minutes(5));
        for (let n = 1; n <= 5; n += 1) {
          const tried = await store.people.redeemCode(actor(1), wrong(digits, n), minutes(n));
          expect(tried).toEqual({ kind: "refused" });
        }
        for (const at of [minutes(6), minutes(15)]) {
          expect(await store.people.redeemCode(actor(1), digits, at)).toEqual({
            kind: "wait",
            until: minutes(16),
          });
        }
        expect((await store.people.redeemCode(actor(2), digits, minutes(6))).kind).toBe("linked");
        const next = await codeFor("bruno", minutes(16));
        expect((await store.people.redeemCode(actor(1), next.digits, minutes(16))).kind).toBe("linked");
      });

      it("let many actors guess no better than a few", async () => {
        const { digits } = await codeFor("ana");
        for (let n = 0; n < 100; n += 1) await store.people.redeemCode(actor(n), wrong(digits), NOW);
        expect(await store.people.redeemCode(actor(200), digits, NOW)).toEqual({
          kind: "wait",
          until: minutes(15),
        });
      }, 30_000);

      it("link one of two who say the same code at once", async () => {
        const other = store.capabilities.singleWriter ? store : await another();
        try {
          for (let round = 0; round < 5; round += 1) {
            const { digits } = await codeFor("ana");
            const two = [actor(round * 2), actor(round * 2 + 1)] as const;
            const results = await Promise.all([
              store.people.redeemCode(two[0], digits, NOW),
              other.people.redeemCode(two[1], digits, NOW),
            ]);
            expect(results.map((each) => each.kind).sort()).toEqual(["linked", "refused"]);
            const winner = two[results.findIndex((each) => each.kind === "linked")]!;
            expect(await linked()).toEqual({ [`telegram:${winner.value}`]: "ana" });
            await store.people.unlink("ana", [winner]);
          }
        } finally {
          if (other !== store) await other.close();
        }
      });

      it("link an actor who says two at once to one rep, and leave the other code", async () => {
        const [ana, bruno] = [await codeFor("ana"), await codeFor("bruno")];
        const results = await Promise.all([
          store.people.redeemCode(actor(1), ana.digits, NOW),
          store.people.redeemCode(actor(1), bruno.digits, NOW),
        ]);
        expect(results.map((each) => each.kind).sort()).toEqual(["linked", "linked-already"]);
        const loser = (await linked())["telegram:1001"] === "ana" ? bruno : ana;
        expect((await store.people.redeemCode(actor(2), loser.digits, NOW)).kind).toBe("linked");
      });
    });

    describe("outbox", () => {
      const lease = (token: string, ms = 60_000, now = NOW) => ({
        token,
        leaseUntil: new Date(Date.parse(now) + ms).toISOString(),
        now,
      });
      const settled = (facts: Partial<SettledSend> = {}): SettledSend => ({
        id: "send-1",
        token: "one",
        lane: "web:chat-1",
        status: "sent",
        attempts: 1,
        dueAt: NOW,
        externalId: "vendor-1",
        error: null,
        at: NOW,
        ...facts,
      });
      const waitingIds = async (now = NOW) =>
        (await store.outbox.waiting({ limit: 10, now })).map((row) => row.id);

      it("gives what waits in order, also what is due later", async () => {
        await commit(store, {
          sends: [
            aSend({ id: "c", seq: 3 }),
            aSend({ id: "a", seq: 1, dueAt: later(99_000) }),
            aSend({ id: "b", seq: 2, lane: "web:chat-2", chatId: "chat-2" }),
          ],
        });
        expect(await waitingIds()).toEqual(["a", "b", "c"]);
        const page = await store.outbox.waiting({ limit: 1, now: NOW, afterSeq: 1 });
        expect(page.map((row) => row.id)).toEqual(["b"]);
        expect(await store.outbox.counts()).toEqual({
          waiting: 3,
          parked: 0,
          dead: 0,
          oldestWaitingAt: NOW,
        });
      });

      it("lets one holder claim a send, until its lease ends", async () => {
        await commit(store, { sends: [aSend()] });
        expect(await store.outbox.claim(["send-1", "nothing"], lease("one"))).toEqual(["send-1"]);
        expect(await store.outbox.claim(["send-1"], lease("two"))).toEqual([]);
        expect(await waitingIds()).toEqual([]);
        expect(await waitingIds(later(59_999))).toEqual([]);
        expect(await waitingIds(later(60_000))).toEqual(["send-1"]);
        const [row] = await store.outbox.waiting({ limit: 10, now: later(60_000) });
        expect(row).toMatchObject({ status: "sending", token: "one", leaseUntil: later(60_000) });
        expect(await store.outbox.claim(["send-1"], lease("two", 60_000, later(60_000)))).toEqual(["send-1"]);
      });

      it("lets a holder keep a send for longer, as long as nobody else has it", async () => {
        await commit(store, { sends: [aSend()] });
        await store.outbox.claim(["send-1"], lease("one", 1_000));
        const longer = { token: "one", leaseUntil: later(60_000) };
        expect(await store.outbox.renew("send-1", longer)).toBe(true);
        expect(await store.outbox.claim(["send-1"], lease("two", 90_000, later(1_000)))).toEqual([]);
        expect(await store.outbox.claim(["send-1"], lease("two", 90_000, later(60_000)))).toEqual(["send-1"]);
        expect(await store.outbox.renew("send-1", longer)).toBe(false);
        expect(await store.outbox.settle([settled({ token: "two" })])).toEqual(["send-1"]);
        expect(await store.outbox.renew("send-1", { token: "two", leaseUntil: later(60_000) })).toBe(false);
      });

      it("lets one of many holders claim who ask at once", async () => {
        await commit(store, { sends: [aSend()] });
        const got = await Promise.all(
          Array.from({ length: 20 }, (_, i) => store.outbox.claim(["send-1"], lease(`holder-${i}`))),
        );
        expect(got.flat()).toEqual(["send-1"]);
      });

      it("records what became of a send", async () => {
        await commit(store, { sends: [aSend()] });
        await store.outbox.claim(["send-1"], lease("one"));
        expect(await store.outbox.settle([settled()])).toEqual(["send-1"]);
        expect(await waitingIds(later(999_999))).toEqual([]);
        expect(await store.outbox.counts()).toMatchObject({ waiting: 0, parked: 0, dead: 0 });
      });

      it("changes nothing for a holder who comes late", async () => {
        await commit(store, { sends: [aSend()] });
        await store.outbox.claim(["send-1"], lease("one", 1_000));
        await store.outbox.claim(["send-1"], lease("two", 60_000, later(1_000)));
        expect(await store.outbox.settle([settled({ token: "one", status: "dead", error: "late" })])).toEqual(
          [],
        );
        expect(await store.deadLetters.list({ limit: 10 })).toEqual([]);
        expect(await store.outbox.settle([settled({ token: "two" })])).toEqual(["send-1"]);
        // Nor for one who settles twice.
        expect(await store.outbox.settle([settled({ token: "two", status: "pending" })])).toEqual([]);
        expect(await waitingIds(later(999_999))).toEqual([]);
      });

      it("keeps a send for a retry, with its tries", async () => {
        await commit(store, { sends: [aSend()] });
        await store.outbox.claim(["send-1"], lease("one"));
        await store.outbox.settle([
          settled({ status: "pending", attempts: 3, dueAt: later(5_000), externalId: null, error: "429" }),
        ]);
        expect(await store.outbox.waiting({ limit: 10, now: NOW })).toMatchObject([
          { id: "send-1", status: "pending", attempts: 3, dueAt: later(5_000), error: "429", token: null },
        ]);
      });

      it("parks a send whose outcome is unknown, until somebody decides", async () => {
        await commit(store, { sends: [aSend(), aSend({ id: "send-2", seq: 2 })] });
        for (const id of ["send-1", "send-2"]) await store.outbox.claim([id], lease("one"));
        const parked = { status: "parked", externalId: null, error: "no answer" } as const;
        await store.outbox.settle([settled(parked), settled({ ...parked, id: "send-2" })]);
        expect(await waitingIds(later(999_999))).toEqual([]);
        expect((await store.outbox.parked(10)).map((row) => row.id)).toEqual(["send-1", "send-2"]);
        expect(await store.outbox.counts()).toMatchObject({ waiting: 0, parked: 2 });
        expect(await store.deadLetters.retry(["send-1"], later(7))).toBe(1);
        expect(await store.deadLetters.drop(["send-2"], later(7))).toBe(1);
        expect(await store.outbox.waiting({ limit: 10, now: NOW })).toMatchObject([
          { id: "send-1", status: "pending", attempts: 0, dueAt: later(7) },
        ]);
        expect(await store.outbox.parked(10)).toEqual([]);
      });

      it("buries a send that is given up, and puts it back each time it is asked to", async () => {
        await commit(store, { sends: [aSend()] });
        for (const round of [1, 2]) {
          await store.outbox.claim(["send-1"], lease(`token-${round}`));
          await store.outbox.settle([
            settled({
              token: `token-${round}`,
              status: "dead",
              attempts: 8,
              externalId: null,
              error: "refused",
              at: later(round),
            }),
          ]);
          const letters = await store.deadLetters.list({ limit: 10 });
          expect(letters).toMatchObject([
            { source: "outbox", ref: "send-1", lane: "web:chat-1", error: "refused", attempts: 8 },
          ]);
          expect(await store.deadLetters.get(letters[0]!.id)).toMatchObject({ payload: { text: "Hi" } });
          expect(await store.deadLetters.retry([letters[0]!.id], later(round))).toBe(1);
          expect(await waitingIds()).toEqual(["send-1"]);
        }
      });

      it("does what a person decides on sends that were set aside, once", async () => {
        const ids = ["again", "arrived", "dead", "waits"];
        await commit(store, { sends: ids.map((id, n) => aSend({ id, seq: n + 1, leadId: "lead-1" })) });
        for (const id of ids.slice(0, 3)) {
          await store.outbox.claim([id], lease("one"));
          const status = id === "dead" ? "dead" : "parked";
          await store.outbox.settle([settled({ id, status, externalId: null, error: "no answer" })]);
        }
        expect(await store.reads.stuckSend("again")).toEqual({ id: "again", leadId: "lead-1" });
        expect(await store.reads.stuckSend("waits")).toBeNull();
        const decided = {
          settledSends: [
            { id: "again", to: "again" },
            { id: "dead", to: "again" },
            { id: "arrived", to: "arrived" },
            { id: "waits", to: "arrived" },
          ],
        } satisfies Partial<Changes>;
        await commit(store, decided);
        expect(await waitingIds()).toEqual(["again", "dead", "waits"]);
        expect(await store.outbox.parked(10)).toEqual([]);
        expect(await store.deadLetters.list({ limit: 10 })).toEqual([]);
        expect(await store.reads.stuckSend("again")).toBeNull();
        // Whoever comes second changes nothing.
        await store.outbox.claim(["again"], lease("two"));
        await commit(store, decided);
        expect(await waitingIds()).toEqual(["dead", "waits"]);
      });

      it("drops what need not be sent any more, and nothing that is being sent", async () => {
        await commit(store, {
          sends: [aSend(), aSend({ id: "send-2", seq: 2 }), aSend({ id: "send-3", seq: 3 })],
        });
        await store.outbox.claim(["send-1"], lease("one"));
        await store.outbox.drop(["send-1", "send-2"], NOW);
        expect(await waitingIds(later(999_999))).toEqual(["send-1", "send-3"]);
      });

      it("finds a message of ours by the vendor's id", async () => {
        await commit(store, { sends: [aSend({ leadId: "lead-1" })] });
        await store.outbox.claim(["send-1"], lease("one"));
        await store.outbox.settle([settled()]);
        expect(await store.reads.sentMessage("web", "vendor-1")).toEqual({
          outboxId: "send-1",
          leadId: "lead-1",
          text: "Hi",
        });
        expect(await store.reads.sentMessage("telegram", "vendor-1")).toBeNull();
      });

      it("knows what a chat was last given to choose from", async () => {
        const choices = [{ value: "done L-1", label: "Done" }];
        expect(await store.reads.lastChoices("web", "chat-1")).toEqual([]);
        const { lane } = aSend();
        const [channel = "", chatId = ""] = lane.split(":");
        await commit(store, { sends: [aSend({ payload: { text: "Hi", choices } })] });
        expect(await store.reads.lastChoices(channel, chatId)).toEqual(choices);
        expect(await store.reads.lastChoices("telegram", chatId)).toEqual([]);
        await commit(store, { sends: [aSend({ id: "send-2", seq: 99, payload: { text: "Bye" } })] });
        expect(await store.reads.lastChoices(channel, chatId)).toEqual([]);
      });

      it("takes up receipts that came before the send was known as sent, where the channel gives any", async () => {
        for (const [n, receipts] of [true, false].entries()) {
          const id = `send-${n}`;
          await commit(store, {
            messages: [aMessage({ id: `message-${n}`, seq: n + 10, direction: "out", outboxId: id })],
            sends: [aSend({ id, seq: n + 1, messageId: `message-${n}` })],
          });
          await store.outbox.claim([id], lease("one"));
          const externalId = `receipt:read:vendor-${n}`;
          await store.inbox.accept([anEvent("chat-1", externalId, { externalId, kind: "receipt" })]);
          await store.outbox.settle([settled({ id, externalId: `vendor-${n}`, receipts })]);
        }
        const [first, second] = await store.reads.messages("lead-1", 10);
        expect(first).toMatchObject({ deliveredAt: NOW, readAt: NOW });
        expect(second).toMatchObject({ deliveredAt: null, readAt: null });
      });

      it("drops what waits in a lane, and not what is sent with it", async () => {
        await commit(store, {
          sends: [aSend({ id: "old" }), aSend({ id: "other", seq: 2, lane: "web:chat-2", chatId: "chat-2" })],
        });
        await commit(store, { dropSends: ["web:chat-1"], sends: [aSend({ id: "bye", seq: 3 })] });
        expect(await waitingIds()).toEqual(["other", "bye"]);
        expect(await store.outbox.claim(["old"], lease("one"))).toEqual([]);
      });

      describe("of somebody who opted out", () => {
        const goodbye = aSend({ id: "bye", seq: 9, createdAt: later(10), dueAt: later(10) });
        beforeEach(async () => {
          await commit(store, {
            contacts: [aContact()],
            conversations: [aConversation({ leadId: null })],
            sends: [aSend()],
          });
          await store.outbox.claim(["send-1"], lease("one"));
          await commit(store, {
            contacts: [aContact({ optedOutAt: later(10), optedOutVia: "web" })],
            dropSends: ["web:chat-1"],
            sends: [goodbye],
          });
        });

        it("does not try again what was under way", async () => {
          await store.outbox.settle([settled({ status: "pending", externalId: null, error: "429" })]);
          expect(await waitingIds()).toEqual(["bye"]);
        });

        it("does not replay what was given up or parked", async () => {
          await store.outbox.settle([settled({ status: "dead", externalId: null, error: "refused" })]);
          const [letter] = await store.deadLetters.list({ limit: 1 });
          await store.deadLetters.retry([letter!.id], later(20));
          expect(await waitingIds()).toEqual(["bye"]);
        });

        it("still tries again to say goodbye", async () => {
          await store.outbox.settle([settled()]);
          await store.outbox.claim(["bye"], lease("one"));
          await store.outbox.settle([
            settled({ id: "bye", status: "pending", externalId: null, error: "429" }),
          ]);
          expect(await waitingIds()).toEqual(["bye"]);
        });
      });

      it("does not try again what was under way on a channel that was closed since, and on no other", async () => {
        for (const channel of ["web", "telegram"]) {
          await commit(store, {
            contacts: [aContact({ id: channel })],
            conversations: [
              aConversation({ id: `${channel}:chat-1`, channel, contactId: channel, leadId: null }),
            ],
            sends: [aSend({ id: channel, channel, lane: `${channel}:chat-1` })],
          });
          await store.outbox.claim([channel], lease("one"));
          const consents = { "web:messages": { state: "withdrawn" as const, at: later(10) } };
          await commit(store, { contacts: [aContact({ id: channel, consents })] });
          await store.outbox.settle([
            settled({
              id: channel,
              lane: `${channel}:chat-1`,
              status: "pending",
              externalId: null,
              error: "429",
            }),
          ]);
        }
        expect(await waitingIds()).toEqual(["telegram"]);
      });

      it("keeps the order of a lane between two processes", async () => {
        if (store.capabilities.singleWriter) return; // There is no second process.
        const other = await another();
        try {
          await commit(store, { sends: [aSend(), aSend({ id: "send-2", seq: 2 })] });
          expect(await other.outbox.claim(["send-2"], lease("two"))).toEqual([]);
          expect(await store.outbox.claim(["send-1"], lease("one"))).toEqual(["send-1"]);
          expect(await other.outbox.claim(["send-2"], lease("two"))).toEqual([]);
          // Who sends the first may go on with the next before it is marked.
          expect(await store.outbox.claim(["send-2"], lease("one"))).toEqual(["send-2"]);
        } finally {
          await other.close();
        }
      });

      describe("of what nobody asked for", () => {
        const terms: UnaskedTerms = {
          kind: "campaign",
          source: "spring",
          contactId: "contact-1",
          enrolmentId: "enrolment-1",
          endsOnReply: true,
          quiet: [],
          zones: ["UTC"],
          weekends: true,
          holidays: [],
          perPerson: [],
        };
        const unasked = (seq: number, facts: Partial<Send> = {}) =>
          aSend({
            id: `u-${seq}`,
            seq,
            leadId: "lead-1",
            payload: { text: "News", unasked: terms },
            ...facts,
          });
        const claim = (seq: number, own: Partial<UnaskedTerms> = {}, token = "one") =>
          store.unasked.claim(
            { id: `u-${seq}`, terms: { ...terms, ...own }, createdAt: NOW },
            { ...lease(token), at: later(9) },
          );
        const people = () => ({
          contacts: [aContact()],
          leads: [aLead()],
          conversations: [
            aConversation(),
            aConversation({ id: "telegram:t1", channel: "telegram", chatId: "t1" }),
          ],
        });
        const aMessageAfter = (facts: Partial<Message>) => aMessage({ seq: 5, ...facts });

        it("is taken once, like any other, and told of when it is taken back", async () => {
          await commit(store, { ...people(), sends: [unasked(2), unasked(3)] });
          expect(await claim(2)).toEqual({ kind: "taken" });
          expect(await claim(2, {}, "two")).toEqual({ kind: "not-ours" });
          expect(await store.timers.due(later(99), 10)).toEqual([]);
          await commit(store, {
            messages: [aMessageAfter({ conversationId: "telegram:t1", direction: "in", author: "contact" })],
          });
          expect(await claim(3)).toEqual({ kind: "taken-back", why: "replied" });
          expect(await claim(3)).toEqual({ kind: "not-ours" });
          expect(await store.timers.due(later(99), 10)).toMatchObject([
            {
              id: "taken-back:replied:u-3",
              leadId: "lead-1",
              dueAt: later(9),
              payload: { outboxId: "u-3", kind: "campaign", source: "spring", at: NOW },
            },
          ]);
        });

        it("is taken back for what came after it, and for nothing before it", async () => {
          await commit(store, {
            ...people(),
            messages: [
              aMessage({ id: "m-in", seq: 1, direction: "in", author: "contact" }),
              aMessage({ id: "m-out", seq: 4, direction: "out", author: "bot" }),
            ],
            sends: [unasked(2), unasked(3), unasked(6)],
          });
          expect(await claim(2)).toEqual({ kind: "taken" });
          await commit(store, {
            messages: [aMessageAfter({ id: "m-rep", direction: "out", author: "ana" })],
          });
          expect(await claim(3, { endsOnReply: false })).toEqual({ kind: "taken-back", why: "human" });
          expect(await claim(6)).toEqual({ kind: "taken" });
        });

        it.each<[string, Partial<Changes>, Partial<UnaskedTerms>, UnaskedClaim]>([
          [
            "an answer that does not matter",
            { messages: [aMessage({ seq: 5 })] },
            { endsOnReply: false },
            { kind: "taken" },
          ],
          [
            "news that were refused",
            { contacts: [aContact({ consents: { "web:news": { state: "withdrawn", at: NOW } } })] },
            {},
            { kind: "taken-back", why: "no-consent" },
          ],
          [
            "news that were refused on another channel",
            { contacts: [aContact({ consents: { "telegram:news": { state: "withdrawn", at: NOW } } })] },
            {},
            { kind: "taken" },
          ],
          [
            "an opt-out",
            { contacts: [aContact({ optedOutAt: later(5) })] },
            {},
            { kind: "taken-back", why: "opted-out" },
          ],
          [
            "a campaign that was cancelled",
            { counters: [{ name: "campaign:spring", value: 2 }] },
            {},
            { kind: "taken-back", why: "cancelled" },
          ],
          [
            "a campaign that is paused",
            { counters: [{ name: "campaign:spring", value: 1 }] },
            {},
            { kind: "waits", why: "paused" },
          ],
          [
            "another campaign that is paused",
            { counters: [{ name: "campaign:autumn", value: 1 }] },
            {},
            { kind: "taken" },
          ],
          [
            "the switch of all",
            { counters: [{ name: "outreach-off", value: 1 }] },
            {},
            { kind: "waits", why: "off" },
          ],
          [
            "that of the channel",
            { counters: [{ name: "outreach-off:web", value: 1 }] },
            {},
            { kind: "waits", why: "off" },
          ],
          [
            "that of another",
            { counters: [{ name: "outreach-off:telegram", value: 1 }] },
            {},
            { kind: "taken" },
          ],
        ])("heeds %s", async (_what, changes, own, expected) => {
          await commit(store, { ...people(), sends: [unasked(2)] });
          await commit(store, changes);
          expect(await claim(2, own)).toEqual(expected);
          if (expected.kind === "waits") {
            expect(await waitingIds()).toEqual(["u-2"]);
            const counters = (changes.counters ?? []).map(({ name }) => ({ name, value: 0 }));
            await commit(store, { counters });
            expect(await claim(2, own)).toEqual({ kind: "taken" });
          }
        });

        it("waits once as many of the day are sent or under way as may be", async () => {
          await commit(store, { ...people(), sends: [2, 3, 4, 5].map((seq) => unasked(seq)) });
          const take = (seq: number, counter = "today") =>
            store.unasked.claim(
              { id: `u-${seq}`, terms, createdAt: NOW, limit: { counter, most: 2 } },
              { ...lease("one"), at: later(9) },
            );
          const settle = (seq: number, status: "sent" | "pending" | "parked") =>
            store.outbox.settle([
              {
                id: `u-${seq}`,
                token: "one",
                lane: "web:c1",
                status,
                attempts: 1,
                dueAt: NOW,
                externalId: null,
                error: null,
                countAs: "today",
                at: later(10),
              },
            ]);
          const full = { kind: "waits", why: "full" };
          expect([await take(2), await take(3), await take(4)]).toEqual([
            { kind: "taken" },
            { kind: "taken" },
            full,
          ]);
          // It may have gone out.
          await settle(2, "parked");
          // Not ours any more: it counts once.
          await settle(2, "sent");
          expect(await take(4)).toEqual(full);
          // It did not go out: its place is free.
          await settle(3, "pending");
          expect(await take(4)).toEqual({ kind: "taken" });
          await settle(4, "sent");
          expect(await take(5)).toEqual(full);
          expect(await waitingIds()).toEqual(["u-3", "u-5"]);
          expect(await take(5, "tomorrow")).toEqual({ kind: "taken" });
        });

        it("heeds a sequence that was stopped, and not one that is through", async () => {
          const enrolment = {
            contactId: "contact-1",
            leadId: "lead-1",
            sequence: "gentle",
            step: 1,
            dueAt: null,
            startedBy: null,
            createdAt: NOW,
            updatedAt: NOW,
          };
          const rows = [
            { ...enrolment, id: "enrolment-1", status: "done" as const, reason: null },
            { ...enrolment, id: "enrolment-2", status: "stopped" as const, reason: "by-hand" },
          ];
          await commit(store, { ...people(), enrolments: rows, sends: [unasked(2), unasked(3)] });
          expect(await claim(2)).toEqual({ kind: "taken" });
          expect(await claim(3, { enrolmentId: "enrolment-2" })).toEqual({
            kind: "taken-back",
            why: "by-hand",
          });
        });

        it("is looked up first where it may have gone out, whatever has happened since", async () => {
          await commit(store, { ...people(), sends: [unasked(2)] });
          const at = later(1);
          const send = { id: "u-2", terms, createdAt: NOW };
          await store.unasked.claim(send, { token: "gone", leaseUntil: at, now: NOW, at });
          await commit(store, { counters: [{ name: "campaign:spring", value: 2 }] });
          const next = { token: "next", leaseUntil: later(99), now: later(2), at: later(2) };
          expect(await store.unasked.claim(send, next)).toEqual({ kind: "taken" });
        });

        it("is no longer unasked once a person decides to send it again", async () => {
          await commit(store, { ...people(), sends: [unasked(2)] });
          await claim(2);
          await store.outbox.settle([settled({ id: "u-2", status: "parked", externalId: null })]);
          await commit(store, { settledSends: [{ id: "u-2", to: "again" }] });
          const [row] = await store.outbox.waiting({ limit: 10, now: NOW });
          expect(row?.payload).toEqual({ text: "News" });
        });

        it("is known by when it went out to the person, in any chat", async () => {
          const outreach = {
            contactId: "contact-1",
            leadId: "lead-1",
            channel: "web",
            kind: "sequence" as const,
            source: "gentle",
            step: "hello",
            variant: null,
            messageId: "message-1",
            at: NOW,
          };
          await commit(store, {
            ...people(),
            sends: [unasked(2), unasked(3, { lane: "telegram:t1", channel: "telegram", chatId: "t1" })],
            outreach: [
              { ...outreach, id: "o-2", outboxId: "u-2", conversationId: "web:chat-1" },
              { ...outreach, id: "o-3", outboxId: "u-3", conversationId: "telegram:t1" },
            ],
          });
          expect(await store.unasked.sentTo("web:chat-1", NOW)).toEqual([]);
          for (const [seq, at] of [
            [2, later(10)],
            [3, later(20)],
          ] as const) {
            await claim(seq);
            await store.outbox.settle([settled({ id: `u-${seq}`, at })]);
          }
          expect(await store.unasked.sentTo("web:chat-1", NOW)).toEqual([later(20), later(10)]);
          expect(await store.unasked.sentTo("telegram:t1", later(10))).toEqual([later(20)]);
          expect(await store.unasked.sentTo("web:nobody", NOW)).toEqual([]);
        });

        it("holds up nothing behind it in its chat, where several processes send", async () => {
          await commit(store, { ...people(), sends: [unasked(2), aSend({ id: "answer", seq: 3 })] });
          expect(await store.outbox.claim(["answer"], lease("one"))).toEqual(["answer"]);
        });
      });

      it("notes when a message was delivered and read, also when both come together", async () => {
        const message = aMessage({ id: "out-1", direction: "out", outboxId: "send-1" });
        await commit(store, {
          contacts: [aContact()],
          leads: [aLead()],
          conversations: [aConversation()],
          messages: [message, aMessage({ id: "out-2", seq: 6, direction: "out", outboxId: "send-2" })],
          sends: [aSend({ messageId: "out-1" }), aSend({ id: "send-2", seq: 2, messageId: "out-2" })],
        });
        for (const id of ["send-1", "send-2"]) await store.outbox.claim([id], lease("one"));
        await store.outbox.settle([settled(), settled({ id: "send-2", externalId: "vendor-2" })]);
        const receipt = { channel: "web", externalId: "vendor-1" };
        await commit(store, {
          receipts: [
            { ...receipt, deliveredAt: later(1), readAt: null },
            { ...receipt, deliveredAt: later(2), readAt: later(2) },
            { channel: "web", externalId: "unknown", deliveredAt: later(1), readAt: null },
            { channel: "telegram", externalId: "vendor-2", deliveredAt: later(1), readAt: null },
          ],
        });
        // A receipt that comes again, later, changes nothing.
        await commit(store, { receipts: [{ ...receipt, deliveredAt: later(9), readAt: later(9) }] });
        expect(await store.reads.messages("lead-1", 10)).toMatchObject([
          { id: "out-1", deliveredAt: later(1), readAt: later(2) },
          { id: "out-2", deliveredAt: null, readAt: null },
        ]);
      });

      it("finds answers of colleagues by what they were said by, with how far they have come; each step sets a timer", async () => {
        const event = anEvent("web:1", "e1", { channel: "slack", externalId: "said-1" });
        const [accepted] = await store.inbox.accept([event]);
        const seq = accepted!.seq;
        const first = answerIds(seq, 1);
        const second = answerIds(seq, 2);
        const file = { fileName: "a.pdf", mime: "application/pdf", size: 1, sha256: "", path: "a" };
        const out = { direction: "out" as const, author: "ana" };
        await commit(store, {
          contacts: [aContact()],
          leads: [aLead()],
          conversations: [aConversation()],
          messages: [
            aMessage({ ...out, id: first.messageId, outboxId: first.outboxId, text: "Hi", extra: null }),
            aMessage({
              ...out,
              id: second.messageId,
              seq: 6,
              outboxId: second.outboxId,
              text: "",
              extra: { attachments: [file] },
            }),
            aMessage({ id: "bot-1", seq: 7, direction: "out", outboxId: "send-9" }),
          ],
          sends: [
            aSend({ id: first.outboxId, messageId: first.messageId, leadId: "lead-1" }),
            aSend({ id: second.outboxId, seq: 2, messageId: second.messageId, leadId: "lead-1" }),
            aSend({ id: "send-9", seq: 3, messageId: "bot-1", leadId: "lead-1" }),
          ],
        });
        expect(await store.reads.said("slack", "said-1")).toEqual({
          seq,
          payload: event.payload,
          edited: null,
        });
        expect(await store.reads.said("web", "said-1")).toBeNull();
        expect(await store.reads.answersOf(seq + 1)).toEqual([]);
        const due = async () => (await store.timers.due(later(60_000), 10)).map((timer) => timer.id).sort();
        for (const [n, id] of [first.outboxId, second.outboxId, "send-9"].entries()) {
          await store.outbox.claim([id], lease("one"));
          await store.outbox.settle([settled({ id, externalId: `vendor-${n}` })]);
        }
        expect(await due()).toEqual([`mark:sent:${first.outboxId}`, `mark:sent:${second.outboxId}`]);
        const receipt = { channel: "web", deliveredAt: later(1), readAt: null };
        for (const externalId of ["vendor-0", "vendor-2", "vendor-0"])
          await commit(store, { receipts: [{ ...receipt, externalId }] });
        await commit(store, { receipts: [{ ...receipt, externalId: "vendor-0", readAt: later(2) }] });
        expect(await due()).toEqual([
          `mark:delivered:${first.outboxId}`,
          `mark:read:${first.outboxId}`,
          `mark:sent:${first.outboxId}`,
          `mark:sent:${second.outboxId}`,
        ]);
        expect(await store.reads.answersOf(seq)).toMatchObject([
          {
            outboxId: first.outboxId,
            author: "ana",
            text: "Hi",
            files: [],
            status: "sent",
            readAt: later(2),
          },
          { outboxId: second.outboxId, text: "", files: ["a.pdf"], status: "sent", deliveredAt: null },
        ]);
      });
    });

    describe("timers", () => {
      it("fall due soonest first, and not before", async () => {
        await commit(store, {
          timers: [
            aTimer({ id: "late", dueAt: later(3_000) }),
            aTimer({ id: "soon", dueAt: later(1_000) }),
            aTimer({ id: "fired", dueAt: later(500), status: "fired" }),
          ],
        });
        expect(await store.timers.nextDue()).toBe(later(1_000));
        expect(await store.timers.due(later(999), 10)).toEqual([]);
        expect((await store.timers.due(later(3_000), 10)).map((timer) => timer.id)).toEqual(["soon", "late"]);
        expect((await store.timers.due(later(3_000), 1)).map((timer) => timer.id)).toEqual(["soon"]);
      });

      it("are cancelled by kind and owner, except those that the same commit saves", async () => {
        await commit(store, {
          timers: [
            aTimer({ id: "a", conversationId: "web:1" }),
            aTimer({ id: "b", conversationId: "web:2" }),
            aTimer({ id: "c", conversationId: "web:1", kind: "other" }),
            aTimer({ id: "d", conversationId: null, leadId: "lead-1" }),
            aTimer({ id: "e", conversationId: null, leadId: null }),
          ],
        });
        await commit(store, {
          cancelTimers: [
            { kind: "nudge", conversationId: "web:1" },
            { kind: "nudge", leadId: "lead-1" },
          ],
          timers: [aTimer({ id: "f", conversationId: "web:1" })],
        });
        const due = await store.timers.due(later(60_000), 10);
        expect(due.map((timer) => timer.id).sort()).toEqual(["b", "c", "e", "f"]);
        expect(await store.timers.nextDue()).toBe(due[0]!.dueAt);
      });

      it("give the leads of which nothing was heard, by number, page by page", async () => {
        const long = later(0);
        const chat = (n: number, facts: Partial<Conversation> = {}) =>
          aConversation({
            id: `web:${n}`,
            chatId: `${n}`,
            contactId: `contact-${n}`,
            leadId: `lead-${n}`,
            lastInboundAt: long,
            ...facts,
          });
        const lead = (n: number, facts: Partial<Lead> = {}) =>
          aLead({
            id: `lead-${n}`,
            number: n,
            contactId: `contact-${n}`,
            openedAt: long,
            stageSince: long,
            ...facts,
          });
        const recent = later(10_000);
        await commit(store, {
          contacts: [1, 2, 3, 4, 5, 6, 7].map((n) => aContact({ id: `contact-${n}` })),
          leads: [
            lead(1),
            lead(2),
            lead(3),
            lead(4, { stageSince: recent }),
            lead(5, { stage: "unqualified", stageKind: "lost" }),
            lead(6, { stage: "customer", stageKind: "won", stageSince: later(2_000) }),
            // Nobody has ever talked there.
            lead(7, { openedAt: later(1_000), stageSince: later(1_000) }),
          ],
          conversations: [
            chat(1),
            chat(2, { lastInboundAt: recent }),
            chat(3, { lastOutboundAt: recent }),
            chat(4),
            chat(5),
            chat(6, { lastInboundAt: later(3_000) }),
          ],
        });
        const idle = (afterNumber: number, limit: number) =>
          store.timers.idle({ before: later(5_000), afterNumber, limit });
        const all = [
          { leadId: "lead-1", number: 1, since: long },
          { leadId: "lead-6", number: 6, since: later(3_000) },
          { leadId: "lead-7", number: 7, since: later(1_000) },
        ];
        expect(await idle(0, 10)).toEqual(all);
        expect(await idle(0, 1)).toEqual(all.slice(0, 1));
        expect(await idle(1, 10)).toEqual(all.slice(1));
        expect(await idle(7, 10)).toEqual([]);
      });

      it("tell of colleagues who are active and have no daily list pending", async () => {
        await store.people.save({
          reps: [aRep({ name: "Ana" }), aRep({ name: "Bruno" }), aRep({ name: "Carla", active: false })],
        });
        const list = (repId: string, facts: Partial<Timer> = {}) =>
          aTimer({
            id: `daily-list:${repId}`,
            kind: "daily-list",
            conversationId: null,
            payload: { repId },
            ...facts,
          });
        const without = async () => (await store.timers.withoutDailyList()).map((each) => each.repId);
        expect(await without()).toEqual(["ana", "bruno"]);
        await commit(store, { timers: [list("ana"), list("bruno", { status: "fired" })] });
        expect(await without()).toEqual(["bruno"]);
        await commit(store, { timers: [list("bruno", { kind: "away" })] });
        expect(await without()).toEqual(["bruno"]);
        await commit(store, { timers: [list("bruno")] });
        expect(await without()).toEqual([]);
      });

      it("tell of colleagues who have left while open leads are theirs, until those are on their way", async () => {
        const gone = (facts: Partial<Rep>) => aRep({ active: false, openLeads: 2, ...facts });
        await store.people.save({
          reps: [
            gone({ name: "Ana" }),
            gone({ name: "Bruno" }),
            aRep({ name: "Carla" }),
            gone({ name: "David", openLeads: 0 }),
          ],
        });
        await commit(store, {
          reps: [
            gone({ name: "Ana" }),
            gone({ name: "Bruno" }),
            aRep({ name: "Carla", openLeads: 1 }),
            gone({ name: "David", openLeads: 0 }),
          ],
          contacts: [aContact()],
          leads: [
            aLead({ id: "own", number: 1, ownerId: "ana", updatedAt: later(1_000) }),
            aLead({
              id: "offered",
              number: 2,
              offeredTo: "ana",
              offerId: "offer-1",
              updatedAt: later(2_000),
            }),
            aLead({ id: "closed", number: 3, ownerId: "ana", stageKind: "lost", updatedAt: later(9_000) }),
            aLead({ id: "carlas", number: 4, ownerId: "carla" }),
            aLead({ id: "davids", number: 5, ownerId: "david", stageKind: "won" }),
            aLead({ id: "pool", number: 6, offerId: "offer-2" }),
          ],
          offers: [
            anOffer({ leadId: "offered", repId: "ana", mode: "push" }),
            anOffer({ id: "offer-2", leadId: "pool" }),
            anOffer({
              id: "offer-3",
              leadId: "pool",
              repId: "ana",
              mode: "push",
              status: "passed",
              openKey: null,
            }),
          ],
        });
        expect(await store.timers.left()).toEqual([{ repId: "ana", since: later(2_000) }]);
        const held = (limit: number) => store.reads.heldLeads("ana", limit);
        expect(await held(10)).toEqual([
          { id: "own", number: 1 },
          { id: "offered", number: 2 },
        ]);
        expect(await held(1)).toEqual([{ id: "own", number: 1 }]);
        const release = (id: string, status: Timer["status"]) =>
          aTimer({ id: `release:${id}`, kind: "release", conversationId: null, leadId: id, status });
        await commit(store, { timers: [release("own", "fired"), release("offered", "pending")] });
        expect(await held(10)).toEqual([{ id: "own", number: 1 }]);
        expect(await store.timers.left()).toEqual([{ repId: "ana", since: later(1_000) }]);
        await commit(store, { timers: [release("own", "pending")] });
        expect(await store.timers.left()).toEqual([]);
      });

      it("are forgotten long after they were due, unless they still wait", async () => {
        const timers = (["pending", "fired", "cancelled"] as const).flatMap((status) => [
          aTimer({ id: `${status}-old`, status, dueAt: later(0) }),
          aTimer({ id: `${status}-new`, status, dueAt: later(60_000) }),
        ]);
        await commit(store, { timers });
        expect(await store.timers.purge(later(60_000), 1)).toBe(1);
        expect(await store.timers.purge(later(60_000), 10)).toBe(1);
        expect(await store.timers.purge(later(60_000), 10)).toBe(0);
        expect((await store.timers.due(later(60_000), 10)).map((timer) => timer.id)).toEqual([
          "pending-old",
          "pending-new",
        ]);
        expect(await store.timers.purge(later(60_001), 10)).toBe(2);
      });

      it("give nothing when there are none", async () => {
        expect(await store.timers.nextDue()).toBeNull();
        expect(await store.timers.due(later(0), 10)).toEqual([]);
      });
    });

    describe("the directory", () => {
      it("names colleagues in the same order, whatever was changed of whom", async () => {
        const reps = ["c", "a", "b"].map((id) => aRep({ id, name: id.toUpperCase() }));
        await store.people.save({ reps });
        const order = async () => [...(await store.turns.directory()).reps.keys()].join("");
        expect(await order()).toBe("abc");
        for (const rep of reps) await store.people.save({ reps: [{ ...rep, capacity: 3 }] });
        expect(await order()).toBe("abc");
      });
    });

    describe("settings and flow versions", () => {
      it("keep values as they are", async () => {
        expect(await store.settings.get("a")).toBeUndefined();
        for (const value of [null, "text", 1.5, true, ["x"], { a: { b: [1] } }]) {
          await store.settings.set("a", value, NOW);
          expect(await store.settings.get("a")).toEqual(value);
        }
      });

      it("forget what channels noted of single messages long ago, and nothing else", async () => {
        const keys = ["channel:slack:sent:1", "channel:whatsapp:form:2", "channel:telegram:chat:3", "sent:4"];
        for (const key of keys) await store.settings.set(key, 1, NOW);
        await store.settings.set("channel:slack:sent:new", 1, later(1_000));
        expect(await store.settings.purgeNotes(later(500))).toBe(2);
        const left = await Promise.all(keys.map((key) => store.settings.get(key)));
        expect(left).toEqual([undefined, undefined, 1, 1]);
        expect(await store.settings.get("channel:slack:sent:new")).toBe(1);
      });

      it("forget digests that were switched off long ago, and no others", async () => {
        const digest = (id: string, active: boolean, updatedAt: string) => ({
          id,
          repId: "ana",
          place: "rep" as const,
          question: "stats",
          every: "week" as const,
          at: "08:00",
          timeZone: "UTC",
          active,
          createdAt: NOW,
          updatedAt,
        });
        await commit(store, {
          digests: [
            digest("off-old", false, NOW),
            digest("off-new", false, later(1_000)),
            digest("on-old", true, NOW),
          ],
        });
        expect(await store.settings.purgeDigests(later(500))).toBe(1);
        expect(await store.settings.purgeDigests(later(500))).toBe(0);
        expect((await store.reads.digestsOf("ana")).map(({ id }) => id)).toEqual(["on-old"]);
        expect(await store.settings.purgeDigests(later(2_000))).toBe(1);
      });

      it("keep a version of the flows as it was first", async () => {
        const files = { "qualify.yaml": 'id: q\n# "é" \\ 👩‍🚀\n', "a.yaml": "" };
        await store.settings.saveFlowVersion("v1", files, NOW);
        await store.settings.saveFlowVersion("v1", { "other.yaml": "x" }, NOW);
        expect(await store.settings.flowVersion("v1")).toEqual(files);
        expect(await store.settings.flowVersion("v2")).toBeNull();
      });
    });

    describe("posts", () => {
      it("are found by their key and by the vendor's id, in their channel and chat", async () => {
        const post = { channel: "slack", chatId: "C1", key: "lead:1", externalId: "100.1", at: NOW };
        await store.posts.set(post);
        await store.posts.set({ ...post, chatId: "C2", externalId: "200.1" });
        expect(await store.posts.find("slack", "C1", "lead:1")).toBe("100.1");
        expect(await store.posts.find("slack", "C2", "lead:1")).toBe("200.1");
        expect(await store.posts.find("telegram", "C1", "lead:1")).toBeNull();
        expect(await store.posts.keyOf("slack", "C1", "100.1")).toBe("lead:1");
        expect(await store.posts.keyOf("slack", "C2", "100.1")).toBeNull();
        await store.posts.set({ ...post, externalId: "101.1", at: later(1) });
        expect(await store.posts.find("slack", "C1", "lead:1")).toBe("101.1");
        expect(await store.posts.keyOf("slack", "C1", "100.1")).toBeNull();
      });
    });

    describe("reads", () => {
      const all: Scope = { kind: "all" };
      const page = { offset: 0, limit: 100 };

      async function leadsBy(filter: Parameters<Store["reads"]["leads"]>[0]): Promise<number[]> {
        const { rows, total } = await store.reads.leads(filter, page);
        expect(total).toBe(rows.length);
        return rows.map((row) => row.number);
      }

      it("tell what people have agreed to, newest first, also before they were joined; to whom may see the leads", async () => {
        const moved = { identities: [], leads: [], conversations: [], before: {} };
        const merge = { id: "m-1", fromId: "contact-2", intoId: "contact-1", moved, at: NOW, undoneAt: null };
        await commit(store, {
          contacts: [
            aContact({ name: "Ana" }),
            aContact({ id: "contact-2", mergedIntoId: "contact-1" }),
            aContact({ id: "contact-3" }),
            aContact({ id: "contact-4", mergedIntoId: "contact-2" }),
          ],
          merges: [
            merge,
            { ...merge, id: "m-4", fromId: "contact-4", intoId: "contact-2" },
            { ...merge, id: "m-2", fromId: "contact-3", undoneAt: later(1) },
          ],
          leads: [
            aLead({ ownerId: null, number: 1 }),
            aLead({ id: "lead-2", number: 2, teamId: "projects", ownerId: null }),
            aLead({ id: "lead-3", number: 3, contactId: "contact-3", teamId: "projects", ownerId: null }),
          ],
          consents: [
            aConsent({ id: "c-1", seq: 1, contactId: "contact-2" }),
            aConsent({ id: "c-2", seq: 2, state: "withdrawn" }),
            aConsent({ id: "c-3", seq: 3, contactId: "contact-3" }),
            aConsent({ id: "c-4", seq: 4, contactId: "contact-4", state: "withdrawn" }),
          ],
        });
        const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
        expect(ids(await store.reads.consents("lead-1", 10))).toEqual(["c-4", "c-2", "c-1"]);
        expect(ids(await store.reads.consents("lead-1", 1))).toEqual(["c-4"]);
        expect(ids(await store.reads.consents("lead-3", 10))).toEqual(["c-3"]);
        const every = await store.reads.allConsents(all, page);
        expect(every.total).toBe(4);
        expect(every.rows.map(({ consent, leadNumber, name }) => [consent.id, leadNumber, name])).toEqual([
          ["c-1", 2, "Ana"],
          ["c-2", 2, "Ana"],
          ["c-3", 3, null],
          ["c-4", 2, "Ana"],
        ]);
        const scope: Scope = { kind: "teams", teamIds: ["sales"], repId: null };
        expect((await store.reads.allConsents(scope, page)).total).toBe(0);
        expect((await store.reads.allConsents(all, { offset: 2, limit: 5 })).rows).toHaveLength(2);
      });

      it("list leads by every filter, newest or hottest first", async () => {
        await commit(store, someLeads());
        expect(await leadsBy({ scope: all })).toEqual([5, 4, 3, 2, 1]);
        expect(await leadsBy({ scope: all, order: "hottest" })).toEqual([2, 1, 5, 4, 3]);
        expect(await leadsBy({ scope: { kind: "owned", repId: "ana" } })).toEqual([3, 1]);
        expect(await leadsBy({ scope: { kind: "visible", repId: "ana" } })).toEqual([5, 4, 3, 1]);
        expect(await leadsBy({ scope: { kind: "visible", repId: "bruno" } })).toEqual([5, 2]);
        expect(await leadsBy({ scope: all, ownerId: "bruno" })).toEqual([2]);
        expect(await leadsBy({ scope: all, pool: true })).toEqual([5]);
        expect(await leadsBy({ scope: all, stages: ["qualified", "customer"] })).toEqual([3, 2]);
        expect(await leadsBy({ scope: all, stages: [] })).toEqual([]);
        expect(await leadsBy({ scope: all, stageKinds: ["won", "lost"] })).toEqual([3]);
        expect(await leadsBy({ scope: all, unplanned: true })).toEqual([5, 4, 3, 2, 1]);
        const nextStep = { followUpId: "f1", at: NOW, kind: "call", note: null } as const;
        await commit(store, {
          leads: someLeads()
            .leads!.slice(1, 2)
            .map((lead) => ({ ...lead, nextStep })),
        });
        expect(await leadsBy({ scope: all, unplanned: true })).toEqual([5, 4, 3, 1]);
        expect(await leadsBy({ scope: all, grade: "hot" })).toEqual([2]);
        expect(await leadsBy({ scope: all, tag: "fair" })).toEqual([1]);
        expect(await leadsBy({ scope: all, tag: 'with "quote"' })).toEqual([4]);
        expect(await leadsBy({ scope: all, tag: "fai" })).toEqual([]);
        expect(await leadsBy({ scope: all, source: "instagram" })).toEqual([2]);
        expect(await leadsBy({ scope: all, product: "solar" })).toEqual([1]);
        expect(
          await leadsBy({ scope: { kind: "owned", repId: "ana" }, stageKinds: ["open"], product: "solar" }),
        ).toEqual([1]);
        expect(await leadsBy({ scope: all, source: "instagram", grade: "hot" })).toEqual([2]);
        expect(await leadsBy({ scope: all, source: "instagram", grade: "cold" })).toEqual([]);
        const second = await store.reads.leads({ scope: all }, { offset: 2, limit: 2 });
        expect(second.rows.map((row) => row.number)).toEqual([3, 2]);
        expect(second.total).toBe(5);
        expect(second.rows[1]).toEqual({
          chance: null,
          id: "lead-2",
          number: 2,
          name: "José Pérez",
          company: "100% Açaí_Ltda",
          phone: "+573150000077",
          email: "pp@example.net",
          stage: "qualified",
          stageKind: "open",
          score: 90,
          grade: "hot",
          ownerId: "bruno",
          offeredTo: null,
          offerDueAt: null,
          firstResponseAt: null,
          responseDueAt: null,
          responseBrokenAt: null,
          stageDueAt: null,
          stageBrokenAt: null,
          value: 150_000,
          currency: "BRL",
          channel: "web",
          source: "instagram",
          product: null,
          openedAt: later(2_000),
        });
      });

      it("list leads by what they are counted by, with other filters, and those of whom it is not known", async () => {
        const changes = someLeads();
        const facts: Record<number, Partial<Lead>> = {
          1: { segment: "business", teamId: "sales", source: "Spring Fair" },
          2: { channel: "whatsapp", teamId: "sales", segment: "home" },
          3: { channel: "whatsapp", language: "pt", segment: "" },
          4: { language: "pt", source: "Spring Fair", segment: "business" },
          5: { source: "" },
        };
        const leads = changes.leads!.map((lead) => ({ ...lead, ...facts[lead.number] }));
        await commit(store, { ...changes, leads });
        expect(await leadsBy({ scope: all, source: "Spring Fair" })).toEqual([4, 1]);
        expect(await leadsBy({ scope: all, source: "spring fair" })).toEqual([]);
        expect(await leadsBy({ scope: all, segment: "business", language: "pt" })).toEqual([4]);
        expect(await leadsBy({ scope: all, channel: "whatsapp" })).toEqual([3, 2]);
        expect(await leadsBy({ scope: all, channel: "whatsapp", grade: "hot" })).toEqual([2]);
        expect(await leadsBy({ scope: all, channel: "whatsapp", stageKinds: ["open"] })).toEqual([2]);
        expect(await leadsBy({ scope: all, team: "sales" })).toEqual([2, 1]);
        expect(await leadsBy({ scope: all, team: "sales", segment: "home" })).toEqual([2]);
        expect(await leadsBy({ scope: all, team: "" })).toEqual([5, 4, 3]);
        expect(await leadsBy({ scope: all, segment: "" })).toEqual([5, 3]);
        expect(await leadsBy({ scope: all, source: "" })).toEqual([5]);
        expect(await leadsBy({ scope: all, ownerId: "" })).toEqual([5, 4]);
        expect(await leadsBy({ scope: { kind: "owned", repId: "ana" }, source: "Spring Fair" })).toEqual([1]);
        const narrowed = { scope: all, language: "en", order: "hottest" as const };
        expect(await leadsBy(narrowed)).toEqual([2, 1, 5]);
        expect((await store.reads.leads(narrowed, { offset: 1, limit: 1 })).rows[0]?.number).toBe(1);
      });

      it("tell what leads have of a dimension, what most have first, as far as they may be seen", async () => {
        const changes = someLeads();
        const facts: Record<number, Partial<Lead>> = {
          1: { source: "Spring Fair", teamId: "sales", ownerId: "bruno" },
          2: { source: "Spring Fair" },
          3: { source: "radio", segment: "" },
          4: { source: "", segment: "home" },
          5: { source: "radio", reason: DUPLICATE },
        };
        const leads = changes.leads!.map((lead) => ({ ...lead, ...facts[lead.number] }));
        await commit(store, { ...changes, leads });
        const { leadKeys } = store.reads;
        expect(await leadKeys("source", all)).toEqual(["Spring Fair", "radio"]);
        expect(await leadKeys("segment", all)).toEqual(["home"]);
        expect(await leadKeys("team", all)).toEqual(["sales"]);
        expect(await leadKeys("owner", all)).toEqual(["bruno", "ana"]);
        expect(await leadKeys("channel", all)).toEqual(["web"]);
        expect(await leadKeys("product", all)).toEqual(["solar"]);
        expect(await leadKeys("source", { kind: "owned", repId: "ana" })).toEqual(["radio"]);
        expect(await leadKeys("source", { kind: "visible", repId: "ana" })).toEqual(["radio"]);
      });

      it("list open leads with a limit that ran out or will by then, the most urgent first", async () => {
        const changes = someLeads();
        const limits: Record<number, Partial<Lead>> = {
          1: { responseDueAt: later(5_000), responseBrokenAt: later(5_000) },
          // Answered, and closed: nothing of theirs runs out.
          2: { responseDueAt: later(1_000), firstResponseAt: later(500) },
          3: { stageDueAt: later(1_000), stageBrokenAt: later(1_000) },
          4: { stageDueAt: later(4_000) },
          5: { stageDueAt: later(60_000) },
        };
        const leads = changes.leads!.map((lead) => ({ ...lead, ...limits[lead.number] }));
        await commit(store, { ...changes, leads });
        const urgent = { scope: all, order: "urgent" as const };
        expect(await leadsBy({ ...urgent, limitBy: later(3_000) })).toEqual([1]);
        expect(await leadsBy({ ...urgent, limitBy: later(4_000) })).toEqual([4, 1]);
        expect(await leadsBy({ ...urgent, limitBy: later(70_000) })).toEqual([4, 1, 5]);
        expect(await leadsBy({ ...urgent, limitBy: later(70_000), pool: true })).toEqual([5]);
      });

      it("find a lead by its number", async () => {
        await commit(store, someLeads());
        expect(await store.reads.leadIdByNumber(3)).toBe("lead-3");
        expect(await store.reads.leadIdByNumber(99)).toBeNull();
        expect(await store.reads.leadIdByNumber(9_999_999_999)).toBeNull();
      });

      it("find leads by name, company, e-mail and phone, whatever the case and accents", async () => {
        await commit(store, someLeads());
        const find = async (text: string, scope: Scope = all) =>
          (await store.reads.findLeads(text, scope, 10)).map((row) => row.number);
        expect(await find("jose")).toEqual([2]);
        expect(await find("perez")).toEqual([2]);
        expect(await find("acai")).toEqual([2]);
        expect(await find("angela nunez")).toEqual([3]);
        expect(await find("ana@ex")).toEqual([1]);
        expect(await find("ex")).toEqual([]);
        expect(await find("+5511")).toEqual([4]);
        expect(await find("100%")).toEqual([2]);
        expect(await find("%")).toEqual([2]);
        expect(await find("_")).toEqual([2]);
        expect(await find("\\")).toEqual([5]);
        expect(await find("jose", { kind: "owned", repId: "ana" })).toEqual([]);
        expect(await find("'; drop table leads; --")).toEqual([]);
        // Open ones first, then the newest.
        expect(await find("a")).toEqual([4, 2, 1, 3]);
        expect((await store.reads.findLeads("a", all, 2)).map((row) => row.number)).toEqual([4, 2]);
      });

      it("give the trail newest first, and the last thing that can be undone", async () => {
        await commit(store, someLeads());
        const kinds: Activity["kind"][] = ["stage-moved", "tagged"];
        const trail = [
          anActivity(1, { kind: "stage-moved", actorId: "ana" }),
          anActivity(2, { kind: "noted", actorId: "ana" }),
          anActivity(3, { kind: "tagged", actorId: "bruno" }),
          anActivity(4, { kind: "tagged", actorId: "ana", leadId: "lead-2" }),
        ];
        await commit(store, { activities: trail });
        expect((await store.reads.trail("lead-1", 10)).map((each) => each.id)).toEqual(["a3", "a2", "a1"]);
        expect(await store.reads.trail("lead-1", 1)).toEqual([trail[2]]);
        const last = (lead: string | null, actor = "ana") => store.reads.lastUndoable(actor, lead, kinds);
        expect(await last("lead-1")).toEqual({ activityId: "a1", leadId: "lead-1" });
        expect(await last(null)).toEqual({ activityId: "a4", leadId: "lead-2" });
        expect(await last("lead-1", "bruno")).toEqual({ activityId: "a3", leadId: "lead-1" });
        expect(await last("lead-3")).toBeNull();
        await commit(store, {
          activities: [anActivity(5, { kind: "undone", actorId: "ana", leadId: "lead-2", note: "a4" })],
        });
        expect(await last(null)).toEqual({ activityId: "a1", leadId: "lead-1" });
        await commit(store, { activities: [anActivity(6, { kind: "undone", actorId: "ana", note: "a1" })] });
        expect(await last(null)).toBeNull();
      });

      it("find the newest join that is not undone, and those that were", async () => {
        const merge = (id: string, facts: Partial<ContactMerge> = {}): ContactMerge => ({
          id,
          fromId: "contact-2",
          intoId: "contact-1",
          moved: { identities: [], leads: [], conversations: [], before: {} },
          at: NOW,
          undoneAt: null,
          ...facts,
        });
        await commit(store, {
          contacts: ["contact-1", "contact-2", "contact-3"].map((id) => aContact({ id })),
          leads: [aLead(), aLead({ id: "lead-2", number: 2, contactId: "contact-2" })],
          merges: [
            merge("1-9", { fromId: "contact-3" }),
            // Of the same moment, and decided after it.
            merge("1-10"),
            merge("2-1", { at: later(9_000), undoneAt: later(9_500) }),
          ],
        });
        const { reads } = store;
        expect(await reads.lastMerge("lead-1")).toEqual({ id: "1-10", fromId: "contact-2" });
        expect(await reads.lastMerge("lead-2")).toBeNull();
        expect(await reads.lastMerge("nothing")).toBeNull();
        expect(await reads.undoneMerges(["contact-1", "contact-2"])).toEqual(["2-1"]);
        // Both must be among them.
        expect(await reads.undoneMerges(["contact-2", "contact-3"])).toEqual([]);
        expect(await reads.undoneMerges([])).toEqual([]);
        await commit(store, { merges: [merge("1-10", { undoneAt: later(1) })] });
        expect(await reads.lastMerge("lead-1")).toEqual({ id: "1-9", fromId: "contact-3" });
        expect((await reads.undoneMerges(["contact-1", "contact-2"])).sort()).toEqual(["1-10", "2-1"]);
      });

      it("list what a manager's teams have, and what a rep's", async () => {
        await commit(store, {
          contacts: [aContact()],
          leads: [
            aLead({ id: "1", number: 1, teamId: "sales", ownerId: null, offeredTo: null }),
            aLead({ id: "2", number: 2, teamId: "projects", ownerId: null }),
            aLead({ id: "3", number: 3, teamId: null }),
            aLead({ id: "4", number: 4, teamId: "projects", offeredTo: "maria" }),
            aLead({ id: "5", number: 5, teamId: "sales", offeredTo: "bruno" }),
          ],
        });
        const numbers = async (scope: Scope) => {
          const { rows } = await store.reads.leads({ scope }, { offset: 0, limit: 10 });
          return rows.map((row) => row.number).sort();
        };
        const teams = (teamIds: string[], repId: string | null): Scope => ({ kind: "teams", teamIds, repId });
        expect(await numbers(teams(["sales"], "maria"))).toEqual([1, 3, 4, 5]);
        expect(await numbers(teams(["sales"], null))).toEqual([1, 3, 5]);
        expect(await numbers(teams([], "maria"))).toEqual([3, 4]);
        expect(await numbers(teams([], null))).toEqual([3]);
        expect(await numbers({ kind: "visible", repId: "ana" })).toEqual([1, 2, 3]);
        expect(await numbers({ kind: "visible", repId: "ana", teamIds: ["sales"] })).toEqual([1, 2, 3, 5]);
        expect((await store.reads.leadById("4"))?.number).toBe(4);
        expect(await store.reads.leadById("nothing")).toBeNull();
      });

      it("count the pipeline by stage and currency", async () => {
        await commit(store, someLeads());
        const rows = await store.reads.pipelineCounts(all);
        const sorted = [...rows].sort((a, b) =>
          `${a.stage}${a.currency}`.localeCompare(`${b.stage}${b.currency}`),
        );
        expect(sorted).toEqual([
          { stage: "contacted", currency: null, count: 1, value: 0 },
          { stage: "customer", currency: "BRL", count: 1, value: 99_900 },
          { stage: "open-enquiry", currency: "BRL", count: 1, value: 50_000 },
          { stage: "open-enquiry", currency: null, count: 1, value: 0 },
          { stage: "qualified", currency: "BRL", count: 1, value: 150_000 },
        ]);
        expect(await store.reads.pipelineCounts({ kind: "owned", repId: "bruno" })).toEqual([
          { stage: "qualified", currency: "BRL", count: 1, value: 150_000 },
        ]);
      });

      it("show what was said in a chat, page by page", async () => {
        await commit(store, {
          contacts: [aContact()],
          leads: [aLead()],
          conversations: [aConversation(), aConversation({ id: "web:chat-2", chatId: "chat-2" })],
          messages: [
            aMessage({ id: "m1", seq: 1_001, text: "Hi" }),
            aMessage({
              id: "m2",
              seq: 1_002,
              direction: "out",
              author: "bot",
              extra: { choices: [{ value: "1", label: "One" }] },
            }),
            aMessage({ id: "m3", seq: 2_001, direction: "out", author: "ana" }),
            aMessage({ id: "m4", seq: 2_002, conversationId: "web:chat-2" }),
          ],
        });
        const chat = await store.reads.history("web:chat-1", { limit: 10 });
        expect(chat.map((entry) => [entry.id, entry.author])).toEqual([
          ["m1", "contact"],
          ["m2", "bot"],
          ["m3", "human"],
        ]);
        expect(chat[1]!.choices).toEqual([{ value: "1", label: "One" }]);
        const ids = async (options: { after?: string; limit: number }) =>
          (await store.reads.history("web:chat-1", options)).map((entry) => entry.id);
        expect(await ids({ limit: 2 })).toEqual(["m2", "m3"]);
        expect(await ids({ after: "m1", limit: 1 })).toEqual(["m2"]);
        expect(await ids({ after: "m3", limit: 5 })).toEqual([]);
        expect((await store.reads.messages("lead-1", 2)).map((message) => message.id)).toEqual(["m3", "m4"]);
        expect(await store.reads.conversationTail("lead-1", 1)).toMatchObject([{ direction: "in" }]);
        expect(await store.reads.leadOfConversation("web:chat-1")).toBe("lead-1");
        expect(await store.reads.leadOfConversation("web:none")).toBeNull();
      });

      it("show what was posted to a place or in a thread", async () => {
        await commit(store, {
          sends: [
            aSend({ id: "p1", seq: 1, channel: "desk", chatId: "team", leadId: "lead-1" }),
            aSend({ id: "p2", seq: 2, channel: "desk", chatId: "rep:ana", leadId: "lead-1" }),
            aSend({ id: "p3", seq: 3, channel: "desk", chatId: "team", leadId: null }),
            aSend({ id: "p4", seq: 4, channel: "web", chatId: "team", leadId: null }),
          ],
        });
        const ids = async (options: Omit<Parameters<Store["reads"]["posts"]>[0], "channel">) =>
          (await store.reads.posts({ channel: "desk", ...options })).map((post) => post.id);
        expect(await ids({ limit: 10 })).toEqual(["p1", "p2", "p3"]);
        expect(await ids({ chatId: "team", limit: 10 })).toEqual(["p1", "p3"]);
        expect(await ids({ leadId: "lead-1", limit: 10 })).toEqual(["p1", "p2"]);
        expect(await ids({ limit: 2 })).toEqual(["p2", "p3"]);
        expect(await ids({ afterSeq: 1, limit: 1 })).toEqual(["p2"]);
        expect(await store.reads.posts({ channel: "desk", chatId: "rep:ana", limit: 1 })).toEqual([
          {
            id: "p2",
            seq: 2,
            chatId: "rep:ana",
            leadId: "lead-1",
            payload: { text: "Hi" },
            status: "pending",
            at: NOW,
          },
        ]);
      });

      it("give a lead with what belongs to it", async () => {
        await commit(store, twoPeople());
        expect(await store.reads.lead("lead-3")).toMatchObject({
          lead: { id: "lead-3" },
          contact: { id: "contact-1" },
          offer: { id: "offer-3" },
          conversations: [],
        });
        expect(await store.reads.lead("lead-1")).toMatchObject({
          offer: null,
          conversations: [{ id: "web:chat-1" }],
        });
        expect(await store.reads.lead("none")).toBeNull();
      });

      it("leave a lead out of the pipeline that was folded into another", async () => {
        await commit(store, {
          contacts: [aContact()],
          leads: [
            aLead(),
            aLead({
              id: "lead-2",
              number: 2,
              stage: "unqualified",
              stageKind: "lost",
              reason: "duplicate",
              closedAt: NOW,
            }),
          ],
          activities: [
            anActivity(1, {
              kind: "contacts-joined",
              leadId: "lead-2",
              after: { stage: "unqualified", stageKind: "lost", reason: "duplicate" },
            }),
          ],
        });
        expect(await store.reads.pipelineCounts(all)).toEqual([
          { stage: "open-enquiry", currency: null, count: 1, value: 0 },
        ]);
      });
    });

    it("says what it is and that it is sound", async () => {
      expect(["sqlite", "postgresql"]).toContain(store.capabilities.dialect);
      expect(store.capabilities.singleWriter).toBe(store.capabilities.dialect === "sqlite");
      await commit(store, everything());
      expect(await store.admin.check()).toEqual([]);
    });
  });
}

const later = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();
const seqs = (rows: readonly { seq: number }[]) => rows.map((row) => row.seq);

/** A message in a web chat. Named texts are new events unless an id is given: the id is the text. */
function anEvent(chat: string, text: string, facts: Partial<NewInboxRow> = {}): NewInboxRow {
  const externalId = facts.externalId ?? `${chat}-${text}`;
  const channel = facts.channel ?? "web";
  return {
    channel,
    externalId,
    kind: "message",
    lane: `${channel}:${chat}`,
    receivedAt: NOW,
    payload: {
      type: "message",
      externalId,
      chatId: chat,
      at: NOW,
      from: { identities: [{ kind: channel, value: chat }] },
      text,
      attachments: [],
    },
    ...facts,
  };
}

const textOf = (row: NewInboxRow) => (row.payload.type === "message" ? row.payload.text : "");

const allPending = (store: Store, now = NOW) => store.inbox.pending({ afterSeq: 0, limit: 1_000, now });

async function pendingTexts(store: Store, now = NOW): Promise<string[]> {
  return (await allPending(store, now)).map((row) => textOf(row));
}

function fail(
  store: Store,
  row: Pick<AcceptedRow, "seq">,
  facts: { attempts?: number; error?: string; nextAttemptAt: string | null; at?: string },
): Promise<void> {
  return store.inbox.fail([
    { seq: row.seq, lane: "web:a", attempts: 1, error: "it threw", at: NOW, ...facts },
  ]);
}

async function commit(store: Store, changes: Partial<Changes>, seqs: number[] = []): Promise<void> {
  const batch = await store.turns.begin();
  await batch.commit({ seqs, doneAt: NOW, changes: { ...emptyChanges(), ...changes } });
}

async function done(store: Store, seqs: number[], doneAt = NOW): Promise<void> {
  const batch = await store.turns.begin();
  await batch.commit({ seqs, doneAt, changes: emptyChanges() });
}

function keysOf(keys: Partial<SnapshotKeys>): SnapshotKeys {
  return {
    conversations: [],
    identities: [],
    contacts: [],
    leads: [],
    activities: [],
    merges: [],
    ...keys,
  };
}

const load = (store: Store, keys: Partial<SnapshotKeys>) => store.turns.load(keysOf(keys));

function aSend(facts: Partial<Send> = {}): Send {
  return {
    id: "send-1",
    seq: 1,
    channel: "web",
    lane: "web:chat-1",
    chatId: "chat-1",
    payload: { text: "Hi" },
    leadId: null,
    messageId: null,
    dueAt: NOW,
    createdAt: NOW,
    ...facts,
  };
}

function aMessage(facts: Partial<Message> = {}): Message {
  return {
    id: "message-1",
    seq: 5,
    conversationId: "web:chat-1",
    leadId: "lead-1",
    direction: "in",
    author: "contact",
    text: "Hello",
    extra: null,
    externalId: null,
    outboxId: null,
    at: NOW,
    deliveredAt: null,
    readAt: null,
    ...facts,
  };
}

function aTimer(facts: Partial<Timer> = {}): Timer {
  return {
    id: "timer-1",
    kind: "nudge",
    conversationId: "web:chat-1",
    leadId: null,
    payload: { since: NOW },
    dueAt: later(1_000),
    status: "pending",
    createdAt: NOW,
    ...facts,
  };
}

function anActivity(n: number, facts: Partial<Activity> = {}): Activity {
  return {
    id: `a${n}`,
    seq: n,
    leadId: "lead-1",
    contactId: "contact-1",
    kind: "noted",
    actorKind: "rep",
    actorId: null,
    channel: "desk",
    before: null,
    after: null,
    note: null,
    at: NOW,
    ...facts,
  };
}

/** One of every kind of row, full of values. */
function everything(): Changes {
  return {
    ...emptyChanges(),
    contacts: [
      aContact({
        name: "Ana Souza",
        company: "Sample Ltd",
        email: "ana@example.com",
        phone: "+5511987654321",
        timeZone: "America/Sao_Paulo",
        fields: { roof: "flat", size: 12.5, tags: ["a"] },
        optedOutAt: later(7),
        optedOutVia: "web",
        consents: { "web:news": { state: "granted", at: later(6) } },
        mergedIntoId: "contact-9",
      }),
    ],
    consents: [aConsent({ text: "Sí, “claro” 🙂" })],
    identities: [anIdentity()],
    reps: [
      aRep({
        capacity: 5,
        openLeads: 1,
        lastAssignedAt: NOW,
        dailyListOffAt: NOW,
        hours: { fri: [["08:00", "12:00"]] },
      }),
    ],
    leads: [
      aLead({
        scoreReasons: [{ rule: "soon", points: 25, text: { en: "a", pt: "b", es: "c" } }],
        routeReasons: [{ rule: "round-robin", rep: "ana", text: { en: "a", pt: "b", es: "c" } }],
        offerId: "offer-1",
        offeredTo: "ana",
        offerDueAt: later(600_000),
        answers: { budget: { value: { amount: 100, currency: "BRL" }, display: "R$ 1", at: NOW } },
        tags: ["priority", "ação"],
        value: 100,
        currency: "BRL",
        score: 77,
        campaign: "spring",
        referral: "ref",
        thread: "t",
        wonAt: later(8),
        lostAt: later(9),
        reached: ["open-enquiry", "contacted"],
        nextStep: { followUpId: "follow-up-1", at: later(9), kind: "call", note: "ção" },
      }),
    ],
    followUps: [
      {
        id: "follow-up-1",
        leadId: "lead-1",
        repId: "ana",
        kind: "call",
        note: "ask for the size",
        outcome: "later",
        status: "open",
        dueAt: later(9),
        plannedFor: later(8),
        repeats: { every: "week", count: 3 },
        remindedAt: later(7),
        createdBy: "ana",
        createdAt: NOW,
        doneAt: later(10),
        moves: 3,
        rule: "after-sale",
      },
    ],
    digests: [
      {
        id: "digest-1",
        repId: "ana",
        place: "rep",
        question: "report",
        every: "week",
        at: "08:00",
        timeZone: "America/Sao_Paulo",
        active: true,
        createdAt: NOW,
        updatedAt: NOW,
      },
    ],
    templateVersions: [
      {
        id: "template-version-1",
        templateId: "hello",
        version: 1,
        kind: "new",
        origin: null,
        before: null,
        after: { label: "Hello", texts: { pt: { text: "Olá 👋\n{name}", file: null } } },
        repId: "ana",
        at: NOW,
      },
      {
        id: "template-version-2",
        templateId: "hello",
        version: 2,
        kind: "undo",
        origin: 0,
        before: { label: "Hello", texts: { pt: { text: "Olá 👋\n{name}", file: null } } },
        after: null,
        repId: "ana",
        at: later(1),
      },
    ],
    offers: [anOffer({ repId: "ana", mode: "push", dueAt: later(600_000) })],
    conversations: [
      aConversation({
        flow: { flow: "qualify", step: "budget" },
        burst: { since: NOW, count: 2, told: false },
      }),
    ],
    messages: [aMessage({ seq: 1_001, extra: { choice: "a" }, externalId: "e1", deliveredAt: later(1) })],
    activities: [
      anActivity(1_002, {
        id: "activity-1",
        before: { stage: null },
        after: { stage: "open-enquiry" },
        note: "n",
      }),
      anActivity(1_003, { id: "activity-2", leadId: null, contactId: null }),
    ],
    timers: [aTimer()],
    merges: [
      {
        id: "merge-1",
        fromId: "contact-2",
        intoId: "contact-1",
        moved: {
          identities: ["i"],
          leads: [],
          conversations: [],
          before: { into: { before: {}, after: {} } },
        },
        at: NOW,
        undoneAt: null,
      },
    ],
    counters: [{ name: "lead-number", value: 1 }],
    sends: [aSend({ seq: 1_009, leadId: "lead-1", messageId: "message-1" })],
  };
}

function twoPeople(): Partial<Changes> {
  return {
    contacts: [aContact(), aContact({ id: "contact-2" })],
    identities: [
      anIdentity(),
      anIdentity({ id: "identity-2", contactId: "contact-2", kind: "phone", value: "+551" }),
    ],
    leads: [
      aLead(),
      aLead({ id: "lead-2", number: 2, contactId: "contact-2" }),
      aLead({ id: "lead-3", number: 3, offerId: "offer-3" }),
    ],
    conversations: [
      aConversation(),
      aConversation({ id: "web:chat-2", chatId: "chat-2", contactId: "contact-2", leadId: "lead-2" }),
    ],
    offers: [
      anOffer({ id: "offer-3", leadId: "lead-3" }),
      anOffer({ id: "offer-0", leadId: "lead-1", status: "expired", openKey: null }),
    ],
  };
}

function manyTurns(ids: number[]): Changes {
  return {
    ...emptyChanges(),
    contacts: ids.map((id) => aContact({ id: `contact-${id}` })),
    identities: ids.map((id) =>
      anIdentity({ id: `identity-${id}`, contactId: `contact-${id}`, value: `v${id}` }),
    ),
    leads: ids.map((id) =>
      aLead({ id: `lead-${id}`, number: id, contactId: `contact-${id}`, offerId: `o${id}` }),
    ),
    offers: ids.map((id) => anOffer({ id: `o${id}`, leadId: `lead-${id}` })),
    conversations: ids.map((id) =>
      aConversation({ id: `web:${id}`, chatId: `${id}`, contactId: `contact-${id}`, leadId: `lead-${id}` }),
    ),
    messages: ids.map((id) =>
      aMessage({ id: `m${id}`, seq: id, conversationId: `web:${id}`, leadId: `lead-${id}` }),
    ),
    activities: ids.map((id) => anActivity(id, { leadId: `lead-${id}`, contactId: `contact-${id}` })),
    reps: [aRep()],
    timers: ids.map((id) => aTimer({ id: `t${id}`, conversationId: `web:${id}` })),
    cancelTimers: ids.map((id) => ({ kind: "nudge", conversationId: `web:${id}` })),
    counters: [{ name: "lead-number", value: ids.at(-1) ?? 0 }],
    dropSends: ids.map((id) => `web:${id}`),
    sends: ids.map((id) => aSend({ id: `s${id}`, seq: id, lane: `web:${id}` })),
    receipts: ids.map((id) => ({ channel: "web", externalId: `x${id}`, deliveredAt: NOW, readAt: null })),
  };
}

/** Five leads of five people, each a second after the one before. */
function someLeads(): Partial<Changes> {
  const people = [
    aContact({ id: "c1", name: "Ana Souza", email: "Ana@Example.com" }),
    aContact({
      id: "c2",
      name: "José Pérez",
      company: "100% Açaí_Ltda",
      phone: "+573150000077",
      email: "pp@example.net",
    }),
    aContact({ id: "c3", name: "ÂNGELA NÚÑEZ" }),
    aContact({ id: "c4", name: "Wanda", phone: "+5511987654321" }),
    aContact({ id: "c5", name: "B\\o" }),
  ];
  const facts: Partial<Lead>[] = [
    { ownerId: "ana", score: 50, tags: ["fair", "x"], product: "solar", value: 50_000, currency: "BRL" },
    {
      ownerId: "bruno",
      score: 90,
      grade: "hot",
      stage: "qualified",
      source: "instagram",
      value: 150_000,
      currency: "BRL",
    },
    {
      ownerId: "ana",
      stage: "customer",
      stageKind: "won",
      value: 99_900,
      currency: "BRL",
      closedAt: later(9_000),
    },
    { offeredTo: "ana", tags: ['with "quote"'] },
    { stage: "contacted" },
  ];
  return {
    reps: [aRep(), aRep({ name: "Bruno" })],
    contacts: people,
    leads: facts.map((each, i) =>
      aLead({
        id: `lead-${i + 1}`,
        number: i + 1,
        contactId: `c${i + 1}`,
        openedAt: later((i + 1) * 1_000),
        ...each,
      }),
    ),
  };
}

/** Counts the statements that go through the port, reads and writes alike. */
function countStatements(db: Database): { db: Database; reset(): void; count(): number } {
  let count = 0;
  const counted = (statements: readonly Statement[]) => {
    count += statements.length;
    return statements;
  };
  const wrap = (session: Session): Session => ({
    read: (statement) => session.read(counted([statement])[0]!),
    commit: (statements) => session.commit(counted(statements)),
    abort: () => session.abort(),
  });
  return {
    db: {
      dialect: db.dialect,
      read: (statement) => db.read(counted([statement])[0]!),
      write: (statements) => db.write(counted(statements)),
      writeAlone: (statements, done) => db.writeAlone(counted(statements), done),
      snapshot: (work) => db.snapshot(work),
      session: async () => wrap(await db.session()),
    },
    reset: () => {
      count = 0;
    },
    count: () => count,
  };
}
