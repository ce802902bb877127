// @ts-check
/**
 * The chat as a page shows it: one script tag, no other host, no HTML made of what people write.
 *
 *   <script src="https://chat.example.com/chat/widget.js" data-language="pt" data-colour="#0f766e"
 *           data-title="Fale com a gente" data-position="left" async></script>
 *
 * Everything lives in a shadow root with constructed style sheets, so the site's styles and a strict
 * Content-Security-Policy (script-src and connect-src naming this host) leave it alone.
 */
(() => {
  const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;
  if (window.LeadlineChat) return;

  /** @type {Record<string, Words>} */
  const WORDS = {
    en: {
      title: "Chat with us",
      hello: "Hello! Write to us here and we answer at once.",
      open: "Open chat",
      close: "Close chat",
      log: "Messages",
      write: "Write a message",
      send: "Send",
      you: "You",
      us: "Us",
      sending: "Sending…",
      sent: "Sent",
      failed: "Not sent.",
      retry: "Try again",
      typing: "Typing…",
      offline: "You are offline. Your messages go out when you are back.",
      connecting: "Connecting…",
      tooLong: "Too long: please split it into several messages.",
      busy: "One moment, that was a lot at once…",
      choose: "Choose an answer",
      fresh: "New messages",
      today: "Today",
    },
    pt: {
      title: "Fale com a gente",
      hello: "Olá! Escreva aqui que respondemos na hora.",
      open: "Abrir chat",
      close: "Fechar chat",
      log: "Mensagens",
      write: "Escreva uma mensagem",
      send: "Enviar",
      you: "Você",
      us: "Nós",
      sending: "Enviando…",
      sent: "Enviada",
      failed: "Não enviada.",
      retry: "Tentar de novo",
      typing: "Digitando…",
      offline: "Você está sem conexão. Suas mensagens saem quando ela voltar.",
      connecting: "Conectando…",
      tooLong: "Muito longa: divida em várias mensagens.",
      busy: "Um momento, foi muita coisa de uma vez…",
      choose: "Escolha uma resposta",
      fresh: "Novas mensagens",
      today: "Hoje",
    },
    es: {
      title: "Escríbenos",
      hello: "¡Hola! Escribe aquí y te respondemos al momento.",
      open: "Abrir chat",
      close: "Cerrar chat",
      log: "Mensajes",
      write: "Escribe un mensaje",
      send: "Enviar",
      you: "Tú",
      us: "Nosotros",
      sending: "Enviando…",
      sent: "Enviado",
      failed: "No se envió.",
      retry: "Intentar de nuevo",
      typing: "Escribiendo…",
      offline: "Estás sin conexión. Tus mensajes saldrán cuando vuelva.",
      connecting: "Conectando…",
      tooLong: "Demasiado largo: divídelo en varios mensajes.",
      busy: "Un momento, fue mucho de una vez…",
      choose: "Elige una respuesta",
      fresh: "Mensajes nuevos",
      today: "Hoy",
    },
  };

  const MAX_TEXT = 8000;
  /** The server's heartbeat comes every 15 s: three missed mean that the line is dead. */
  const SILENCE_MS = 45_000;
  const TYPING_MS = 6_000;
  const STYLE = styleText();

  // ---------------------------------------------------------------- the conversation

  /**
   * Talks with the server: keeps the session, sends in order and again when needed, follows the stream.
   * @param {{ server: string, storageKey: string, language: string }} options
   * @param {ClientEvents} on
   */
  function createClient(options, on) {
    const saved = load(options.storageKey);
    let session = saved.session;
    /** @type {Pending[]} */
    let pending = saved.pending.map((item) => ({ ...item, state: "sending" }));
    let last = "";
    let stopped = false;
    let flushing = false;
    /** @type {AbortController | null} */
    let streaming = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let retryTimer;
    let failures = 0;

    function save() {
      const unsent = pending.filter((item) => item.state !== "sent").map(({ state, ...item }) => item);
      store(options.storageKey, JSON.stringify({ session, pending: unsent }));
    }

    /** @param {string} path @param {RequestInit} init */
    function call(path, init) {
      return fetch(options.server + path, { ...init, credentials: "omit", cache: "no-store" });
    }

    async function ensureSession() {
      if (session) return session;
      const response = await call("/chat/api/sessions", { method: "POST" });
      if (!response.ok) throw new Refused(response);
      session = String((await response.json()).session);
      save();
      on.session(session);
      follow();
      return session;
    }

    /** @param {{ text?: string, choice?: Choice }} said */
    function send(said) {
      /** @type {Pending} */
      const item = { id: uuid(), ...said, at: new Date().toISOString(), state: "sending" };
      pending.push(item);
      save();
      on.pending(item);
      void flush();
    }

    /** One after the other, so that what was said first arrives first. */
    async function flush() {
      if (flushing || stopped) return;
      flushing = true;
      clearTimeout(retryTimer);
      try {
        for (let item = nextUnsent(); item && !stopped; item = nextUnsent()) await post(item);
        failures = 0;
      } catch (error) {
        failures += 1;
        const wait = error instanceof Refused ? error.retryAfter : 0;
        if (wait) on.notice("busy");
        // After a few tries the person decides; coming back online tries by itself.
        else if (failures >= 4)
          for (const item of pending) if (item.state === "sending") setState(item, "failed");
        if (pending.some((item) => item.state === "sending"))
          retryTimer = setTimeout(() => void flush(), wait || backoff(failures));
      } finally {
        flushing = false;
      }
    }

    function nextUnsent() {
      return pending.find((item) => item.state === "sending");
    }

    /** @param {Pending} item */
    async function post(item) {
      const body = {
        session: await ensureSession(),
        id: item.id,
        ...(item.choice ? { choice: item.choice } : { text: item.text }),
        language: options.language,
        page: { url: location.href.slice(0, 2000), referrer: document.referrer.slice(0, 2000) },
      };
      const response = await call("/chat/api/messages", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (response.ok) {
        on.notice("");
        setState(item, "sent");
        // The answer may have come before this did.
        if (pending.includes(item)) on.awaiting();
      } else if (response.status === 429 || response.status >= 500) throw new Refused(response);
      else {
        const problem = await response.json().catch(() => null);
        setState(item, "failed");
        on.notice(problem?.error?.code === "message-too-long" ? "tooLong" : "failed");
      }
    }

    /** @param {Pending} item @param {Pending["state"]} state */
    function setState(item, state) {
      item.state = state;
      save();
      on.pending(item);
    }

    /** @param {string} id */
    function retry(id) {
      for (const item of pending) if (item.id === id && item.state === "failed") setState(item, "sending");
      failures = 0;
      void flush();
    }

    function online() {
      for (const item of pending) if (item.state === "failed") setState(item, "sending");
      failures = 0;
      void flush();
      pause();
      follow();
    }

    /** What was under way tells nothing any more of whether there is a connection: try anew. */
    function offline() {
      pause();
      follow();
    }

    /** Follow the stream until paused; connects again by itself. */
    function follow() {
      if (!session || streaming || stopped) return;
      const run = new AbortController();
      streaming = run;
      void (async () => {
        for (let tries = 0, silent = 0; !run.signal.aborted; ) {
          const began = Date.now();
          let heard = false;
          try {
            // A proxy that holds streams back: ask now and then instead.
            if (silent >= 2) await poll(run.signal);
            else
              await readStream(run.signal, () => {
                heard = true;
                tries = 0;
                silent = 0;
                on.connected(true);
              });
          } catch {
            if (!heard && Date.now() - began >= SILENCE_MS) silent += 1;
          }
          if (run.signal.aborted) return;
          tries += 1;
          if (tries > 1 && silent < 2) on.connected(false);
          await pauseFor(silent >= 2 ? 3000 : backoff(tries), run.signal);
        }
      })();
    }

    /** @param {AbortSignal} signal @param {() => void} onHeard */
    async function readStream(signal, onHeard) {
      const line = new AbortController();
      const hangUp = () => line.abort();
      signal.addEventListener("abort", hangUp);
      let watchdog = setTimeout(hangUp, SILENCE_MS);
      try {
        const response = await call("/chat/api/stream", { headers: readHeaders(), signal: line.signal });
        if (!response.ok || !response.body) throw new Refused(response);
        const reader = response.body.getReader();
        const decoder = new TextDecoder();
        let rest = "";
        for (;;) {
          const { done, value } = await reader.read();
          if (done || signal.aborted) return;
          onHeard();
          clearTimeout(watchdog);
          watchdog = setTimeout(hangUp, SILENCE_MS);
          const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
          rest = blocks.pop() ?? "";
          for (const block of blocks) takeEvent(block);
        }
      } finally {
        clearTimeout(watchdog);
        signal.removeEventListener("abort", hangUp);
      }
    }

    /** @param {string} block */
    function takeEvent(block) {
      let event = "";
      let data = "";
      for (const line of block.split("\n")) {
        if (line.startsWith("event: ")) event = line.slice(7);
        else if (line.startsWith("data: ")) data += line.slice(6);
      }
      if (event === "message") takeEntry(JSON.parse(data));
      else if (event === "caught-up") on.caughtUp();
    }

    /** @param {AbortSignal} signal */
    async function poll(signal) {
      const response = await call("/chat/api/messages", { headers: readHeaders(), signal });
      if (!response.ok) throw new Refused(response);
      if (signal.aborted) return;
      on.connected(true);
      for (const entry of (await response.json()).messages) takeEntry(entry);
      on.caughtUp();
    }

    function readHeaders() {
      return { authorization: `Bearer ${session}`, ...(last ? { "last-event-id": last } : {}) };
    }

    /** @param {Entry} entry */
    function takeEntry(entry) {
      last = entry.id;
      pending = pending.filter((item) => item.id !== entry.clientId);
      save();
      on.entry(entry);
    }

    function pause() {
      streaming?.abort();
      streaming = null;
    }

    return {
      send,
      retry,
      online,
      offline,
      follow,
      pause,
      start() {
        for (const item of pending) on.pending(item);
        if (session) on.session(session);
        follow();
        if (pending.length) void flush();
      },
      hasSession: () => session !== "",
      stop() {
        stopped = true;
        clearTimeout(retryTimer);
        pause();
      },
    };
  }

  class Refused extends Error {
    /** @param {Response} response */
    constructor(response) {
      super(`The server answered ${response.status}`);
      this.retryAfter = Math.min(60, Number(response.headers.get("retry-after")) || 0) * 1000;
    }
  }

  // ---------------------------------------------------------------- what is seen

  /**
   * Show the chat in `target`, or floating over the page when there is none.
   * @param {HTMLElement | null} target
   * @param {ChatOptions} options
   */
  function mount(target, options) {
    const language = spoken(options.language || document.documentElement.lang || navigator.language);
    const words = /** @type {Words} */ (WORDS[language] ?? WORDS.en);
    const title = options.title || words.title;
    const floating = target === null;
    const host = document.createElement("div");
    host.className = "leadline-chat";
    host.lang = language;
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [STYLE, options.css ?? ""].filter(Boolean).map(sheet);
    setColours(host, options.colour);
    if (options.theme) host.dataset.theme = options.theme;
    host.dataset.mode = floating ? "floating" : "inline";
    host.dataset.position = options.position === "left" ? "left" : "right";

    const badge = el("span", { class: "badge", hidden: true });
    const launcher = el(
      "button",
      {
        class: "launcher",
        type: "button",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        "aria-label": words.open,
      },
      icon("M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"),
      badge,
    );
    const closer = el(
      "button",
      { class: "close", type: "button", "aria-label": words.close },
      icon("M6 6l12 12M18 6L6 18"),
    );
    const log = el("div", {
      class: "log",
      role: "log",
      "aria-live": "off",
      "aria-label": words.log,
      tabindex: "0",
    });
    const hello = el("p", { class: "hello" }, words.hello);
    const notice = el("p", { class: "notice", role: "status", hidden: true });
    const dots = el(
      "div",
      { class: "msg bot typing", hidden: true, "aria-label": words.typing },
      el("i"),
      el("i"),
      el("i"),
    );
    const field = el("textarea", {
      rows: "1",
      "aria-label": words.write,
      placeholder: words.write,
      enterkeyhint: "send",
      autocomplete: "off",
    });
    const send = el(
      "button",
      { class: "send", type: "submit", "aria-label": words.send },
      icon("M3 20l18-8L3 4v6l12 2-12 2z"),
    );
    const form = el("form", { class: "composer" }, field, send);
    const heading = el("h2", { id: "title" }, title);
    const panel = el(
      "section",
      floating
        ? { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true }
        : { class: "panel", "aria-labelledby": "title" },
      el("header", {}, heading, closer),
      log,
      notice,
      form,
    );
    closer.hidden = !floating;
    log.append(hello, dots);
    root.append(panel);
    if (floating) root.append(launcher);
    (target ?? document.body).append(host);

    /** @type {Map<string, HTMLElement>} bubbles by entry id, own ones by client id */
    const bubbles = new Map();
    let unread = 0;
    let caughtUp = false;
    let isOpen = !floating;
    let day = "";
    /** @type {HTMLElement | null} */
    let choiceRow = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let typingTimer;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let noticeTimer;

    const client = createClient(
      { server: options.server, storageKey: options.storageKey ?? "leadline.chat", language },
      {
        session: (id) => options.onSession?.(id),
        entry: showEntry,
        pending: showPending,
        caughtUp() {
          caughtUp = true;
          log.setAttribute("aria-live", "polite");
        },
        awaiting() {
          clearTimeout(typingTimer);
          dots.hidden = false;
          toEnd(true);
          typingTimer = setTimeout(() => {
            dots.hidden = true;
          }, TYPING_MS);
        },
        notice: tell,
        connected(yes) {
          if (yes) tell("");
          else tell(navigator.onLine ? "connecting" : "offline");
        },
      },
    );

    /** @param {Entry} entry */
    function showEntry(entry) {
      if (bubbles.has(entry.id)) return;
      const mine = entry.from === "you";
      const known = entry.clientId ? bubbles.get(entry.clientId) : undefined;
      const wasAtEnd = atEnd();
      if (known) {
        bubbles.set(entry.id, known);
        setState(known, "seen");
      } else {
        const bubble = addBubble(entry.from, entry.text, entry.at);
        bubbles.set(entry.id, bubble);
        if (entry.clientId) bubbles.set(entry.clientId, bubble);
      }
      if (mine) clearChoices();
      else {
        clearTimeout(typingTimer);
        dots.hidden = true;
        showChoices(entry.choices ?? []);
        if (!isOpen && caughtUp) showUnread(unread + 1);
      }
      toEnd(wasAtEnd || mine);
    }

    /** @param {Pending} item */
    function showPending(item) {
      let bubble = bubbles.get(item.id);
      if (!bubble) {
        clearChoices();
        bubble = addBubble("you", item.choice?.label ?? item.text ?? "", item.at);
        bubbles.set(item.id, bubble);
        toEnd(true);
      }
      setState(bubble, item.state, () => client.retry(item.id));
    }

    /** @param {Entry["from"]} from @param {string} text @param {string} at */
    function addBubble(from, text, at) {
      hello.hidden = true;
      const when = new Date(at);
      const label = when.toLocaleDateString(language, { day: "numeric", month: "long" });
      if (label !== day) {
        day = label;
        const isToday = when.toDateString() === new Date().toDateString();
        log.insertBefore(el("p", { class: "day" }, isToday ? words.today : label), dots);
      }
      const time = when.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
      const body = el("p", { class: "text", dir: "auto" }, ...(from === "you" ? [text] : withLinks(text)));
      const bubble = el(
        "div",
        { class: `msg ${from}` },
        el("span", { class: "vh" }, `${from === "you" ? words.you : words.us}: `),
        body,
        el("span", { class: "meta" }, el("time", { datetime: at }, time), el("span", { class: "state" })),
      );
      log.insertBefore(bubble, dots);
      return bubble;
    }

    /** @param {HTMLElement} bubble @param {Pending["state"] | "seen"} state @param {() => void} [onRetry] */
    function setState(bubble, state, onRetry) {
      const place = bubble.querySelector(".state");
      if (!place || bubble.dataset.state === state || bubble.dataset.state === "seen") return;
      bubble.dataset.state = state;
      place.replaceChildren();
      if (state === "sending") place.append(words.sending);
      else if (state === "failed") {
        const again = el("button", { type: "button", class: "retry" }, words.retry);
        again.addEventListener("click", () => onRetry?.());
        place.append(`${words.failed} `, again);
      } else place.append(el("span", { role: "img", "aria-label": words.sent }, "✓"));
    }

    /** @param {Choice[]} choices */
    function showChoices(choices) {
      clearChoices();
      if (choices.length === 0) return;
      if (options.choices === "numbers") {
        const lines = choices.map((choice, index) => `${index + 1}. ${choice.label}`).join("\n");
        const lastText = [...log.querySelectorAll(".msg.bot .text, .msg.human .text")].pop();
        lastText?.append(`\n\n${lines}`);
        return;
      }
      choiceRow = el("div", { class: "choices", role: "group", "aria-label": words.choose });
      for (const choice of choices) {
        const button = el("button", { type: "button", dir: "auto" }, choice.label);
        button.addEventListener("click", () => {
          client.send({ choice });
          field.focus();
        });
        choiceRow.append(button);
      }
      log.insertBefore(choiceRow, dots);
    }

    function clearChoices() {
      choiceRow?.remove();
      choiceRow = null;
    }

    /** @param {string} kind a key of the words, or nothing to take the notice away */
    function tell(kind) {
      clearTimeout(noticeTimer);
      const text = kind ? (words[kind] ?? "") : "";
      notice.textContent = text;
      notice.hidden = text === "";
      if (kind === "tooLong" || kind === "busy") noticeTimer = setTimeout(() => tell(""), 6000);
    }

    function submit() {
      const text = field.value.trim();
      if (text === "") return;
      if (text.length > MAX_TEXT) return tell("tooLong");
      field.value = "";
      grow();
      client.send({ text });
    }

    function grow() {
      field.style.height = "auto";
      field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
    }

    function atEnd() {
      return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    }

    /** @param {boolean} really */
    function toEnd(really) {
      if (really) log.scrollTop = log.scrollHeight;
    }

    /** @param {number} count */
    function showUnread(count) {
      unread = count;
      badge.textContent = count > 9 ? "9+" : String(count);
      badge.hidden = count === 0;
      launcher.setAttribute("aria-label", count ? `${words.open} (${words.fresh}: ${count})` : words.open);
    }

    function open() {
      if (isOpen) return;
      isOpen = true;
      panel.hidden = false;
      launcher.setAttribute("aria-expanded", "true");
      host.dataset.open = "";
      showUnread(0);
      client.follow();
      toEnd(true);
      field.focus();
    }

    function close() {
      if (!floating || !isOpen) return;
      isOpen = false;
      panel.hidden = true;
      launcher.setAttribute("aria-expanded", "false");
      delete host.dataset.open;
      launcher.focus();
    }

    /** @param {KeyboardEvent} event */
    function keys(event) {
      if (event.key === "Escape") {
        event.stopPropagation();
        close();
      } else if (event.key === "Tab" && floating) {
        const stops = [...panel.querySelectorAll("button, textarea, a[href], [tabindex='0']")].filter(
          (stop) => stop instanceof HTMLElement && stop.getClientRects().length > 0,
        );
        const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
        const other = event.shiftKey ? stops[stops.length - 1] : stops[0];
        if (root.activeElement !== edge || !(other instanceof HTMLElement)) return;
        event.preventDefault();
        other.focus();
      }
    }

    launcher.addEventListener("click", () => (isOpen ? close() : open()));
    closer.addEventListener("click", close);
    panel.addEventListener("keydown", keys);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    field.addEventListener("input", grow);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    });

    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let hiddenTimer;
    const onLine = () => {
      tell("");
      client.online();
    };
    const offLine = () => {
      tell("offline");
      client.offline();
    };
    // A page in the background gives its connection back; it reads what it missed when it is seen again.
    const onVisible = () => {
      clearTimeout(hiddenTimer);
      if (document.hidden) hiddenTimer = setTimeout(() => client.pause(), 60_000);
      else client.follow();
    };
    window.addEventListener("online", onLine);
    window.addEventListener("offline", offLine);
    document.addEventListener("visibilitychange", onVisible);
    client.start();
    if (!client.hasSession()) log.setAttribute("aria-live", "polite");

    return {
      open,
      close,
      focus: () => field.focus(),
      destroy() {
        client.stop();
        clearTimeout(typingTimer);
        clearTimeout(noticeTimer);
        clearTimeout(hiddenTimer);
        window.removeEventListener("online", onLine);
        window.removeEventListener("offline", offLine);
        document.removeEventListener("visibilitychange", onVisible);
        host.remove();
      },
    };
  }

  // ---------------------------------------------------------------- small helpers

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Record<string, string | boolean>} [attributes]
   * @param {...(Node | string)} children
   */
  function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
      if (value !== false) element.setAttribute(name, value === true ? "" : value);
    element.append(...children);
    return element;
  }

  /** @param {string} path */
  function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  /** Web addresses become links, everything else stays text. @param {string} text */
  function withLinks(text) {
    return text
      .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/)
      .map((part, index) =>
        index % 2 === 1 ? el("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part,
      );
  }

  /** @param {string} css */
  function sheet(css) {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    return made;
  }

  /** The accent colour, with the text colour that can be read on it. @param {HTMLElement} host @param {string} [colour] */
  function setColours(host, colour) {
    const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour ?? "");
    if (!match) return;
    const [r, g, b] = match.slice(1).map((part) => {
      const value = Number.parseInt(part, 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    const light = 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
    host.style.setProperty("--accent", match[0]);
    host.style.setProperty("--on-accent", 1.05 / (light + 0.05) >= 4.5 ? "#fff" : "#111");
  }

  /** @param {string} tag */
  function spoken(tag) {
    const language = tag.slice(0, 2).toLowerCase();
    return language in WORDS ? language : "en";
  }

  /** @param {number} tries */
  function backoff(tries) {
    return Math.min(15_000, 500 * 2 ** Math.min(tries, 6)) * (0.75 + Math.random() / 2);
  }

  /** @param {number} ms @param {AbortSignal} signal */
  function pauseFor(ms, signal) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve(undefined);
      });
    });
  }

  /** crypto.randomUUID exists on https and localhost only. */
  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
    bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /** @param {string} key @returns {{ session: string, pending: Omit<Pending, "state">[] }} */
  function load(key) {
    try {
      const saved = JSON.parse(localStorage.getItem(key) ?? "null");
      if (/^[\w-]{43}$/.test(saved?.session ?? ""))
        return { session: saved.session, pending: Array.isArray(saved.pending) ? saved.pending : [] };
    } catch {
      // Storage is blocked, or holds something else: begin anew.
    }
    return { session: "", pending: [] };
  }

  /** @param {string} key @param {string} value */
  function store(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Storage is blocked or full: the chat works until the page is left.
    }
  }

  function styleText() {
    return `
:host{--accent:#0f766e;--on-accent:#fff;--bg:#fff;--fg:#16202a;--muted:#56616e;--line:#dfe4ea;--theirs:#eef2f5;--warn:#b42318;
 all:initial;font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--fg);color-scheme:light}
@media (prefers-color-scheme:dark){:host(:not([data-theme=light])){--bg:#161b22;--fg:#e8edf2;--muted:#a3afbd;--line:#303843;--theirs:#242c36;--warn:#ff9b8f;color-scheme:dark}}
:host([data-theme=dark]){--bg:#161b22;--fg:#e8edf2;--muted:#a3afbd;--line:#303843;--theirs:#242c36;--warn:#ff9b8f;color-scheme:dark}
*{box-sizing:border-box}[hidden]{display:none!important}
button,textarea{font:inherit;color:inherit}button{cursor:pointer}
:focus-visible{outline:3px solid color-mix(in srgb,var(--accent) 65%,var(--fg));outline-offset:2px}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round;display:block}
:host([data-mode=inline]){display:block;height:100%;min-height:0}
.launcher{position:fixed;z-index:2147483000;bottom:calc(20px + env(safe-area-inset-bottom));right:20px;width:60px;height:60px;border:0;border-radius:50%;
 background:var(--accent);color:var(--on-accent);display:grid;place-items:center;box-shadow:0 6px 24px rgb(0 0 0/.25)}
:host([data-position=left]) .launcher{right:auto;left:20px}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#b42318;color:#fff;font-size:12px;line-height:22px;text-align:center;font-weight:600}
.panel{display:flex;flex-direction:column;background:var(--bg);color:var(--fg);height:100%;min-height:0;overflow:hidden}
:host([data-mode=floating]) .panel{position:fixed;z-index:2147483000;bottom:calc(92px + env(safe-area-inset-bottom));right:20px;width:380px;
 height:min(620px,calc(100dvh - 120px));border:1px solid var(--line);border-radius:16px;box-shadow:0 12px 48px rgb(0 0 0/.28)}
:host([data-mode=floating][data-position=left]) .panel{right:auto;left:20px}
header{display:flex;align-items:center;gap:8px;padding:12px 16px;background:var(--accent);color:var(--on-accent);min-height:56px}
h2{margin:0;font-size:16px;line-height:1.3;font-weight:600;flex:1;overflow-wrap:anywhere}
.close{border:0;background:none;width:44px;height:44px;margin:-6px -10px -6px 0;display:grid;place-items:center;border-radius:10px}
header :focus-visible{outline-color:currentColor}
.log{flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:16px;display:flex;flex-direction:column;gap:8px}
.log:focus-visible{outline-offset:-3px}
.hello{margin:auto;text-align:center;color:var(--muted);max-width:26ch}
.day{align-self:center;margin:8px 0 4px;font-size:12px;color:var(--muted)}
.msg{position:relative;max-width:84%;padding:9px 13px 6px;border-radius:16px;background:var(--theirs);align-self:flex-start;border-end-start-radius:5px;animation:in .18s ease-out}
.msg.you{align-self:flex-end;background:var(--accent);color:var(--on-accent);border-end-start-radius:16px;border-end-end-radius:5px}
.text{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.msg a{color:inherit;text-decoration:underline}
.meta{display:flex;justify-content:flex-end;gap:6px;font-size:11.5px;line-height:1.5;opacity:.86}.state:empty{display:none}
.msg[data-state=failed]{background:var(--bg);color:var(--fg);outline:1.5px solid var(--warn)}
.msg[data-state=failed] .state{color:var(--warn)}
.retry{border:0;background:none;padding:4px;margin:-4px;font-weight:600;text-decoration:underline;color:inherit}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin:2px 0 4px}
.choices button{border:1.5px solid var(--accent);background:var(--bg);color:var(--fg);border-radius:20px;padding:8px 15px;min-height:40px;text-align:start;overflow-wrap:anywhere}
.choices button:hover{background:var(--accent);color:var(--on-accent)}
.typing{display:flex;gap:5px;padding:14px}
.typing i{width:7px;height:7px;border-radius:50%;background:var(--muted);animation:dot 1.2s infinite}
.typing i:nth-child(2){animation-delay:.15s}.typing i:nth-child(3){animation-delay:.3s}
.notice{margin:0;padding:8px 16px;font-size:13px;background:var(--theirs);color:var(--fg);border-top:1px solid var(--line)}
.composer{display:flex;align-items:flex-end;gap:8px;padding:10px 12px calc(10px + env(safe-area-inset-bottom));border-top:1px solid var(--line)}
textarea{flex:1;min-width:0;resize:none;font-size:16px;line-height:1.4;max-height:140px;padding:9px 14px;border:1px solid var(--muted);border-radius:20px;background:var(--bg);color:var(--fg)}
textarea::placeholder{color:var(--muted);opacity:1}
textarea:focus-visible{outline-offset:0}
.send{flex:none;width:44px;height:44px;border:0;border-radius:50%;background:var(--accent);color:var(--on-accent);display:grid;place-items:center}
.send svg{fill:currentColor;stroke:none;width:20px}
@keyframes in{from{opacity:0;transform:translateY(4px)}}
@keyframes dot{0%,60%,100%{opacity:.3}30%{opacity:1}}
@media (max-width:480px){:host([data-mode=floating]) .panel{inset:0;width:auto;height:100dvh;border:0;border-radius:0}
 :host([data-open]) .launcher{display:none}header{padding-top:calc(12px + env(safe-area-inset-top))}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`;
  }

  // ---------------------------------------------------------------- by itself

  const server = script ? new URL(script.src).origin : location.origin;
  /** @type {ReturnType<typeof mount> | undefined} */
  let own;
  window.LeadlineChat = {
    /** @param {HTMLElement | null} target @param {Partial<ChatOptions>} [options] */
    mount: (target, options = {}) => mount(target, { server, ...options }),
    open: () => own?.open(),
    close: () => own?.close(),
  };
  const data = script?.dataset ?? {};
  if (!script || "manual" in data) return;
  const start = () => {
    let target = null;
    if ("page" in data) {
      target = el("main");
      document.body.append(target);
      document.adoptedStyleSheets = [
        sheet(
          "html,body{height:100%;margin:0;background:#e9edf0}main{height:100dvh;max-width:760px;margin:auto}@media (prefers-color-scheme:dark){html,body{background:#0d1117}}",
        ),
      ];
    }
    own = mount(target, {
      server,
      language: data.language,
      title: data.title,
      colour: data.colour ?? data.color,
      position: data.position,
      theme: data.theme,
    });
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
