import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboundEnvelope, OutboundMessage } from "../../../src/channel/outbound.ts";
import { type Connected, connect } from "../../support/whatsapp-cloud/connect.ts";
import { message, phoneOf, status } from "../../support/whatsapp-cloud/posts.ts";

let channel: Connected;
beforeEach(async () => {
  channel = await connect();
});
afterEach(() => channel.close());

const ANA = phoneOf("ana");
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

function envelope(payload: OutboundMessage, options: Partial<OutboundEnvelope> = {}): OutboundEnvelope {
  const createdAt = new Date(Date.now() + 1).toISOString();
  return { id: "out-1", chatId: ANA, message: payload, attempt: 1, createdAt, ...options };
}

/** Send it and give the bodies that Meta took. */
async function sent(payload: OutboundMessage, options: Partial<OutboundEnvelope> = {}) {
  const before = channel.graph.taken.length;
  expect(await channel.adapter.send(envelope(payload, options))).toMatchObject({ kind: "sent" });
  return channel.graph.taken.slice(before).map(({ body }) => body);
}

function file(path: string, bytes: Buffer | string): string {
  const whole = join(channel.host.dataFolder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, bytes);
  return path;
}

const choices = (count: number, label = "Choice") =>
  Array.from({ length: count }, (_, index) => ({ value: `v${index}`, label: `${label} ${index}` }));

describe("texts", () => {
  it("go to the phone, with our id as their label", async () => {
    expect(await sent({ text: "hi" })).toEqual([
      {
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: ANA,
        type: "text",
        text: { body: "hi", preview_url: false },
        biz_opaque_callback_data: "out-1:1/1",
      },
    ]);
  });

  it("go to the business-scoped id in its own field, and to the phone once that is known", async () => {
    const user = "BR.13491208655302741918";
    const chatId = `user:${user}`;
    const [hidden] = await sent({ text: "hi" }, { chatId });
    expect(hidden).toMatchObject({ recipient: user });
    expect(hidden).not.toHaveProperty("to");
    await channel.deliver({
      messages: [
        { id: "wamid.1", from_user_id: user, type: "text", text: { body: "a" } },
        { ...message("wamid.2", ANA, "b"), from_user_id: user },
      ],
    });
    expect(channel.host.accepted.map((event) => event.chatId)).toEqual([chatId, chatId]);
    const [shown] = await sent({ text: "hi" }, { chatId, id: "out-2" });
    expect(shown).toMatchObject({ to: ANA });
    expect(shown).not.toHaveProperty("recipient");
  });

  it("cannot go where only WhatsApp's hidden id is known", async () => {
    const outcome = await channel.adapter.send(envelope({ text: "hi" }, { chatId: "lid:123456789" }));
    expect(outcome).toMatchObject({ kind: "unreachable", reason: expect.stringContaining("hidden id") });
  });

  it("are split, the quote on the first part only", async () => {
    const bodies = await sent({ text: `${"word ".repeat(1_200)}`, quotes: "wamid.earlier" });
    expect(bodies).toHaveLength(2);
    expect(bodies.map(({ context }) => context)).toEqual([{ message_id: "wamid.earlier" }, undefined]);
    expect(bodies.map((body) => body.biz_opaque_callback_data)).toEqual(["out-1:1/2", "out-1:2/2"]);
  });

  it("quote nothing that Meta does not know", async () => {
    expect((await sent({ text: "hi", quotes: "true_5511@c.us_ABC" }))[0]).not.toHaveProperty("context");
  });
});

