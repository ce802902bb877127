import {
  asJson,
  type Ephemeral,
  type FakeChannel,
  type FakeFile,
  type FakeMessage,
  type FakeView,
  type Json,
  listOf,
  refusalOf,
  refusalOfView,
} from "./workspace.ts";

export interface MethodsContext {
  channels: Map<string, FakeChannel>;
  /** Null for one that is not there. */
  channelOf(id: string): FakeChannel | undefined;
  ephemerals: Ephemeral[];
  files: FakeFile[];
  views: FakeView[];
  /** The Home tab of each person who has one. */
  homes: Map<string, Json>;
  nextTs(): string;
  origin: string;
  socketUrl: string;
}

/** The methods of Slack's Web API that Leadline calls, on a workspace in memory. */
export function createMethods(context: MethodsContext): (method: string, args: Json) => Json {
  const { channelOf, ephemerals, files, views, homes, nextTs } = context;

  /** A person's id stands for the direct chat with them. */
  const place = (id: unknown) => channelOf(/^[UW]/.test(String(id)) ? `D${String(id).slice(1)}` : String(id));

  function writable(id: unknown): FakeChannel | Json {
    const channel = place(id);
    if (channel === undefined) return refuse("channel_not_found");
    if (channel.archived) return refuse("is_archived");
    return channel.member ? channel : refuse("not_in_channel");
  }

  function postMessage(args: Json): Json {
    const channel = writable(args.channel);
    if (!isChannel(channel)) return channel;
    const blocks = listOf(args.blocks);
    if (blocks.length === 0 && !args.text) return refuse("no_text");
    const refusal = refusalOf(blocks);
    if (refusal !== null) return refuse(refusal);
    const thread = args.thread_ts === undefined ? undefined : String(args.thread_ts);
    if (thread !== undefined && !channel.messages.some(({ ts }) => ts === thread))
      return refuse("thread_not_found");
    const message: FakeMessage = {
      channel: channel.id,
      ts: nextTs(),
      ...(thread === undefined ? {} : { thread_ts: thread }),
      bot_id: "B0LEADLINE",
      text: String(args.text ?? ""),
      blocks,
      ...(args.metadata === undefined ? {} : { metadata: asJson(args.metadata) }),
      broadcast: args.reply_broadcast === true,
      edits: 0,
    };
    channel.messages.push(message);
    return { ok: true, channel: channel.id, ts: message.ts, message };
  }

  function update(args: Json): Json {
    const channel = writable(args.channel);
    if (!isChannel(channel)) return channel;
    const message = channel.messages.find(({ ts }) => ts === args.ts);
    if (message === undefined) return refuse("message_not_found");
    const refusal = refusalOf(listOf(args.blocks));
    if (refusal !== null) return refuse(refusal);
    message.text = String(args.text ?? "");
    message.blocks = listOf(args.blocks);
    if (args.metadata !== undefined) message.metadata = asJson(args.metadata);
    message.edits += 1;
    return { ok: true, channel: channel.id, ts: message.ts, text: message.text };
  }

  function postEphemeral(args: Json): Json {
    const channel = writable(args.channel);
    if (!isChannel(channel)) return channel;
    const blocks = listOf(args.blocks);
    const refusal = refusalOf(blocks);
    if (refusal !== null) return refuse(refusal);
    const thread = args.thread_ts === undefined ? {} : { thread_ts: String(args.thread_ts) };
    ephemerals.push({
      channel: channel.id,
      user: String(args.user),
      text: String(args.text),
      blocks,
      ...thread,
    });
    return { ok: true, message_ts: nextTs() };
  }

  function page(found: FakeMessage[], args: Json): Json {
    const oldest = Number(args.oldest ?? 0);
    const limit = Number(args.limit ?? 100);
    const start = Number(String(args.cursor ?? "0"));
    const inTime = found.filter(({ ts }) => Number(ts) >= oldest);
    const messages = inTime.slice(start, start + limit).map(({ metadata, ...message }) => ({
      ...message,
      ...(args.include_all_metadata === true && metadata !== undefined ? { metadata } : {}),
    }));
    const more = start + limit < inTime.length;
    return {
      ok: true,
      messages,
      has_more: more,
      response_metadata: { next_cursor: more ? `${start + limit}` : "" },
    };
  }

  const methods: Record<string, (args: Json) => Json> = {
    "auth.test": () => ({
      ok: true,
      team: "Sample",
      team_id: "T0TEAM",
      user: "leadline",
      user_id: "U0BOT",
      bot_id: "B0LEADLINE",
    }),
    "apps.connections.open": () => ({ ok: true, url: context.socketUrl }),
    "chat.postMessage": postMessage,
    "chat.update": update,
    "chat.postEphemeral": postEphemeral,
    "conversations.open": (args) => ({ ok: true, channel: { id: place(args.users)?.id } }),
    "conversations.info": (args) => {
      const channel = place(args.channel);
      if (channel === undefined) return refuse("channel_not_found");
      const { id, name, member, archived } = channel;
      return { ok: true, channel: { id, name, is_member: member, is_archived: archived } };
    },
    "conversations.history": (args) => {
      const channel = place(args.channel);
      if (channel === undefined) return refuse("channel_not_found");
      const top = channel.messages.filter(({ thread_ts, broadcast }) => thread_ts === undefined || broadcast);
      return page(top.reverse(), args);
    },
    "conversations.replies": (args) => {
      const channel = place(args.channel);
      if (channel === undefined) return refuse("channel_not_found");
      const asked = channel.messages.find(({ ts }) => ts === args.ts);
      // Asked by a reply it gives that reply alone.
      if (asked?.thread_ts !== undefined) return page([asked], args);
      const thread = channel.messages.filter(({ ts, thread_ts }) => ts === args.ts || thread_ts === args.ts);
      return thread.length === 0 ? refuse("thread_not_found") : page(thread, args);
    },
    "views.open": (args) => {
      if (views.some(({ trigger }) => trigger === args.trigger_id)) return refuse("exchanged_trigger_id");
      const view = asJson(args.view);
      const refusal = refusalOfView(view);
      if (refusal !== null) return refuse(refusal);
      const id = `V${views.length + 1}`;
      views.push({ trigger: String(args.trigger_id), view, id, hash: `${nextTs()}.hash` });
      return { ok: true, view: { id } };
    },
    "views.update": (args) => {
      const shown = views.find(({ id }) => id === args.view_id);
      if (shown === undefined) return refuse("not_found");
      if (args.hash !== undefined && args.hash !== shown.hash) return refuse("hash_conflict");
      const view = asJson(args.view);
      const refusal = refusalOfView(view);
      if (refusal !== null) return refuse(refusal);
      shown.view = view;
      shown.hash = `${nextTs()}.hash`;
      return { ok: true, view: { id: shown.id } };
    },
    "views.publish": (args) => {
      const view = asJson(args.view);
      const refusal = view.type === "home" ? refusalOfView(view) : "invalid_arguments";
      if (refusal !== null) return refuse(refusal);
      homes.set(String(args.user_id), view);
      return { ok: true, view: { id: `H${String(args.user_id)}` } };
    },
    "files.getUploadURLExternal": (args) => {
      const id = `F${files.length + 1}`;
      const name = String(args.filename);
      files.push({
        id,
        name,
        alt: String(args.alt_txt ?? ""),
        bytes: Buffer.alloc(0),
        channel: null,
        thread_ts: null,
        comment: "",
      });
      return { ok: true, file_id: id, upload_url: `${context.origin}/upload/${id}` };
    },
    "files.completeUploadExternal": (args) => {
      const channel = writable(args.channel_id);
      if (!isChannel(channel)) return channel;
      for (const { id } of listOf(args.files)) {
        const file = files.find((each) => each.id === id);
        if (file === undefined) return refuse("file_not_found");
        file.channel = channel.id;
        file.thread_ts = args.thread_ts === undefined ? null : String(args.thread_ts);
        file.comment = String(args.initial_comment ?? "");
      }
      return { ok: true, files: args.files };
    },
    "files.info": (args) => {
      const file = files.find((each) => each.id === args.file);
      if (file === undefined) return refuse("file_not_found");
      const url_private = `${context.origin}/files/${file.id}`;
      return {
        ok: true,
        file: { id: file.id, channels: file.channel === null ? [] : [file.channel], url_private },
      };
    },
  };
  return (method, args) => methods[method]?.(args) ?? refuse("unknown_method");
}

function refuse(error: string): Json {
  return { ok: false, error };
}

function isChannel(value: FakeChannel | Json): value is FakeChannel {
  return "messages" in value && "id" in value;
}
