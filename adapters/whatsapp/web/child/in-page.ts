/*
 * What runs inside WhatsApp's page where the library has no call for it, as text: functions would be changed by
 * whoever compiles us, and the page could not run them. `window.WWebJS` and the modules are the ones that
 * whatsapp-web.js uses itself.
 */

/**
 * Messages of people that came, or that were answered on the phone, since a second; oldest first within a chat. The
 * library's own `fetchMessages` mixes up messages of the same second and knows no time.
 */
export function unseenMessages(wish: {
  since: number;
  floor: number;
  chats: number;
  perChat: number;
}): string {
  return `(async (wish) => {
    const isPerson = (chat) => chat.id.server === "c.us" || chat.id.server === "lid";
    const wanted = window.require("WAWebCollections").Chat.getModelsArray()
      .filter((chat) => isPerson(chat)
        && (chat.t >= wish.since || (chat.unreadCount > 0 && chat.t >= wish.floor)))
      .sort((a, b) => b.t - a.t);
    let capped = wanted.length > wish.chats;
    const found = [];
    for (const chat of wanted.slice(0, wish.chats)) {
      ${LOAD_SINCE}
      const all = await loadSince(chat, wish.since, wish.perChat);
      const incoming = all.filter((msg) => !msg.id.fromMe);
      const unread = new Set(chat.unreadCount > 0 ? incoming.slice(-chat.unreadCount) : []);
      const fresh = all.filter((msg) => msg.t >= wish.since || (unread.has(msg) && msg.t >= wish.floor));
      if (fresh.length > wish.perChat) capped = true;
      found.push(...fresh.slice(-wish.perChat).map((msg) => window.WWebJS.getMessageModel(msg)));
    }
    return { messages: found, capped };
  })(${JSON.stringify(wish)})`;
}

/** What was sent from this account in a chat since a second, oldest first. */
export function ownMessages(wish: { chat: string; since: number; limit: number }): string {
  return `(async (wish) => {
    ${LOAD_SINCE}
    const chat = await window.WWebJS.getChat(wish.chat, { getAsModel: false });
    if (!chat) return { messages: [], capped: false };
    const all = await loadSince(chat, wish.since, wish.limit);
    const own = all.filter((msg) => msg.id.fromMe && msg.t >= wish.since).slice(-wish.limit);
    return { messages: own.map((msg) => window.WWebJS.getMessageModel(msg)), capped: false };
  })(${JSON.stringify(wish)})`;
}

const LOAD_SINCE = `
  const loadSince = async (chat, since, most) => {
    let msgs = chat.msgs.getModelsArray();
    while (msgs.length < most && !(msgs[0]?.t < since)) {
      const loaded = await window.require("WAWebChatLoadMessages").loadEarlierMsgs({ chat });
      const now = chat.msgs.getModelsArray();
      if (!loaded?.length || now.length <= msgs.length) break;
      msgs = now;
    }
    return [...msgs].sort((a, b) => a.t - b.t);
  };`;

/** Ask for a new QR code once the page has stopped to renew it. The library tries this outside of the page, in vain. */
export const REFRESH_QR = `(() => {
  try { window.require("WAWebCmd").Cmd.refreshQR(); } catch { location.reload(); }
})()`;

/** What the library waits for, and misses when the page is faster: see {@link createSession}. */
export const SAY_SYNCED = `window.onAppStateHasSyncedEvent?.()`;

/** Let the person see, or see no more, that an answer is being written. */
export function typing(chat: string, state: "typing" | "stop"): string {
  return `window.WWebJS.sendChatstate(${JSON.stringify(state)}, ${JSON.stringify(chat)})`;
}