describe("choices", () => {
  it("are buttons while there are three short ones", async () => {
    expect(await sent({ text: "Which?", choices: choices(3) })).toMatchObject([
      {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: "Which?" },
          action: {
            buttons: [0, 1, 2].map((n) => ({ type: "reply", reply: { id: `v${n}`, title: `Choice ${n}` } })),
          },
        },
      },
    ]);
  });

  it.each([
    ["What do you need?", "Choose"],
    ["O que você procura?", "Escolher"],
    ["¿Qué necesita?", "Elegir"],
  ])("are a list while there are ten, opened in the language of %s", async (text, button) => {
    const [body] = await sent({ text, choices: choices(10) });
    expect(body).toMatchObject({
      interactive: { type: "list", body: { text }, action: { button, sections: [{ rows: { length: 10 } }] } },
    });
  });

  it("are a list when a label is too long for a button", async () => {
    const [body] = await sent({ text: "Which?", choices: choices(2, "A label of 22 letter") });
    expect(body).toMatchObject({ interactive: { type: "list" } });
  });

  it.each([
    ["more than ten", choices(11)],
    ["labels too long for a list", choices(2, "A label that is far too long for it")],
    [
      "two that say the same",
      [
        { value: "a", label: "Yes" },
        { value: "b", label: "Yes " },
      ],
    ],
    [
      "two that mean the same",
      [
        { value: "a", label: "Yes" },
        { value: "a", label: "No" },
      ],
    ],
    ["a value that Meta cannot carry", [{ value: "x".repeat(201), label: "Yes" }]],
    [
      "an empty label",
      [
        { value: "a", label: "" },
        { value: "b", label: "No" },
      ],
    ],
  ])("are numbered lines when there are %s", async (_name, all) => {
    const [body] = await sent({ text: "Which?", choices: all });
    expect(body).toMatchObject({ type: "text", text: { body: expect.stringMatching(/^Which\?\n\n1\. /) } });
  });

  it("stand with the end of a long text", async () => {
    const bodies = await sent({ text: "A sentence. ".repeat(500), choices: choices(2) });
    expect(bodies.slice(0, -1).every(({ type }) => type === "text")).toBe(true);
    const last = bodies.at(-1) as { interactive: { body: { text: string } } };
    expect(last.interactive.body.text.length).toBeLessThanOrEqual(1_024);
    expect(last.interactive.body.text).toMatch(/^A sentence\./);
  });

  it("may stand alone", async () => {
    expect(await sent({ choices: choices(2) })).toMatchObject([{ interactive: { body: { text: "👇" } } }]);
  });
});

describe("files", () => {
  it("are uploaded, then sent; a short text is the caption", async () => {
    const bodies = await sent({
      text: "This week",
      image: { path: file("charts/1.png", PNG), alt: "Leads" },
    });
    const [[id, upload] = []] = [...channel.graph.uploads];
    expect(upload).toEqual({ name: "Leads.png", mime: "image/png", bytes: PNG });
    expect(bodies).toMatchObject([{ type: "image", image: { id, caption: "This week" } }]);
    const form = channel.graph.asked.find((asked) => asked.form !== null)?.form;
    expect(form?.fields).toEqual({ messaging_product: "whatsapp", type: "image/png" });
  });

  it("of text go as plain text, which is the kind that Meta takes", async () => {
    const path = file("reports/1.csv", "name;score\nAna;80\n");
    const bodies = await sent({ file: { path, fileName: 'le"ads.csv', mime: "text/csv", caption: "All" } });
    expect(bodies).toMatchObject([
      { type: "document", document: { filename: "le ads.csv", caption: "All" } },
    ]);
    expect([...channel.graph.uploads.values()][0]).toMatchObject({ mime: "text/plain", name: "le ads.csv" });
  });

  it("that are pictures of another kind, or large ones, go as documents", async () => {
    const gif = file("a.gif", Buffer.from("GIF89a\u0001\u0000\u0001\u0000"));
    const large = file("b.png", Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]));
    expect(await sent({ image: { path: gif, alt: "a" } })).toMatchObject([
      { document: { filename: "a.gif" } },
    ]);
    expect(await sent({ image: { path: large, alt: "b" } }, { id: "out-2" })).toMatchObject([
      { type: "document" },
    ]);
  });

  it("stand above the choices, and below a text that is too long for a caption", async () => {
    const image = { path: file("charts/1.png", PNG), alt: "Leads" };
    expect(await sent({ text: "Which?", image, choices: choices(2) })).toMatchObject([
      { type: "image" },
      { type: "interactive" },
    ]);
    const long = "word ".repeat(300);
    expect(await sent({ text: long, image }, { id: "out-2" })).toMatchObject([
      { type: "text" },
      { type: "image" },
    ]);
    const bodies = await sent({ image: { ...image, caption: long } }, { id: "out-3" });
    expect(bodies).toMatchObject([{ type: "text" }, { type: "image" }]);
    expect(bodies[1]?.image).not.toHaveProperty("caption");
  });

  it("that are gone are not sent", async () => {
    const outcome = await channel.adapter.send(envelope({ image: { path: "none.png", alt: "none" } }));
    expect(outcome).toMatchObject({
      kind: "rejected",
      reason: expect.stringContaining("not there any more"),
    });
  });

  it("are uploaded again when the answer was lost: nobody sees an upload", async () => {
    const image = { path: file("charts/1.png", PNG), alt: "Leads" };
    channel.graph.fail("upload", { kind: "lost" }, { kind: "error", status: 504 });
    for (let i = 0; i < 2; i += 1)
      expect(await channel.adapter.send(envelope({ image }))).toMatchObject({ kind: "retry" });
    expect(await sent({ image })).toHaveLength(1);
    expect(channel.graph.taken).toHaveLength(1);
  });
});

