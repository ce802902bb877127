import { createHmac } from "node:crypto";
import type { FakeSlack, SocketAnswer } from "./fake-slack.ts";
import { asJson, type FakeView, type Json, listOf } from "./workspace.ts";

/** What Slack sends when people do something, as its documentation and its real requests have it. */

export const TEAM = "T0TEAM";

/** A message event; the ids are those that Slack gives. */
export function messageBody(
  message: { channel: string; ts: string } & Json,
  eventId = `Ev${message.ts.replace(".", "")}`,
): Json {
  const kind = String(message.channel).startsWith("D") ? "im" : "channel";
  return {
    token: "legacy",
    team_id: TEAM,
    api_app_id: "A0APP",
    type: "event_callback",
    event_id: eventId,
    event_time: Math.floor(Number(message.ts)),
    authorizations: [{ team_id: TEAM, user_id: "U0BOT", is_bot: true, is_enterprise_install: false }],
    event: {
      type: "message",
      user: "U0ANA",
      channel_type: kind,
      team: TEAM,
      event_ts: message.ts,
      ...message,
    },
  };
}

export function slashBody(command: { text: string; channel_id: string; trigger_id: string } & Json): Json {
  return {
    token: "legacy",
    team_id: TEAM,
    team_domain: "sample",
    channel_name: "leads",
    user_id: "U0ANA",
    user_name: "ana",
    command: "/lead",
    api_app_id: "A0APP",
    is_enterprise_install: "false",
    response_url: "https://hooks.slack.com/commands/T0TEAM/1/secret",
    ...command,
  };
}

/** A click on a button of a post. */
export function clickBody(
  post: { channel: string; ts: string; thread_ts?: string },
  button: Json,
  click: { trigger_id: string; user?: string } & Json,
): Json {
  const { user = "U0ANA", ...rest } = click;
  const thread = post.thread_ts === undefined ? {} : { thread_ts: post.thread_ts };
  return {
    type: "block_actions",
    team: { id: TEAM, domain: "sample" },
    user: { id: user, username: "ana", team_id: TEAM },
    api_app_id: "A0APP",
    token: "legacy",
    container: {
      type: "message",
      message_ts: post.ts,
      channel_id: post.channel,
      is_ephemeral: false,
      ...thread,
    },
    channel: { id: post.channel, name: "leads" },
    message: { type: "message", ts: post.ts, ...thread },
    response_url: "https://hooks.slack.com/actions/T0TEAM/1/secret",
    actions: [{ type: "button", block_id: "b", action_ts: post.ts, ...button }],
    ...rest,
  };
}

/**
 * A form is sent; `answers` in the order of its questions: what was typed or the value that was chosen, a day, a time.
 * An empty one was left out.
 */
export function submitBody(shown: FakeView, answers: readonly string[], user = "U0ANA"): Json {
  return {
    type: "view_submission",
    team: { id: TEAM, domain: "sample" },
    user: { id: user, username: "ana", team_id: TEAM },
    api_app_id: "A0APP",
    token: "legacy",
    trigger_id: "1.2.submit",
    view: stateOf(shown, answers),
    response_urls: [],
  };
}

/** Something is chosen on a form that wants to know at once. */
export function chooseBody(shown: FakeView, answers: readonly string[], user = "U0ANA"): Json {
  const [block] = listOf(shown.view.blocks).filter((each) => each.dispatch_action === true);
  if (block === undefined) throw new Error("nothing on this form wants to know at once");
  const { action_id, type } = asJson(block.element);
  return {
    type: "block_actions",
    team: { id: TEAM, domain: "sample" },
    user: { id: user, username: "ana", team_id: TEAM },
    api_app_id: "A0APP",
    token: "legacy",
    trigger_id: "1.2.choose",
    container: { type: "view", view_id: shown.id },
    view: stateOf(shown, answers),
    actions: [
      {
        type,
        action_id,
        block_id: block.block_id,
        action_ts: "1700000000.000100",
        selected_option: { value: answers[0] ?? "" },
      },
    ],
  };
}

