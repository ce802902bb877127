import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRunning } from "../../../adapters/whatsapp/web/processes.ts";
import { diskFull } from "../../support/fake-host.ts";
import {
  accepted,
  envelope,
  eventually,
  healthSays,
  isReady,
  startLinked,
  type TestWhatsApp,
} from "../../support/whatsapp-web/linked.ts";

const ANA = "15550101001@c.us";
const CHAT = "15550101001";

/** One session that is hurt again and again: after each fault it works as before. */
describe("a linked phone when something breaks", () => {
  let whatsapp: TestWhatsApp;
  beforeAll(async () => {
    whatsapp = await startLinked({ timings: { beatTimeoutMs: 2_000 } });
    whatsapp.fake.arrive({ from: ANA, body: "hello" });
    await said("hello");
  });
  afterAll(() => whatsapp.close());

  function said(text: string) {
    return accepted(whatsapp.host, "message", (event) => event.text === text);
  }

  function texts() {
    return whatsapp.host.accepted.flatMap((event) =>
      event.type === "message" || event.type === "echo" ? [event.text] : [],
    );
  }

  function send(id: string, text: string) {
    return whatsapp.adapter.send(envelope(id, CHAT, { text }));
  }

  function lookUp(id: string, text: string) {
    return whatsapp.adapter.lookUp?.(envelope(id, CHAT, { text }));
  }

  /** Everything runs again, with other processes than before. */
  async function runsAnew(before: { child: number | undefined; browser: number | undefined }) {
    await eventually(() => {
      const { child, browser } = whatsapp.adapter.pids();
      expect(child).toBeDefined();
      expect(child).not.toBe(before.child);
      expect(browser).toBeDefined();
      expect(browser).not.toBe(before.browser);
    });
    await isReady(whatsapp.adapter);
    for (const pid of [before.child, before.browser]) expect(await isRunning(pid ?? 0)).toBe(false);
  }

  it("takes what came, and what a colleague answered, while the page loaded anew", async () => {
    const { fake, host } = whatsapp;
    const before = host.reconnects;
    for (let n = 1; n <= 4; n += 1) fake.arrive({ from: ANA, body: `missed ${n}`, deliver: false });
    fake.arrive({ from: ANA, body: "answered on the phone", fromMe: true, deliver: false });
    // Read on the phone: no longer unread, and nobody here has seen it.
    fake.arrive({ from: "15550101002@c.us", body: "read elsewhere", deliver: false, unread: false });
    fake.reload();
    await said("read elsewhere");
    await eventually(() => expect(texts()).toContain("answered on the phone"));
    expect(texts().filter((text) => text.startsWith("missed"))).toEqual(
      [1, 2, 3, 4].map((n) => `missed ${n}`),
    );
    expect(host.reconnects).toBe(before + 1);
    await isReady(whatsapp.adapter);
  });

  it("takes once what the page tells twice, and is not confused by an iframe", async () => {
    const { fake } = whatsapp;
    fake.faults.duplicateAdd = true;
    fake.reload();
    await healthSays(whatsapp.adapter, /not reached/);
    await isReady(whatsapp.adapter);
    fake.iframe();
    await fake.happened("frame");
    fake.arrive({ from: ANA, body: "told twice" });
    fake.arrive({ from: ANA, body: "and on" });
    await said("and on");
    expect(texts().filter((text) => text === "told twice")).toHaveLength(1);
    fake.faults.duplicateAdd = false;
  });

  it("keeps order while nothing can be stored, and takes it all once it can", async () => {
    const { fake, host } = whatsapp;
    host.refuse(diskFull());
    fake.arrive({ from: ANA, body: "full 1" });
    await eventually(() => expect(fake.chats.get(ANA)?.unreadCount).toBeGreaterThan(0));
    fake.arrive({ from: ANA, body: "full 2" });
    fake.edit(fake.arrive({ from: ANA, body: "full 3" }).id.id, "changed");
    host.refuse(null);
    fake.arrive({ from: ANA, body: "full 4" });
    await said("full 4");
    expect(texts().filter((text) => text.startsWith("full") || text === "changed")).toHaveLength(4);
    const order = texts().filter((text) => /^full [124]/.test(text));
    expect(order).toEqual(["full 1", "full 2", "full 4"]);
    await eventually(() => expect(fake.chats.get(ANA)?.unreadCount).toBe(0));
  });

  it("finds out what became of a send that the page broke off", async () => {
    const { fake, adapter, host } = whatsapp;
    // The same words have gone out before: they prove nothing.
    expect(await send("same-1", "See you at ten.")).toMatchObject({ kind: "sent" });
    fake.failNextSend("reload-before");
    expect(await send("same-2", "See you at ten.")).toMatchObject({ kind: "unknown" });
    expect(await lookUp("same-2", "See you at ten.")).toEqual({ kind: "absent" });
    await isReady(adapter);
    fake.failNextSend("reload-after");
    expect(await send("same-2", "See you at ten.")).toMatchObject({ kind: "unknown" });
    const second = fake.sentTo(ANA).at(-1)?.id.id;
    expect(await lookUp("same-2", "See you at ten.")).toEqual({
      kind: "found",
      externalId: `true_${CHAT}_${second}`,
    });
    await isReady(adapter);
    fake.failNextSend("nothing-back");
    expect(await send("same-3", "Bye.")).toMatchObject({ kind: "unknown" });
    expect(fake.sentTo(ANA).filter(({ body }) => body === "See you at ten.")).toHaveLength(2);
    // None of it was said by a colleague.
    const echoes = host.accepted.filter(
      (event) => event.type === "echo" && event.text !== "answered on the phone",
    );
    expect(echoes).toEqual([]);
  });

  it("waits while WhatsApp is not reached, and goes on by itself", async () => {
    const { fake, adapter } = whatsapp;
    fake.reload();
    await healthSays(adapter, /not reached/);
    await isReady(adapter);
    fake.setState("TIMEOUT");
    await healthSays(adapter, /not reached/);
    expect(await send("offline", "Later")).toMatchObject({ kind: "retry", patient: true });
    fake.setState("CONNECTED");
    await isReady(adapter);
    expect(await send("offline", "Later")).toMatchObject({ kind: "sent" });
  });

  it("starts anew when the browser is killed, and takes what came meanwhile", async () => {
    const { fake, adapter } = whatsapp;
    const before = adapter.pids();
    process.kill(before.browser ?? 0, "SIGKILL");
    fake.arrive({ from: ANA, body: "while the browser was dead", deliver: false });
    await runsAnew(before);
    await said("while the browser was dead");
    expect(await send("after-browser", "Back again")).toMatchObject({ kind: "sent" });
  });

  it("starts anew when the process is killed, leaves no browser behind, and tells late receipts", async () => {
    const { fake, adapter, host } = whatsapp;
    const sent = await send("before-kill", "Did you get this?");
    const stanza = fake.sentTo(ANA).at(-1)?.id.id ?? "";
    const before = adapter.pids();
    process.kill(before.child ?? 0, "SIGKILL");
    fake.ack(stanza, 3, { tell: false });
    fake.arrive({ from: ANA, body: "while the process was dead", deliver: false });
    await runsAnew(before);
    await said("while the process was dead");
    const receipt = await accepted(host, "receipt");
    expect(sent).toEqual({ kind: "sent", externalId: receipt.messageExternalId });
    expect(receipt.status).toBe("read");
  });

  it("ends a process that hangs", async () => {
    const { adapter } = whatsapp;
    const before = adapter.pids();
    process.kill(before.child ?? 0, "SIGSTOP");
    const hanging = send("hanging", "Is anybody there?");
    await runsAnew(before);
    expect(await hanging).toMatchObject({ kind: "unknown" });
    expect(await lookUp("hanging", "Is anybody there?")).toEqual({ kind: "absent" });
    expect(await send("hanging", "Is anybody there?")).toMatchObject({ kind: "sent" });
  });

  it("ends a browser that hangs", async () => {
    const { adapter } = whatsapp;
    const before = adapter.pids();
    process.kill(-(before.browser ?? 0), "SIGSTOP");
    await runsAnew(before);
  });

  it("stops sending when WhatsApp blocks the number, and says so", async () => {
    const { fake, adapter, host } = whatsapp;
    fake.setState("TOS_BLOCK");
    const notice = await accepted(host, "notice", ({ text }) => /blocked this number/.test(text.en));
    expect(notice.text.pt).toMatch(/bloqueou/);
    expect(notice.stopsUnasked).toBe("blocked");
    const outcome = await send("blocked", "Hello?");
    expect(outcome).toMatchObject({ kind: "retry", patient: true, scope: "channel" });
    expect(outcome.kind === "retry" && outcome.afterMs).toBeGreaterThan(3_600_000);
    expect(adapter.health().state).not.toBe("ready");
  });
});