describe("templates", () => {
  it("go alone, with variables that Meta takes", async () => {
    const template = { name: "follow_up", language: "pt-BR", variables: ["Ana\n\tSample", ""] };
    expect(await sent({ text: "outside the window", template })).toMatchObject([
      {
        type: "template",
        template: {
          name: "follow_up",
          language: { code: "pt_BR" },
          components: [
            {
              type: "body",
              parameters: [
                { type: "text", text: "Ana Sample" },
                { type: "text", text: "–" },
              ],
            },
          ],
        },
      },
    ]);
    const [plain] = await sent({ template: { ...template, variables: [] } }, { id: "out-2" });
    expect(plain?.template).not.toHaveProperty("components");
  });

  it("have named parameters, a header and buttons as Meta wants them", async () => {
    const [body] = await sent({
      template: {
        name: "offer",
        language: "es",
        variables: ["Ana", "Bia"],
        names: ["customer", "who"],
        header: { kind: "document", link: "https://example.com/a.pdf", fileName: "Offer.pdf" },
        buttons: [
          { index: 0, kind: "url", text: "L-7" },
          { index: 1, kind: "payload", text: "yes" },
          { index: 2, kind: "code", text: "SUN10" },
        ],
      },
    });
    expect(body?.template).toEqual({
      name: "offer",
      language: { code: "es" },
      components: [
        {
          type: "header",
          parameters: [
            { type: "document", document: { link: "https://example.com/a.pdf", filename: "Offer.pdf" } },
          ],
        },
        {
          type: "body",
          parameters: [
            { type: "text", parameter_name: "customer", text: "Ana" },
            { type: "text", parameter_name: "who", text: "Bia" },
          ],
        },
        { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "L-7" }] },
        {
          type: "button",
          sub_type: "quick_reply",
          index: "1",
          parameters: [{ type: "payload", payload: "yes" }],
        },
        {
          type: "button",
          sub_type: "copy_code",
          index: "2",
          parameters: [{ type: "coupon_code", coupon_code: "SUN10" }],
        },
      ],
    });
  });

  const hello = { name: "hi_1", language: "en_US", variables: ["Ana"] };
  const inAnHour = () => new Date(channel.host.clock.now().getTime() + 3_600_000).toISOString();
  const anHourAgo = () => new Date(channel.host.clock.now().getTime() - 3_600_000).toISOString();

  it("stay behind while Meta takes the text itself", async () => {
    const template = { ...hello, freeUntil: inAnHour() };
    expect(await sent({ text: "Hi Ana", template })).toMatchObject([{ type: "text" }]);
  });

  it("go out when the hours were over before it was sent", async () => {
    const template = { ...hello, freeUntil: anHourAgo() };
    expect(await sent({ text: "Hi Ana", template })).toMatchObject([
      { type: "template", template: { name: "hi_1" } },
    ]);
  });

  it("go out at once when Meta says that the hours are over", async () => {
    channel.graph.fail("message", { kind: "error", status: 400, code: 131047 });
    const template = { ...hello, freeUntil: inAnHour() };
    expect(await sent({ text: "Hi Ana", template })).toMatchObject([{ type: "template" }]);
    // And a text alone is refused, with what can be done.
    channel.graph.fail("message", { kind: "error", status: 400, code: 131047 });
    expect(await channel.adapter.send(envelope({ text: "Hi" }, { id: "out-2" }))).toMatchObject({
      kind: "rejected",
      why: "window-over",
    });
  });

  it("do not take over from a text of which a part is out", async () => {
    const template = { ...hello, freeUntil: inAnHour() };
    const message = { text: "word ".repeat(1_200), template };
    let count = 0;
    channel.graph.refuseIf(({ path }) => path.endsWith("/messages") && ++count === 2, {
      kind: "error",
      status: 500,
      code: 131000,
    });
    expect(await channel.adapter.send(envelope(message))).toMatchObject({ kind: "retry" });
    const later = { ...message, template: { ...hello, freeUntil: anHourAgo() } };
    await sent(later, { attempt: 2 });
    expect(channel.graph.taken.map(({ body }) => body.type)).toEqual(["text", "text"]);
  });

  it.each([
    [132_001, "template-unknown"],
    [132_015, "template-paused"],
    [132_016, "template-paused"],
    [132_000, "template-unfit"],
    [132_012, "template-unfit"],
    [132_018, "template-unfit"],
  ])("that Meta refuses with %i are told as %s", async (code, why) => {
    channel.graph.fail("message", { kind: "error", status: 400, code });
    expect(await channel.adapter.send(envelope({ template: hello }))).toMatchObject({
      kind: "rejected",
      why,
    });
    await channel.deliver({ statuses: [status("wamid.1", ANA, "failed", { errors: [{ code }] })] });
    expect(channel.host.accepted.at(-1)).toMatchObject({ type: "receipt", status: "failed", why });
  });
});