function stateOf(shown: FakeView, answers: readonly string[]): Json {
  const values: Json = {};
  const inputs = listOf(shown.view.blocks).filter((block) => block.type === "input");
  for (const [index, block] of inputs.entries()) {
    const element = asJson(block.element);
    const answer = answers[index] ?? "";
    values[String(block.block_id)] = { [String(element.action_id)]: stateOfInput(element, answer) };
  }
  return { ...shown.view, id: shown.id, hash: shown.hash, state: { values }, team_id: TEAM };
}

function stateOfInput({ type }: Json, answer: string): Json {
  if (type === "static_select") return { type, selected_option: answer === "" ? null : { value: answer } };
  if (type === "datepicker") return { type, selected_date: answer || null };
  if (type === "timepicker") return { type, selected_time: answer || null };
  return { type, value: answer || null };
}

/** A button of a person's own page is pressed. */
export function homeClickBody(view: Json, button: Json, click: { trigger_id: string; user?: string }): Json {
  const { user = "U0ANA", ...rest } = click;
  return {
    type: "block_actions",
    team: { id: TEAM, domain: "sample" },
    user: { id: user, username: "ana", team_id: TEAM },
    api_app_id: "A0APP",
    token: "legacy",
    container: { type: "view", view_id: "VHOME" },
    view: { ...view, id: "VHOME", hash: "1.home", state: { values: {} }, private_metadata: "" },
    actions: [{ block_id: "b", action_ts: "1700000000.000100", type: "button", ...button }],
    ...rest,
  };
}

/** Any other event, with an id of its own. */
export function eventBody(event: { type: string } & Json, eventId: string): Json {
  return {
    token: "legacy",
    team_id: TEAM,
    api_app_id: "A0APP",
    type: "event_callback",
    event_id: eventId,
    event_time: 1_700_000_000,
    authorizations: [{ team_id: TEAM, user_id: "U0BOT", is_bot: true, is_enterprise_install: false }],
    event,
  };
}

/** What is sent when what has this label is pressed or chosen: a button, or an option of a menu. */
export function buttonOf(post: { blocks: Json[] }, label: string): Json {
  const elements = post.blocks.flatMap((block) =>
    block.type === "actions"
      ? listOf(block.elements)
      : block.accessory === undefined
        ? []
        : [asJson(block.accessory)],
  );
  for (const { type, action_id, value, text, options } of elements) {
    if (asJson(text).text === label) return { type, action_id, value, text };
    const option = listOf(options).find((each) => asJson(each.text).text === label);
    if (option !== undefined) return { type, action_id, selected_option: option };
  }
  throw new Error(`no button "${label}" on this post`);
}

export interface SignedRequest {
  url: string;
  secret: string;
  body: Json;
  /** Seconds since 1970. Default: now. */
  timestamp?: number;
  headers?: Record<string, string>;
}

/** The body as Slack writes it: events as JSON, commands as a form, clicks and forms as JSON within a form. */
export function encodeBody(body: Json): { text: string; contentType: string } {
  if (body.type === "block_actions" || body.type === "view_submission")
    return { text: `payload=${encodeURIComponent(JSON.stringify(body))}`, contentType: FORM };
  if (body.command === undefined) return { text: JSON.stringify(body), contentType: "application/json" };
  const fields = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
  return { text: new URLSearchParams(fields).toString(), contentType: FORM };
}

const FORM = "application/x-www-form-urlencoded";

export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

/** Post to the program's port what Slack would, signed as Slack signs it. */
export async function postSigned({
  url,
  secret,
  body,
  timestamp,
  headers,
}: SignedRequest): Promise<Response> {
  const { text, contentType } = encodeBody(body);
  const at = timestamp ?? Math.floor(Date.now() / 1_000);
  return fetch(`${url}/slack/events`, {
    method: "POST",
    headers: {
      "content-type": contentType,
      "x-slack-request-timestamp": `${at}`,
      "x-slack-signature": sign(secret, at, text),
      ...headers,
    },
    body: text,
  });
}

/** The same over Socket Mode. */
export function deliverBySocket(slack: FakeSlack, body: Json, retry = 0): Promise<SocketAnswer> {
  const type =
    body.command !== undefined ? "slash_commands" : body.event !== undefined ? "events_api" : "interactive";
  return slack.socket.deliver(type, body, retry);
}
