import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWhatsAppCloudAdapter } from "../../../adapters/whatsapp/cloud/index.ts";
import { type App, createApp } from "../../../src/app.ts";
import type { InboundNotice } from "../../../src/channel/inbound.ts";
import { seedPeople } from "../../../src/cli/sample-people.ts";
import { createManualClock } from "../../../src/clock.ts";
import { loadConfig, packageFolder } from "../../../src/config.ts";
import { createLog } from "../../../src/log.ts";
import { until } from "../../support/app.ts";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type Connected, cloudOptions, connect, shownText } from "../../support/whatsapp-cloud/connect.ts";
import { createFakeGraph, type FakeGraph } from "../../support/whatsapp-cloud/fake-graph.ts";
import { message, phoneOf, post, postRaw, status } from "../../support/whatsapp-cloud/posts.ts";

const ANA = phoneOf("ana");
const BIA = phoneOf("bia");
/** In all of the United States it is a time to write, where these numbers are. */
const START = "2026-03-10T20:00:00.000Z";
const MINUTE = 60_000;

const OBJECTIONS = [
  [368, 403, "blocked"],
  [131031, 403, "blocked"],
  [131048, 400, "spam"],
] as const;

describe("what Meta objects to", () => {
  const clock = createManualClock(new Date(START));
  let channel: Connected;
  let host: FakeHost;
  beforeEach(async () => {
    clock.set(new Date(START));
    host = createFakeHost({ clock });
    channel = await connect({ host });
  });
  afterEach(() => channel.close());

  const notices = () => host.accepted.filter((event): event is InboundNotice => event.type === "notice");
  let sends = 0;
  async function send(httpStatus: number, code: number): Promise<void> {
    sends += 1;
    channel.graph.fail("message", { kind: "error", status: httpStatus, code });
    const envelope = {
      id: `out-${sends}`,
      chatId: BIA,
      message: { text: "News" },
      attempt: 1,
      createdAt: START,
    };
    expect((await channel.adapter.send(envelope)).kind).not.toBe("sent");
  }
  const failed = (id: string, code: number) =>
    channel.deliver({ statuses: [status(id, BIA, "failed", { errors: [{ code, title: "No" }] })] });

  it.each(OBJECTIONS)("by %i stops unasked messages, and is told once a day", async (code, http, why) => {
    await send(http, code);
    expect(notices()).toMatchObject([{ chatId: "whatsapp", stopsUnasked: why }]);
    expect(notices()[0]?.again).toBeUndefined();
    const { text } = notices()[0]!;
    expect(new Set([text.en, text.pt, text.es]).size).toBe(3);
    // Again on the day: only for the case that somebody has switched them on; and not with each try.
    for (let tries = 0; tries < 5; tries += 1) await send(http, code);
    expect(notices().map(({ again }) => again ?? false)).toEqual([false, true]);
    clock.advance(10 * MINUTE);
    await send(http, code);
    expect(notices().map(({ again }) => again ?? false)).toEqual([false, true, true]);
    clock.advance(24 * 60 * MINUTE);
    await send(http, code);
    expect(notices().map(({ again }) => again ?? false)).toEqual([false, true, true, false]);
  });

  it.each(OBJECTIONS)(
    "by %i as the fate of a message that it had taken stops them too",
    async (code, _, why) => {
      host.refuse(diskFull());
      expect(await failed("wamid.9", code)).toBeGreaterThanOrEqual(500);
      expect(notices()).toEqual([]);
      host.refuse(null);
      // Meta delivers it again.
      expect(await failed("wamid.9", code)).toBe(200);
      expect(notices()).toMatchObject([{ stopsUnasked: why }]);
      expect(host.accepted).toContainEqual(expect.objectContaining({ type: "receipt", status: "failed" }));
    },
  );

  it.each([4, 80007, 130429, 131026, 131047, 131049, 131050, 131056])("is not said by %i", async (code) => {
    await send(400, code);
    expect(await failed(`wamid.${code}`, code)).toBe(200);
    expect(notices()).toEqual([]);
  });
});

