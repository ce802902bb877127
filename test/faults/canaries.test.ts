import { expect, it, onTestFinished } from "vitest";
import { createApp } from "../../src/app.ts";
import type { SendOutcome } from "../../src/channel/outbound.ts";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { LeadlineError } from "../../src/errors.ts";
import { createLog } from "../../src/log.ts";
import { until } from "../crash/until.ts";
import { aRep } from "../support/builders.ts";
import { leadline } from "../support/cli.ts";
import { aVisitor } from "./program.ts";
import { aMessage, fakeChannel, temporaryFolder } from "./support.ts";

/** Secrets or personal data in the log. None of these is anybody's. */

const PERSONAL = ["+55 11 91234-0042", "(11) 91234-0042", "canary.person@example.com", "Canary Birdsong"];
const TOKENS = [
  "xoxb-000000000000-canarycanarycanary",
  "1234567890:AAcanarycanarycanarycanarycanaryca",
  "Bearer canary.canary.canary",
  "canary-password",
];
const CANARY = /canary|91234|Birdsong/i;

it("writes no phone, e-mail, name, token or text of anybody into the log, whatever fails", async () => {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const channel = fakeChannel();
  const outcomes: (() => Promise<SendOutcome>)[] = [
    async () => ({
      kind: "retry",
      afterMs: 1,
      reason: `POST https://api.example.com/bot${TOKENS[1]}/sendMessage failed`,
    }),
    async () => ({ kind: "unknown", reason: `no answer for ${PERSONAL[0]}` }),
    async () => {
      throw new Error(`401 for ${TOKENS[0]} (authorization: ${TOKENS[2]}), body {"phone":"${PERSONAL[1]}"}`);
    },
  ];
  channel.onSend = async (envelope) =>
    (await outcomes.shift()?.()) ?? { kind: "sent", externalId: envelope.id };
  const app = await createApp({
    config: { ...loadConfig({ LEADLINE_PORT: "0", LEADLINE_TURN_ATTEMPTS: "2" }, folder), logLevel: "debug" },
    log: createLog({ level: "debug", write: (line) => lines.push(line) }),
    clock: systemClock,
    adapters: [channel.adapter],
    beforeDecide: ({ payload }) => {
      if (payload.type !== "message" || !payload.text.startsWith("poison")) return;
      // Libraries put what they were given into their messages, and into fields.
      throw Object.assign(new Error(`cannot read "${payload.text}"`, { cause: new Error(TOKENS[0]) }), {
        request: {
          headers: { authorization: TOKENS[2], cookie: `session=${TOKENS[3]}` },
          body: payload.text,
        },
        contact: { email: PERSONAL[2], phone: PERSONAL[0] },
      });
    },
  });
  onTestFinished(() => app.stop());
  const { url } = await app.start();
  const visitor = aVisitor(url ?? "");
  const session = await visitor.open();
  for (const text of [`Hi, I'm ${PERSONAL[3]}, ${PERSONAL[2]}, ${PERSONAL[0]}`, ...TOKENS])
    expect(await visitor.says(text)).toBe(200);
  await visitor.hears(1);
  await fetch(`${url}/chat/api/messages`, {
    method: "POST",
    body: `{"session":"${session}","text":"${PERSONAL[2]}"`,
  });
  await fetch(`${url}/chat/api/messages?session=${session}&after=${encodeURIComponent(PERSONAL[2] ?? "")}`);
  for (const [i, text] of [...PERSONAL, ...TOKENS].entries()) {
    await app.accept(
      "fake",
      aMessage(`fine-${i}`, text, {
        from: { identities: [{ kind: "phone", value: "+5511912340042" }], name: PERSONAL[3] },
      }),
    );
  }
  await app.accept(
    "fake",
    aMessage("bad", `poison ${PERSONAL.slice(0, 3).join(" ")} ${TOKENS.slice(0, 3).join(" ")}`, {
      chatId: "sick",
    }),
  );
  await until(async () => (await app.store.inbox.counts()).dead === 1);
  await app.drain();

  // Things were logged, and they say what happened.
  expect(lines.join("")).toContain("dead letter");
  expect(lines.join("")).toContain("a send did not go out");
  for (const line of lines) {
    expect(line).not.toMatch(CANARY);
    expect(line).not.toContain(session);
  }
  // The metrics name nobody either.
  expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(CANARY);
});

