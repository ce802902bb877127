// The stand-in for WhatsApp Web's own code: just the modules that whatsapp-web.js 1.34.7 requires
// (plain JavaScript, since the browser loads this file as it is)
// for qr → authenticated → ready → message / sendMessage / ack / contact / media / logout.
// A module that is not here throws, as Meta's loader does, and the server sees { kind: 'missing-module' }.
void (async () => {
  const api = async (p, b) =>
    (await fetch(`/api/${p}`, { method: "POST", body: JSON.stringify(b ?? {}) })).json();
  const note = (kind, b = {}) => api("note", { kind, ...b }).catch(() => {});
  const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
  // On the disk at once, as the real page's keys are: localStorage loses seconds when the browser is killed.
  const request = (r) =>
    new Promise((ok, no) => Object.assign(r, { onsuccess: () => ok(r.result), onerror: () => no(r.error) }));
  const opening = indexedDB.open("standin", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("session");
  const db = await request(opening);
  const session = {
    get: () => request(db.transaction("session").objectStore("session").get("token")),
    set: (token) =>
      new Promise((ok, no) => {
        const tx = db.transaction("session", "readwrite", { durability: "strict" });
        tx.objectStore("session").put(token ?? null, "token");
        Object.assign(tx, { oncomplete: ok, onerror: no });
      }),
  };

  // ---- backbone-like events: 'a b' subscribes to both, change:* carries (model, value, previous) ----
  class Emitter {
    #h = new Map();
    on(names, fn) {
      for (const n of names.split(" ")) this.#h.set(n, [...(this.#h.get(n) ?? []), fn]);
      return this;
    }
    off(n, fn) {
      this.#h.set(
        n,
        (this.#h.get(n) ?? []).filter((f) => f !== fn && f.orig !== fn),
      );
    }
    once(n, fn) {
      const w = (...a) => {
        this.off(n, w);
        fn(...a);
      };
      w.orig = fn;
      return this.on(n, w);
    }
    has(n) {
      return !!this.#h.get(n)?.length;
    }
    trigger(n, ...a) {
      for (const f of [...(this.#h.get(n) ?? [])]) f(...a);
    }
  }
  class Model extends Emitter {
    set(k, v) {
      const prev = this[k];
      if (prev === v) return;
      this[k] = v;
      for (const e of [this, this.collection]) {
        e?.trigger(`change:${k}`, this, v, prev);
        e?.trigger("change", this);
      }
    }
    serialize() {
      const plain = (v) =>
        v === null || ["string", "number", "boolean"].includes(typeof v)
          ? v
          : v instanceof Wid
            ? v.toPlain()
            : Array.isArray(v)
              ? v.map(plain)
              : v && Object.getPrototypeOf(v) === Object.prototype
                ? Object.fromEntries(
                    Object.entries(v)
                      .map(([k, x]) => [k, plain(x)])
                      .filter(([, x]) => x !== undefined),
                  )
                : undefined;
      return Object.fromEntries(
        Object.entries(this)
          .map(([k, v]) => [k, plain(v)])
          .filter(([, v]) => v !== undefined),
      );
    }
  }
  class Collection extends Emitter {
    constructor(key = (m) => m.id._serialized) {
      super();
      this.map = new Map();
      this.key = key;
    }
    get(id) {
      return this.map.get(typeof id === "string" ? id : id?._serialized);
    }
    add(m) {
      this.map.set(this.key(m), m);
      m.collection = this;
      this.trigger("add", m);
      return m;
    }
    remove(m) {
      this.map.delete(this.key(m));
      this.trigger("remove", m);
    }
    getModelsArray() {
      return [...this.map.values()];
    }
    async find(id) {
      const m = this.get(id);
      if (!m) throw new Error(`not found: ${id?._serialized ?? id}`);
      return m;
    }
  }

  // ---- ids -----------------------------------------------------------------------------------------
  class Wid {
    constructor(s) {
      const [user, server] = s.split("@");
      Object.assign(this, { server, user, _serialized: s });
    }
    toPlain() {
      return { server: this.server, user: this.user, _serialized: this._serialized };
    }
    toString() {
      return this._serialized;
    }
    toJid() {
      return this._serialized;
    }
    equals(o) {
      return o?._serialized === this._serialized;
    }
    isLid() {
      return this.server === "lid";
    }
    isUser() {
      return this.isLid() || this.server === "c.us";
    }
    isGroup() {
      return this.server === "g.us";
    }
    isNewsletter() {
      return this.server === "newsletter";
    }
    isBroadcast() {
      return this.server === "broadcast";
    }
    isStatus() {
      return this._serialized === "status@broadcast";
    }
  }
  const createWid = (x) => {
    if (x instanceof Wid) return x;
    const s = typeof x === "string" ? x : x?._serialized;
    if (!s || !/^[\w.:-]+@(c\.us|lid|g\.us|newsletter|broadcast|s\.whatsapp\.net)$/.test(s))
      throw new Error("wid error: invalid wid");
    return new Wid(s.replace("@s.whatsapp.net", "@c.us"));
  };
  class MsgKey {
    constructor({ to, id, participant, selfDir }) {
      this.fromMe = selfDir === "out";
      this.remote = createWid(to);
      this.id = id;
      this.self = selfDir;
      if (participant) this.participant = createWid(participant);
      this._serialized = [
        this.fromMe,
        this.remote._serialized,
        id,
        ...(participant ? [this.participant._serialized] : []),
      ].join("_");
    }
    static async newId() {
      return (
        "3EB0" +
        [...crypto.getRandomValues(new Uint8Array(9))]
          .map((b) => b.toString(16).padStart(2, "0"))
          .join("")
          .toUpperCase()
      );
    }
  }

  // ---- models --------------------------------------------------------------------------------------
  class Msg extends Model {
    constructor(d) {
      super();
      Object.assign(this, d);
      for (const k of ["from", "to", "author"]) if (typeof this[k] === "string") this[k] = createWid(this[k]);
      if (this.id instanceof MsgKey)
        this.id = {
          fromMe: this.id.fromMe,
          remote: this.id.remote,
          id: this.id.id,
          _serialized: this.id._serialized,
          ...(this.id.participant ? { participant: this.id.participant } : {}),
        };
      else if (typeof this.id.remote === "string")
        this.id = { ...this.id, remote: createWid(this.id.remote) };
      this.isStatusV3 = this.id.remote._serialized === "status@broadcast";
      if (this.directPath) this.mediaData = { mediaStage: "RESOLVED" };
    }
    unsafe() {
      return this;
    }
    canReply() {
      return true;
    }
    msgContextInfo() {
      return {
        quotedMsg: { type: this.type, body: this.body },
        quotedStanzaID: this.id.id,
        quotedParticipant: this.from,
      };
    }
    async downloadMedia() {
      this.mediaData.mediaStage = "RESOLVED";
    }
    updateAck(a) {
      this.set("ack", a);
    }
  }
  class Chat extends Model {
    constructor({ id, name, unreadCount = 0, t = 0, groupMetadata }) {
      super();
      this.id = createWid(id);
      this.formattedTitle = name ?? id;
      this.unreadCount = unreadCount;
      this.t = t;
      this.msgs = new Collection();
      this.mute = { expiration: 0 };
      this.archive = false;
      if (groupMetadata) this.groupMetadata = groupMetadata;
    }
    serialize() {
      const s = super.serialize();
      s.id = this.id.toPlain();
      s.msgs = this.msgs.getModelsArray().map(() => ({}));
      return s;
    }
  }
  class Contact extends Model {
    constructor({ pn, lid, name, pushname }, useLid) {
      super();
      this.id = createWid(useLid ? lid : pn);
      if (useLid) this.phoneNumber = createWid(pn);
      this.name = name;
      this.pushname = pushname;
      this.type = "in";
    }
  }

  // ---- stores --------------------------------------------------------------------------------------
  const Socket = Object.assign(new Model(), { state: "OPENING", hasSynced: false, stream: "DISCONNECTED" });
  const Conn = Object.assign(new Model(), { platform: "android" });
  const Cmd = Object.assign(new Emitter(), {
    refreshQR() {
      void note("refresh-qr");
      Socket.set("state", "UNPAIRED");
    },
  });
  const C = {
    Msg: Object.assign(new Collection(), { modelClass: Msg }),
    Chat: new Collection(),
    Contact: new Collection(),
    Blocklist: new Collection(),
    BusinessProfile: new Collection(),
    WAWebNewsletterCollection: new Collection(),
    GroupMetadata: { update: async () => {} },
    Label: new Collection(),
    Status: new Collection(),
  };
  C.Msg.getMessagesById = async (ids) => ({ messages: ids.map((i) => C.Msg.get(i)).filter(Boolean) });
  let S = null; // snapshot from the server
  const byWid = (w) => S.contacts.find((c) => c.pn === w._serialized || c.lid === w._serialized);
  const contactFor = (w) => {
    w = createWid(w);
    let c = C.Contact.get(w);
    if (!c) {
      const k = byWid(w) ?? (w.isLid() ? { lid: w._serialized, pn: w._serialized } : { pn: w._serialized });
      c = new Contact(k, w.isLid());
      C.Contact.add(c);
    }
    return c;
  };
  C.Contact.find = async (w) => contactFor(w);
  C.Chat.find = async (w) =>
    C.Chat.get(createWid(w)) ?? C.Chat.add(new Chat({ id: createWid(w)._serialized }));
  const addMsg = (d, isNew) => {
    const m = new Msg({ ...d, isNewMsg: isNew });
    const chatId = m.id.remote._serialized;
    const chat = C.Chat.get(chatId) ?? C.Chat.add(new Chat({ id: chatId, name: d.notifyName }));
    chat.msgs.map.set(m.id._serialized, m);
    chat.t = m.t;
    chat.lastReceivedKey = m.id;
    C.Msg.add(m);
    if (isNew && S.faults.duplicateAdd && !m.id.fromMe) C.Msg.trigger("add", m);
    return m;
  };

  // ---- media ---------------------------------------------------------------------------------------
  class OpaqueData {
    constructor(blob) {
      this.blob = blob;
    }
    static async createFromData(blob) {
      return new OpaqueData(blob);
    }
    url() {
      return "blob:standin";
    }
    formData() {
      return this.blob;
    }
    autorelease() {}
  }
  class MediaData {
    constructor(d) {
      Object.assign(this, d);
    }
    set(d) {
      Object.assign(this, d);
    }
    toJSON() {
      const { mediaBlob, ...rest } = this;
      return rest;
    }
  }
  const b64 = (buf) => {
    let s = "";
    for (const x of new Uint8Array(buf)) s += String.fromCharCode(x);
    return btoa(s);
  };
  const mediaObjects = new Map();

  const links = (s) =>
    [...String(s ?? "").matchAll(/https?:\/\/\S+/g)].map((m) => ({
      href: m[0],
      suspiciousCharacters: new Set(),
    }));
  const pairing = {
    setPairingType() {},
    async initializeAltDeviceLinking() {},
    async initializeQRLinking() {},
    async startAltLinkingFlow(phone) {
      void note("pairing-code", { phone });
      return "ABCD1234";
    },
  };
  const unlink = async (reason) => {
    const token = await session.get();
    await session.set(null);
    await note("unlink", { token, reason });
  };

  const modules = {
    WAWebSocketModel: { Socket },
    WAWebConnModel: { Conn },
    WAWebCmd: { Cmd },
    WAWebCollections: C,
    WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
    WAWebAltDeviceLinkingApi: pairing,
    WAWebLaunchSocketUtils: { refreshQR() {} },
    WABase64: { encodeB64: (x) => b64(x) },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: 1 },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: new Uint8Array([1, 2, 3]) } }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: new Uint8Array([4, 5, 6]) } }),
      },
    },
    WAWebUserPrefsMultiDevice: { getADVSecretKey: () => "standin-adv-secret" },
    WAWebUserPrefsMeUser: {
      getMaybeMePnUser: () => createWid(S.me.pn),
      getMaybeMeLidUser: () => createWid(S.me.lid),
    },
    WAWebMiscBrowserUtils: { info: () => ({ os: "Linux", name: "Chrome" }) },
    WAWebSyncGatingUtils: {},
    WAWebCallCollection: Object.assign(new Emitter(), { calls: new Map() }),
    WAWebNonMessageDataRequestPlaceholderMessageResendUtils: {
      handlePlaceholderMsgsSeen: (m) => note("placeholder-resend", { n: m.length }),
    },
    WALinkify: { findLinks: links, findLink: (s) => links(s)[0] },
    WAWebLinkPreviewChatAction: { getLinkPreview: async () => null },
    WAWebWidFactory: {
      createWid,
      createWidFromWidLike: createWid,
      asUserWidOrThrow: createWid,
      toUserWidOrThrow: createWid,
    },
    WAWebMsgKey: MsgKey,
    WAWebChatGetters: {
      getIsNewsletter: (c) => c.id.isNewsletter(),
      getIsBroadcast: (c) => c.id.isBroadcast(),
    },
    WAWebFindChatAction: { findOrCreateLatestChat: async (w) => ({ chat: await C.Chat.find(w) }) },
    WAWebStreamModel: { Stream: { markAvailable() {}, markUnavailable() {} } },
    WAWebUpdateUnreadChatAction: {
      sendSeen: async ({ chat }) => {
        chat.set("unreadCount", 0);
        await note("sendSeen", { chat: chat.id._serialized });
      },
    },
    WAWebPresenceChatAction: {
      sendPresenceAvailable: async () => {},
      sendPresenceUnavailable: async () => {},
    },
    WAWebChatStateBridge: {
      sendChatStateComposing: (w) => note("typing", { chat: w._serialized }),
      sendChatStateRecording: async () => {},
      sendChatStatePaused: (w) => note("paused", { chat: w._serialized }),
    },
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebMsgReply: { canReplyMsg: () => true },
    WAWebChatLoadMessages: { loadEarlierMsgs: async () => [] },
    WAWebSendMsgChatAction: {
      addAndSendMsgToChat(_chat, message) {
        let m;
        const fault = api("send-fault").then((r) => r.fault);
        const never = new Promise(() => {});
        const added = fault.then((f) => {
          if (f?.says) throw new Error(f.says);
          if (f === "reload-before") {
            void note("reload-before").then(() => location.reload());
            return never;
          }
          if (f === "hangs") return never;
          m = addMsg(message, true);
        });
        const sent = added.then(async () => {
          const { id, to, body, type, t, caption, directPath, mimetype, filename, quotedStanzaID } =
            m.serialize();
          const r = await api("send", {
            id: { ...id, remote: id.remote._serialized },
            to: to._serialized,
            body,
            type,
            t,
            caption,
            directPath,
            mimetype,
            filename,
            quotedStanzaID,
            from: S.me.pn,
          });
          const f = await fault;
          if (f === "reload-after") {
            location.reload();
            return never;
          }
          if (f === "nothing-back") C.Msg.map.delete(m.id._serialized);
          m.set("ack", 1);
          if (directPath) m.set("isUnsentMedia", false);
          return { messageSendResult: "OK", t: r.t };
        });
        sent.catch(() => {});
        return [added.then(() => [m]), sent];
      },
    },
    WAWebQueryExistsJob: {
      queryWidExists: async (w) => {
        const r = await (await fetch(`/api/exists?wid=${encodeURIComponent(w._serialized)}`)).json();
        return r.wid ? { wid: createWid(r.wid), ...(r.lid ? { lid: createWid(r.lid) } : {}) } : null;
      },
    },
    WAWebApiContact: {
      getCurrentLid: (w) => {
        const c = byWid(w);
        return c?.lid && createWid(c.lid);
      },
      getPhoneNumber: (w) => {
        const c = byWid(w);
        return c?.pn && createWid(c.pn);
      },
      getAlternateUserWid: (w) => {
        const c = byWid(w);
        const alt = c && (w.isLid() ? c.pn : c.lid);
        return alt && createWid(alt);
      },
    },
    WAWebContactGetters: new Proxy(
      {},
      {
        get: (_, k) => (c) =>
          ({
            getIsMe: c.id._serialized === S.me.pn,
            getIsUser: c.id.isUser(),
            getIsGroup: c.id.isGroup(),
            getIsWAContact: true,
            getUserid: (c.phoneNumber ?? c.id).user,
            getName: c.name,
            getShortName: c.name?.split(" ")[0],
            getPushname: c.pushname,
          })[k],
      },
    ),
    WAWebFrontendContactGetters: { getIsMyContact: (c) => !!c.name },
    WAWebLidMigrationUtils: {
      toPn: (w) => {
        const c = byWid(w);
        return c && createWid(c.pn);
      },
    },
    WAWebMediaOpaqueData: OpaqueData,
    WAWebPrepRawMedia: {
      prepRawMedia: (o, p) => ({
        waitForPrep: async () =>
          new MediaData({
            filehash: await hash(o.blob),
            type: p.asSticker
              ? "sticker"
              : p.asDocument
                ? "document"
                : o.blob.type.startsWith("image/")
                  ? "image"
                  : p.isPtt
                    ? "ptt"
                    : o.blob.type.startsWith("video/")
                      ? "video"
                      : "document",
            isGif: false,
            mimetype: o.blob.type,
            filename: o.blob.name,
            size: o.blob.size,
            mediaBlob: o,
            preview: "",
          }),
      }),
    },
    WAWebMediaStorage: {
      getOrCreateMediaObject: (h) => {
        const m = mediaObjects.get(h) ?? {
          filehash: h,
          contentInfo: {},
          consolidate(d) {
            Object.assign(this, { type: d.type, size: d.size });
          },
        };
        mediaObjects.set(h, m);
        return m;
      },
    },
    WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (t) => t },
    WAWebMediaDataUtils: { shouldUseMediaCache: () => true },
    WAWebMediaInMemoryBlobCache: {
      InMemoryMediaBlobCache: {
        put: (h, b) => {
          mediaObjects.get(h).blob = b;
        },
      },
    },
    WAWebMediaMmsV4Upload: {
      uploadMedia: async ({ mimetype, mediaObject }) => {
        const r = await api("upload", { mimetype, data: b64(await mediaObject.blob.arrayBuffer()) });
        return {
          mediaEntry: {
            mmsUrl: `https://mmg.whatsapp.net${r.directPath}`,
            directPath: r.directPath,
            mediaKey: "k",
            encFilehash: "eh",
            uploadHash: "eh",
          },
        };
      },
    },
    WAWebDownloadManager: {
      downloadManager: {
        downloadAndMaybeDecrypt: async ({ directPath }) => {
          const r = await fetch(`/api/media?path=${encodeURIComponent(directPath)}`);
          if (!r.ok) throw Object.assign(new Error("media gone"), { status: r.status });
          return r.arrayBuffer();
        },
      },
    },
  };
  async function hash(blob) {
    return b64(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  }
  const optional = new Set([
    "WAWebAddonReactionTableMode",
    "WAWebAddonPollVoteTableMode",
    "WAWebBackendJobsCommon",
    "WAWebE2EProtoUtils",
  ]); // the library guards these itself
  window.require = (name) => {
    if (name in modules && !S?.faults.dropModules.includes(name)) return modules[name];
    if (!optional.has(name)) void note("missing-module", { name });
    throw new Error(`Requiring unknown module "${name}"`);
  };

  Socket.logout = async () => {
    await unlink("client");
    Cmd.trigger("logout");
    setTimeout(() => {
      location.href = "/?post_logout=1&logout_reason=0";
    }, 50);
  };
  Socket.takeover = () => {
    void note("takeover");
    Socket.set("state", "CONNECTED");
  };
  Socket.reconnect = () => {
    void note("reconnect");
    Socket.set("state", "CONNECTED");
  };

  // ---- life cycle ----------------------------------------------------------------------------------
  const connect = async () => {
    Conn.pushname = S.me.pushname;
    Conn.wid = createWid(S.me.pn);
    for (const c of S.contacts) {
      C.Contact.add(new Contact(c));
    }
    for (const c of S.chats) if (!C.Chat.get(c.id)) C.Chat.add(new Chat(c));
    for (const m of S.messages) addMsg(m, false); // history: isNewMsg false, so no 'message' event
    if (S.faults.syncBeforeConnected) Socket.set("hasSynced", true);
    Socket.set("state", "CONNECTED");
    if (S.faults.neverSync) return;
    await sleep(S.faults.syncDelayMs);
    while (S.faults.syncWaitsForListener && !Socket.has("change:hasSynced")) await sleep(20); // else a slow machine loses 'ready' (the library's own race)
    Cmd.trigger("offline_progress_update_from_bridge");
    Socket.set("hasSynced", true);
  };
  S = await api("hello", { token: await session.get() });
  const es = new EventSource("/api/events");
  const on = (n, fn) => es.addEventListener(n, (e) => fn(JSON.parse(e.data)));
  on("ref", (r) => Conn.set("ref", r));
  on("paired", async (p) => {
    if (Socket.state !== "UNPAIRED" && Socket.state !== "UNPAIRED_IDLE") return;
    await session.set(p.token);
    S = { ...S, ...p };
    if (S.faults.reloadAfterPair) return location.reload();
    Socket.set("state", "PAIRING");
    await sleep(50);
    await connect();
  });
  on("inbound", (m) => {
    if (Socket.state === "CONNECTED") {
      const chat = C.Chat.get(m.id.remote);
      addMsg(m, true);
      if (!m.id.fromMe) C.Chat.get(m.id.remote).set("unreadCount", (chat?.unreadCount ?? 0) + 1);
    }
  });
  on("ack", ({ id, ack }) =>
    C.Msg.getModelsArray()
      .find((m) => m.id.id === id)
      ?.set("ack", ack),
  );
  on("state", (s) => Socket.set("state", s));
  on("reload", () => location.reload());
  on("iframe", () => {
    const f = document.createElement("iframe");
    f.src = "/frame";
    document.body.append(f);
  });
  on("edit", ({ id, body }) =>
    C.Msg.getModelsArray()
      .find((m) => m.id.id === id)
      ?.set("body", body),
  );
  on("contact", (known) => S.contacts.push(known));
  on("revoke", ({ id }) =>
    C.Msg.getModelsArray()
      .find((m) => m.id.id === id)
      ?.set("type", "revoked"),
  );
  on("logout", async () => {
    await unlink("phone");
    Cmd.trigger("logout");
    setTimeout(() => {
      location.href = "/?post_logout=1&logout_reason=1";
    }, 50);
  });

  if (!S.paired) await session.set(null); // unlinked while we were away
  Conn.ref = S.ref;
  await sleep(S.faults.debugDelayMs);
  window.Debug = { VERSION: S.version };
  await sleep(S.faults.openingDelayMs);
  if (S.paired) {
    await sleep(100);
    await connect();
  } else Socket.set("state", "UNPAIRED");
})();