describe("the program whose number Meta limits", () => {
  let folder: string;
  let graph: FakeGraph;
  let app: App;
  const clock = createManualClock(new Date(START));

  beforeEach(async () => {
    clock.set(new Date(START));
    folder = await mkdtemp(join(tmpdir(), "leadline-objection-"));
    await cp(join(packageFolder(), "flows"), join(folder, "flows"), { recursive: true });
    const sequence = "id: two\nname: Two\nsteps: [{ id: first, after: 1h, text: Nobody asked }]\n";
    await writeFile(join(folder, "flows", "nurture", "two.yaml"), sequence);
    const business = join(folder, "flows", "business.yaml");
    // The question of the bot that waits for an answer holds them back no longer than that.
    await writeFile(business, `${await readFile(business, "utf8")}  afterQuestionHours: 1\n`);
    graph = await createFakeGraph();
    const settings = {
      LEADLINE_DATA: folder,
      LEADLINE_FLOWS: join(folder, "flows"),
      LEADLINE_WEB_CHAT: "off",
      LEADLINE_PLAYGROUND: "on",
    };
    app = await createApp({
      config: { ...loadConfig(settings, folder), port: 0 },
      log: createLog({ level: "silent" }),
      clock,
      adapters: [createWhatsAppCloudAdapter(cloudOptions(graph))],
    });
    await seedPeople(app.store, clock);
    url = `${(await app.start()).url}/whatsapp/webhook`;
  });
  afterEach(async () => {
    await app.stop();
    await graph.close();
    await rm(folder, { recursive: true, force: true });
  });

  let url: string;
  let said = 0;
  const says = async (phone: string, text: string) => {
    said += 1;
    expect(
      await postRaw(url, JSON.stringify(post({ messages: [message(`wamid.${said}`, phone, text)] }))),
    ).toBe(200);
    await app.drain();
  };
  const does = async (text: string) => {
    said += 1;
    await app.accept("desk", {
      type: "command",
      externalId: `command-${said}`,
      chatId: "rep:sample-maria",
      at: clock.now().toISOString(),
      actor: { kind: "desk", value: "sample-maria" },
      text,
    });
    await app.drain();
    return (await posts("rep:sample-maria")).at(-1) ?? "";
  };
  const posts = async (chatId: string) =>
    (await app.store.reads.posts({ channel: "desk", chatId, limit: 1_000 })).map(
      ({ payload }) => payload.text ?? "",
    );
  const isOff = async () => {
    await app.drain();
    return (await app.store.reads.outreachState("2026-03-10")).off.includes("whatsapp");
  };
  const unasked = () =>
    graph.taken
      .filter(({ body }) => JSON.stringify(body).includes("Nobody asked"))
      .map(({ recipient }) => recipient);

  it.each(OBJECTIONS)(
    "by %i sends nobody else an unasked message, tells the managers, and answers on",
    async (code, http) => {
      await says(ANA, "Hi");
      await says(BIA, "Hi");
      expect(await does("enrol L-1 two")).toContain("message 1 of 1");
      clock.advance(30 * MINUTE);
      expect(await does("enrol L-2 two")).toContain("message 1 of 1");
      graph.fail("message", { kind: "error", status: http, code });
      clock.advance(31 * MINUTE);
      await app.drain();
      await until(isOff);
      const told = (await posts("team")).join("\n");
      expect(told).toMatch(code === 131048 ? /blocked or reported it/ : /blocked or locked/);
      clock.advance(61 * MINUTE);
      await app.drain();
      // What was on its way is Meta's own to refuse or take; the other one waits.
      expect(unasked()).not.toContain(BIA);
      await says(BIA, "solar");
      const answer = graph.taken.findLast(({ recipient }) => recipient === BIA);
      expect(shownText(answer?.body ?? {})).toContain("for a home or for a business");
      expect(await does("outreach")).toContain("WhatsApp");
      // Switched on too early, they are switched off again by Meta's next word, though it is the same.
      await does("outreach on whatsapp");
      expect(await isOff()).toBe(false);
      graph.fail("message", { kind: "error", status: http, code });
      await says(BIA, "for my house");
      await until(isOff);
    },
  );
});