it("shows no password of a setting, neither in a fault nor in what cannot be reached", async () => {
  const cwd = temporaryFolder();
  for (const DATABASE_URL of [
    `postgresql://leadline:${TOKENS[3]}@127.0.0.1:1/leadline`,
    `postgresql://leadline:${TOKENS[3]}@:bad`,
    `mysql://leadline:${TOKENS[3]}@127.0.0.1/leadline`,
  ]) {
    for (const command of [["doctor"], ["--debug", "doctor"]]) {
      const { code, stdout, stderr } = await leadline(command, { cwd, environment: { DATABASE_URL } });
      expect(code).not.toBe(0);
      expect(stdout + stderr).not.toMatch(CANARY);
    }
  }
  const lines: string[] = [];
  const cause = new Error(`connect to postgresql://leadline:${TOKENS[3]}@db/leadline failed`);
  const error = new LeadlineError("database-lost", "It is gone.", { fix: "Look.", cause });
  createLog({ write: (line) => lines.push(line) }).error(
    { error, databaseUrl: `postgresql://a:${TOKENS[3]}@b/c` },
    "lost",
  );
  expect(lines.join("")).toContain("database-lost");
  expect(lines.join("")).not.toMatch(CANARY);
});

it("writes nothing of what colleagues ask, attach, export and see into the log, nor the API token", async () => {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const apiToken = "canary-api-token-0000000000000000000000";
  const app = await createApp({
    config: {
      ...loadConfig({ LEADLINE_PORT: "0", LEADLINE_PLAYGROUND: "on", LEADLINE_TURN_ATTEMPTS: "2" }, folder),
      logLevel: "debug",
      apiToken,
    },
    log: createLog({ level: "debug", write: (line) => lines.push(line) }),
    clock: systemClock,
    adapters: [],
    draw: async (chart) => {
      throw new Error(`cannot draw for ${PERSONAL[2]}, ${PERSONAL[0]}, ${TOKENS[0]}`, { cause: chart });
    },
    beforeDecide: ({ payload }) => {
      if (payload.type === "command" && payload.text.startsWith("note L-1 poison"))
        throw Object.assign(new Error(`cannot take "${payload.text}"`), { command: payload });
    },
  });
  onTestFinished(() => app.stop());
  const { url } = await app.start();
  const rep = aRep({ name: "Canary Birdsong", id: "otto", role: "admin" });
  await app.store.people.save({
    reps: [rep],
    identities: [{ id: "desk-otto", repId: "otto", kind: "desk", value: "otto" }],
  });
  const visitor = aVisitor(url ?? "");
  await visitor.open();
  expect(await visitor.says(`Hi, I'm ${PERSONAL[3]}, ${PERSONAL[2]}, ${PERSONAL[0]}`)).toBe(200);
  await visitor.hears(1);
  const commands = [
    "claim L-1",
    "followup L-1 in 2 hours call canary",
    `find ${PERSONAL[2]}`,
    `set L-1 name ${PERSONAL[3]}`,
    "export leads",
    "stats",
    "funnel",
    "digest on daily at 8:00 stats",
    "link @me",
    "home",
    `note L-1 poison ${PERSONAL[0]}`,
  ];
  for (const [i, text] of commands.entries()) {
    await app.accept("desk", {
      type: "command",
      externalId: `said-${i}`,
      chatId: "rep:otto",
      at: systemClock.now().toISOString(),
      actor: { kind: "desk", value: "otto" },
      text,
      attachments: [
        {
          fileName: "Canary Birdsong 91234.pdf",
          path: "files/1.pdf",
          mime: "application/pdf",
          size: 9,
          sha256: "",
        },
      ],
    });
  }
  await until(async () => (await app.store.inbox.counts()).dead === 1);
  await app.drain();
  for (const token of [apiToken, `${apiToken}-wrong`]) {
    for (const path of [
      "/api/insights?question=stats",
      "/api/insights?question=canary",
      `/api/insights?token=${token}`,
    ]) {
      const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect(await answer.text()).not.toContain(apiToken);
      expect(JSON.stringify([...answer.headers])).not.toContain(apiToken);
    }
  }
  expect(lines.join("")).toContain("dead letter");
  expect(lines.join("")).toContain("a picture could not be drawn");
  for (const line of lines) expect(line).not.toMatch(CANARY);
  expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(CANARY);
  const { stdout, stderr } = await leadline(["doctor"], {
    cwd: folder,
    environment: { LEADLINE_API_TOKEN: apiToken, LEADLINE_PORT: "0" },
  });
  expect(stdout + stderr).not.toMatch(CANARY);
  const short = { LEADLINE_API_TOKEN: "canary", LEADLINE_PORT: "0" };
  const refused = await leadline(["doctor"], { cwd: folder, environment: short });
  expect(refused.stdout + refused.stderr).not.toMatch(CANARY);
});
