import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { receiptOf } from "../../src/channel/inbound.ts";
import { emptyChanges } from "../../src/leads/changes.ts";
import { DATABASES, startApp, type TestApp, until } from "../support/app.ts";
import { aContact, aConversation, aLead, aRep } from "../support/builders.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TOKEN = "a-token-of-thirty-two-characters";

const SEQUENCE = `
id: two
name: { en: Two steps, pt: Dois passos, es: Dos pasos }
steps:
  - { id: first, after: 1d, text: { en: "First", pt: "Primeiro", es: "Primero" } }
  - { id: second, after: 4d, text: { en: "Second", pt: "Segundo", es: "Segundo" } }
stopOn: []
`;

let app: TestApp;
afterEach(() => app?.close());

/** Six people who wrote long ago: the first three are Ana's, the others Bruno's. */
async function havePeople(): Promise<void> {
  const changes = emptyChanges();
  const before = new Date(app.clock.now().getTime() - 10 * DAY).toISOString();
  for (let n = 1; n <= 6; n += 1) {
    const ids = { id: `l-${n}`, contactId: `c-${n}` };
    const ownerId = n <= 3 ? "ana" : "bruno";
    changes.contacts.push(aContact({ id: `c-${n}`, name: `Pessoa ${n}`, language: "pt" }));
    changes.leads.push(aLead({ ...ids, number: n, ownerId, teamId: "sales", openedAt: before }));
    changes.conversations.push(
      aConversation({
        id: `web:chat-${n}`,
        chatId: `chat-${n}`,
        contactId: `c-${n}`,
        leadId: `l-${n}`,
        language: "pt",
        flow: null,
        lastInboundAt: before,
        lastOutboundAt: before,
      }),
    );
  }
  changes.counters.push({ name: "lead-number", value: 6 });
  const batch = await app.store.turns.begin();
  await batch.commit({ seqs: [], doneAt: before, changes });
  await app.restart();
}

/** The vendor tells of the last message to a chat. */
async function receipt(n: number, status: "delivered" | "read"): Promise<void> {
  const of = app.channel.sent.map((each, i) => [each.chatId, `web-out-${i + 1}`] as const);
  const messageExternalId = of.findLast(([chatId]) => chatId === `chat-${n}`)?.[1] ?? "";
  const chatId = `chat-${n}`;
  await app.app.accept(
    "web",
    receiptOf({ chatId, at: app.clock.now().toISOString(), messageExternalId, status }),
  );
  await app.drain();
}

/** A campaign to all six, and a sequence for the first; what came of them is told below. */
async function play(): Promise<void> {
  await havePeople();
  await app.does("maria", "campaign new spring template:launch");
  await app.does("maria", (await app.posts("rep:maria")).at(-1)?.payload.choices?.[0]?.value ?? "");
  for (let n = 0; n < 4; n += 1) await app.passes(HOUR);
  for (const n of [1, 2, 3]) await receipt(n, "delivered");
  for (const n of [1, 2, 4]) await receipt(n, "read");
  await app.says("chat-2", "Oi, tudo bem?");
  await app.says("chat-4", "SAIR");
  await app.does("maria", "stage L-3 customer 5000");
  await app.does("ana", "enrol L-1 two");
  for (let day = 0; day < 5; day += 1) await app.passes(DAY);
  await app.says("chat-1", "Quanto custa?");
}

const count = (text: string, label: string) => Number(new RegExp(`^${label}: (\\d+)`, "m").exec(text)?.[1]);