describe("a message of several parts", () => {
  const three = { text: "word ".repeat(2_000) };
  const shown = () => channel.graph.taken.map(({ body }) => body.biz_opaque_callback_data);

  it("goes on after the last part that is out, also in another process", async () => {
    channel.graph.fail("message", { kind: "error", status: 500, code: 131000 });
    channel.graph.onTaken(() => {
      if (channel.graph.taken.length === 1) channel.graph.fail("message", { kind: "error", status: 503 });
    });
    expect(await channel.adapter.send(envelope(three))).toMatchObject({ kind: "retry" });
    expect(shown()).toEqual([]);
    expect(await channel.adapter.send(envelope(three, { attempt: 2 }))).toMatchObject({ kind: "retry" });
    expect(shown()).toEqual(["out-1:1/3"]);
    const { host, graph } = channel;
    await channel.adapter.stop();
    await channel.server.close();
    channel = await connect({ host, graph });
    expect(await channel.adapter.lookUp?.(envelope(three))).toEqual({ kind: "absent" });
    expect(await channel.adapter.send(envelope(three, { attempt: 3 }))).toEqual({
      kind: "sent",
      externalId: graph.taken[2]?.id,
    });
    expect(shown()).toEqual(["out-1:1/3", "out-1:2/3", "out-1:3/3"]);
  });

  it("is not sent again when it is out already", async () => {
    await sent(three);
    expect(await channel.adapter.send(envelope(three, { attempt: 2 }))).toMatchObject({ kind: "sent" });
    expect(shown()).toHaveLength(3);
  });

  it("repeats no part though its progress could not be stored", async () => {
    channel.graph.onTaken(() => {
      channel.host.memory.set = () => Promise.reject(new Error("full"));
    });
    const { set } = channel.host.memory;
    expect(await channel.adapter.send(envelope(three))).toMatchObject({ kind: "retry" });
    channel.host.memory.set = set;
    expect(await channel.adapter.send(envelope(three))).toMatchObject({ kind: "retry" });
    channel.host.memory.set = set;
    expect(await channel.adapter.send(envelope(three))).toMatchObject({ kind: "sent" });
    expect(shown()).toEqual(["out-1:1/3", "out-1:2/3", "out-1:3/3"]);
  });

  it("is not begun when nothing can be noted", async () => {
    channel.host.memory.set = () => Promise.reject(new Error("full"));
    expect(await channel.adapter.send(envelope(three))).toMatchObject({ kind: "retry" });
    expect(channel.graph.taken).toEqual([]);
  });
});

