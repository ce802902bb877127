import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, until, untilReady } from "../../support/slack/connected.ts";
import { deliverBySocket, messageBody } from "../../support/slack/people.ts";

describe("Socket Mode", () => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, "socket");
  });
  afterEach(() => slack.close());
  const hello = messageBody({ channel: "D0ANA", ts: "1700000000.000001", text: "mine" });

  it("opens no address to the world", () => {
    expect(slack.adapter.routes?.()).toEqual([]);
  });

  it("connects again when Slack asks for it, and counts that", async () => {
    slack.slack.socket.refresh();
    await until(() => host.reconnects === 1 && slack.adapter.health().state === "ready");
    expect((await deliverBySocket(slack.slack, hello)).acknowledged).toBe(true);
    expect(host.accepted).toHaveLength(1);
  });

  it("connects again when the wire is cut, and takes once what was not acknowledged", async () => {
    const gate = host.hold();
    const first = deliverBySocket(slack.slack, hello);
    await until(() => slack.slack.socket.connections === 1);
    slack.slack.socket.cut();
    expect((await first).acknowledged).toBe(false);
    gate.release();
    await until(() => host.reconnects === 1 && slack.adapter.health().state === "ready");
    expect((await deliverBySocket(slack.slack, hello, 1)).acknowledged).toBe(true);
    expect(host.accepted).toHaveLength(1);
  });

  it("goes on trying while Slack cannot be reached, and says so", async () => {
    slack.slack.failAlways("apps.connections.open", { kind: "dropped" });
    slack.slack.socket.cut();
    await until(() => slack.slack.callsOf("apps.connections.open").length > 4);
    expect(slack.adapter.health()).toMatchObject({
      state: "degraded",
      detail: expect.stringContaining("lost"),
    });
    slack.slack.failAlways("apps.connections.open", null);
    await untilReady(slack.adapter, slack.slack);
    expect(host.reconnects).toBe(1);
  });

  it("says what to do when the app-level token is refused, and goes on trying", async () => {
    slack.slack.failAlways("apps.connections.open", { kind: "error", error: "invalid_auth" });
    slack.slack.socket.cut();
    await until(() => slack.adapter.health().state === "down");
    expect(slack.adapter.health().detail).toBe(
      "Slack refused the app-level token (invalid_auth): make one with the scope connections:write on the app's page Basic Information, and set LEADLINE_SLACK_APP_TOKEN.",
    );
    slack.slack.failAlways("apps.connections.open", null);
    await untilReady(slack.adapter, slack.slack);
  });

  it("does not hold up what is behind a delivery that cannot be read or stored", async () => {
    host.refuse(diskFull());
    const stuck = deliverBySocket(slack.slack, hello);
    const answers = await Promise.all([
      deliverBySocket(slack.slack, { event: { type: "message", text: 7 } }),
      slack.slack.socket.deliver("interactive", { type: "block_actions" }),
      slack.slack.socket.deliver("slash_commands", { command: 1 }),
    ]);
    expect(answers.every(({ acknowledged }) => acknowledged)).toBe(true);
    host.refuse(null);
    slack.slack.socket.cut();
    expect((await stuck).acknowledged).toBe(false);
  });

  it("starts though Slack is not there, and connects when it is", async () => {
    await slack.adapter.stop();
    slack.slack.failAlways("apps.connections.open", { kind: "status", status: 503 });
    slack.slack.failAlways("auth.test", { kind: "dropped" });
    await slack.adapter.start(host);
    await until(() => slack.slack.callsOf("apps.connections.open").length > 3);
    expect(slack.adapter.health().state).not.toBe("ready");
    slack.slack.failAlways("apps.connections.open", null);
    await untilReady(slack.adapter, slack.slack);
  });

  it("opens nothing any more when it is stopped while it connects", async () => {
    let open = () => {};
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    slack.slack.failAlways("apps.connections.open", { kind: "held", until: held });
    const asked = slack.slack.callsOf("apps.connections.open").length;
    slack.slack.socket.refresh();
    await until(() => slack.slack.callsOf("apps.connections.open").length > asked);
    const { opened } = slack.slack.socket;
    await slack.adapter.stop();
    open();
    slack.slack.failAlways("apps.connections.open", null);
    await slack.adapter.start(host);
    await untilReady(slack.adapter, slack.slack);
    expect(slack.slack.socket.opened).toBe(opened + 1);
  });

  it("leaves nothing behind when it stops", async () => {
    await slack.adapter.stop();
    await until(() => slack.slack.socket.connections === 0);
    const opened = slack.slack.socket.opened;
    await slack.adapter.start(host);
    await untilReady(slack.adapter, slack.slack);
    expect(slack.slack.socket.opened).toBe(opened + 1);
  });
});

describe("a Slack app that is moved from one way to the other", () => {
  it("takes both, once", async () => {
    const host = createFakeHost();
    const slack = await connectSlack(host, "socket", { signingSecret: "sample-signing-secret" });
    expect(slack.adapter.routes?.()).toHaveLength(1);
    await slack.close();
    const neither = createSlackAdapter({
      botToken: "xoxb-x",
      appToken: null,
      signingSecret: null,
      channel: "C1",
      managerChannel: "C1",
      apiUrl: "http://127.0.0.1:9/api",
    });
    expect(neither.routes?.()).toEqual([]);
  });
});