describe.each(DATABASES)("what came of unasked messages, on %s", (database) => {
  it("is told with the leads behind each number, in three languages, to whom may see them", async () => {
    app = await startApp({
      database,
      flows: { "nurture/two.yaml": SEQUENCE },
      reps: [
        aRep({ name: "Ana" }),
        aRep({ name: "Bruno", language: "pt" }),
        aRep({ name: "Maria", role: "manager" }),
        aRep({ name: "Lola", role: "admin", language: "es" }),
      ],
      teams: { sales: ["ana", "bruno"] },
      listen: true,
      apiToken: TOKEN,
    });
    await play();
    const told = await app.does("maria", "reach this month");
    const numbers = {
      sent: count(told, "Sent"),
      delivered: count(told, "Delivered"),
      read: count(told, "Read"),
      replied: count(told, "Replied"),
      won: count(told, "Won"),
      out: count(told, "Opted out"),
    };
    // The campaign six times and the sequence once; the first person's answer is owed to the sequence.
    expect(numbers).toEqual({ sent: 7, delivered: 4, read: 3, replied: 3, won: 1, out: 1 });
    expect(told).toContain("• spring: 6 sent, 4 delivered, 3 read, 2 answered, 1 won, 1 opted out");
    expect(told).toContain("• Two steps: 1 sent, 0 delivered, 0 read, 1 answered, 0 won, 0 opted out");
    expect(told).toContain("Replied: 3 (0 before); 43%");
    for (const [measure, number] of Object.entries(numbers)) {
      const list = await app.does("maria", `leads reach-${measure} this month`);
      expect([measure, (list.match(/L-\d/g) ?? []).length]).toEqual([measure, number]);
    }
    const ofSequence = await app.does("maria", "leads reach-replied sequence:two this month");
    expect(ofSequence.match(/L-\d/g)).toEqual(["L-1"]);
    const ofCampaign = await app.does("maria", "leads reach-replied campaign:spring this month");
    expect((ofCampaign.match(/L-\d/g) ?? []).sort()).toEqual(["L-2", "L-4"]);
    // Its buttons say these commands, and each gives as many as it names.
    await app.does("maria", "reach this month");
    const post = (await app.posts("rep:maria")).findLast(({ payload }) =>
      payload.text?.startsWith("Sequences and campaigns"),
    );
    for (const { value, label } of post?.payload.choices ?? []) {
      const list = await app.does("maria", value);
      expect([label, (list.match(/L-\d/g) ?? []).length]).toEqual([label, Number(/(\d+)$/.exec(label)?.[1])]);
    }

    // A rep is told of what is theirs, in their language.
    const own = await app.does("bruno", "alcance este mês");
    expect([count(own, "Enviadas"), count(own, "Responderam"), count(own, "Pediram para sair")]).toEqual([
      3, 1, 1,
    ]);
    expect((await app.does("bruno", "leads reach-sent este mês")).match(/L-\d/g)?.sort()).toEqual([
      "L-4",
      "L-5",
      "L-6",
    ]);
    const spanish = await app.does("lola", "alcance este mes");
    expect(spanish).toContain("Secuencias y campañas: ");
    expect(count(spanish, "Respondieron")).toBe(3);

    // The same elsewhere: in the report, the results of each, and before.
    expect(await app.does("maria", "report this month")).toMatch(/SEQUENCES AND CAMPAIGNS\nSent: 7/);
    expect(await app.does("maria", "nurture results")).toContain(
      "Two steps: 1 sent, 0 delivered, 0 read, 1 answered",
    );
    expect(await app.does("maria", "campaign results spring")).toMatch(
      /Sent: 6[\s\S]*Delivered: 4[\s\S]*Read: 3[\s\S]*Replied: 2[\s\S]*Won: 1[\s\S]*Opted out: 1/,
    );
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer: unknown = await (
      await fetch(`${app.url}/api/insights?question=reach&period=this%20month`, { headers })
    ).json();
    expect(answer).toMatchObject({
      question: "reach",
      rows: [
        { kind: "campaign", id: "spring", sent: 6, delivered: 4, read: 3, replied: 2, won: 1, opted_out: 1 },
        { kind: "sequence", id: "two", name: "Two steps", sent: 1, replied: 1 },
      ],
    });
    await app.does("maria", "export reach this month");
    const file = (await app.posts("rep:maria")).findLast(({ payload }) => payload.file !== undefined)?.payload
      .file;
    const csv = await readFile(join(dirname(app.flowsFolder), file?.path ?? ""), "utf8");
    expect(csv).toContain("campaign,spring,spring,6,4,3,2,1,1,");
    await app.passes(30 * DAY);
    const later = await app.does("maria", "reach this month");
    expect(later).toMatch(/No sequence or campaign|Sent: 1 /);
    const regular = await app.does("maria", "digest reach weekly");
    expect(regular).toMatch(/reach|Sequences and campaigns/i);
  });

  it("leaves out what was taken back before it was sent", async () => {
    app = await startApp({ database });
    await havePeople();
    await app.does("maria", "campaign new spring template:launch #none");
    await app.does("maria", "tag L-1 friends");
    await app.does("maria", "campaign new few template:launch #friends");
    const confirm = (await app.posts("rep:maria")).at(-1)?.payload.choices?.[0]?.value ?? "";
    app.channel.fates({ kind: "retry", afterMs: HOUR, reason: "the phone is off" });
    await app.does("maria", confirm);
    await app.passes(60_000);
    await until(async () => (await app.conversation("chat-1")).campaign !== null);
    await app.says("chat-1", "Oi");
    await app.passes(2 * HOUR);
    expect(await app.does("maria", "reach this month")).toContain("No sequence or campaign sent anything");
    expect(await app.does("maria", "campaign results few")).toContain("Sent: 0");
  });
});