describe("an unknown outcome", () => {
  const label = { biz_opaque_callback_data: "out-1:1/1" };
  const lookUp = () => channel.adapter.lookUp?.(envelope({ text: "hi" }));

  it.each([
    { kind: "lost" },
    { kind: "unreadable" },
    { kind: "error", status: 504 },
    { kind: "error", status: 502 },
  ] as const)("is said after %j, and nothing is claimed until Meta tells", async (fault) => {
    channel.graph.fail("message", fault);
    expect(await channel.adapter.send(envelope({ text: "hi" }))).toMatchObject({ kind: "unknown" });
    expect(await lookUp()).toEqual({ kind: "cannot-tell" });
  });

  it("is settled by a status that comes while somebody looks", async () => {
    channel.graph.fail("message", { kind: "lost" });
    await channel.adapter.send(envelope({ text: "hi" }));
    const found = lookUp();
    await channel.deliver({ statuses: [status("wamid.out1", ANA, "sent", label)] });
    expect(await found).toEqual({ kind: "found", externalId: "wamid.out1" });
  });

  it("is settled by a status that came before, and stays settled", async () => {
    channel.graph.fail("message", { kind: "lost" });
    await channel.adapter.send(envelope({ text: "hi" }));
    await channel.deliver({ statuses: [status("wamid.out1", ANA, "delivered", label)] });
    expect(await lookUp()).toEqual({ kind: "found", externalId: "wamid.out1" });
    const { host, graph } = channel;
    await channel.adapter.stop();
    await channel.server.close();
    channel = await connect({ host, graph });
    expect(await lookUp()).toEqual({ kind: "found", externalId: "wamid.out1" });
    expect(await channel.adapter.send(envelope({ text: "hi" }))).toEqual({
      kind: "sent",
      externalId: "wamid.out1",
    });
    expect(graph.taken).toHaveLength(1);
  });

  it("of a process that died is settled by a status that comes to the next one", async () => {
    await channel.host.memory.set("sent:out-1", { externalIds: [], total: 1, trying: true });
    expect(await lookUp()).toEqual({ kind: "cannot-tell" });
    await channel.deliver({ statuses: [status("wamid.out9", ANA, "sent", label)] });
    expect(await channel.host.memory.get("sent:out-1")).toEqual({
      externalIds: ["wamid.out9"],
      total: 1,
      trying: false,
    });
    expect(await lookUp()).toEqual({ kind: "found", externalId: "wamid.out9" });
  });

  it("is not claimed to be absent for what an earlier transport may have sent", async () => {
    const before = envelope({ text: "hi" }, { createdAt: "2020-01-01T00:00:00.000Z" });
    expect(await channel.adapter.lookUp?.(before)).toEqual({ kind: "cannot-tell" });
  });

  it("is not there when no connection was made", async () => {
    await channel.graph.close();
    expect(await channel.adapter.send(envelope({ text: "hi" }))).toMatchObject({
      kind: "retry",
      patient: true,
    });
    expect(await lookUp()).toEqual({ kind: "absent" });
    expect(channel.adapter.health()).toMatchObject({
      state: "degraded",
      detail: expect.stringContaining("tried again"),
    });
  });
});

describe("receipts", () => {
  it("are taken in any order, each once, also for messages that are not ours", async () => {
    const kinds = ["read", "sent", "delivered", "read", "played", "deleted", "warning"];
    for (const kind of kinds) await channel.deliver({ statuses: [status("wamid.x", ANA, kind)] });
    expect(channel.host.accepted).toMatchObject([
      { type: "receipt", externalId: "receipt:read:wamid.x", chatId: ANA, status: "read" },
      { type: "receipt", externalId: "receipt:delivered:wamid.x", status: "delivered" },
    ]);
  });

  it("say in words why it failed", async () => {
    const errors = (code: number, title = "t") => ({
      errors: [{ code, title, error_data: { details: "because" } }],
    });
    await channel.deliver({
      statuses: [
        status("wamid.1", ANA, "failed", errors(131047)),
        status("wamid.2", ANA, "failed", errors(131026)),
        status("wamid.3", ANA, "failed", errors(999_999)),
        status("wamid.4", ANA, "failed"),
      ],
    });
    expect(channel.host.accepted.map((event) => (event.type === "receipt" ? event.reason : ""))).toEqual([
      "the person last wrote more than 24 hours ago: only an approved template may be sent (Meta's code 131047)",
      "the person cannot be reached: not on WhatsApp, an old version, or its terms not accepted (Meta's code 131026)",
      "because (Meta's code 999999)",
      "Meta does not say why",
    ]);
  });

  it("of a part that failed count for the whole message; those of parts that arrived do not", async () => {
    await sent({ text: "word ".repeat(1_200) });
    const [first, last] = channel.graph.taken.map(({ id }) => id);
    const part = (n: number) => ({ biz_opaque_callback_data: `out-1:${n}/2` });
    await channel.deliver({
      statuses: [
        status(first ?? "", ANA, "delivered", part(1)),
        status(first ?? "", ANA, "failed", part(1)),
        status(last ?? "", ANA, "delivered", part(2)),
      ],
    });
    expect(channel.host.accepted).toMatchObject([
      { status: "failed", messageExternalId: last },
      { status: "delivered", messageExternalId: last },
    ]);
  });

  it("go to the chat of a person whose phone is hidden", async () => {
    const { recipient_id: _none, ...hidden } = status("wamid.1", ANA, "read");
    await channel.deliver({
      statuses: [
        { ...hidden, recipient_user_id: "BR.1" },
        { ...hidden, id: "wamid.2" },
      ],
    });
    expect(channel.host.accepted).toMatchObject([{ chatId: "user:BR.1", messageExternalId: "wamid.1" }]);
  });

  it("of a failure wait for the send that they are about", async () => {
    let deliver: Promise<number> = Promise.resolve(0);
    const acceptedBefore: number[] = [];
    channel.graph.onTaken(async ({ id }) => {
      deliver = channel.deliver({
        statuses: [status(id, ANA, "failed", { biz_opaque_callback_data: "out-1:1/1" })],
      });
      // Meta's own answer comes later: another event has gone all the way meanwhile.
      await channel.deliver({ messages: [message("wamid.1", phoneOf("bo"), "hello")] });
      acceptedBefore.push(channel.host.accepted.filter(({ type }) => type === "receipt").length);
    });
    await sent({ text: "hi" });
    expect(await deliver).toBe(200);
    expect(acceptedBefore).toEqual([0]);
    expect(channel.host.accepted.at(-1)).toMatchObject({ type: "receipt", status: "failed" });
  });
});
