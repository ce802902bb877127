// @ts-check
import { cardButtons, deadlines, facts } from "./card.js";
import { emptyNote, scorePill } from "./desk.js";
import { button, clockTime, el, reconcile, redraw, tabs } from "./dom.js";

/**
 * One lead: its conversation with internal notes, its trail, its score's reasons and its facts.
 * @param {HTMLElement} panel @param {Desk} desk @param {() => void} onClose
 */
export function createLeadPane(panel, desk, onClose) {
  /** @type {DetailInfo | null} */
  let detail = null;
  let tab = "conversation";
  let mode = "note";
  const about = el("div", { class: "lead-part" });
  const actions = el("div", { class: "lead-part" });
  const choice = el("div", { class: "lead-part" });
  const head = el("header", { class: "lead-head" }, about, actions, choice);
  const body = el("div", { class: "lead-body" });
  const field = el("textarea", { rows: "2" });
  const modes = el("div", { class: "modes", role: "radiogroup" });
  const send = el("button", { type: "submit", class: "primary" });
  const composer = el(
    "form",
    { class: "thread-composer" },
    modes,
    el("div", { class: "compose-row" }, field, send),
  );

  /** @param {DetailInfo | null} next */
  function show(next) {
    const same = next !== null && detail !== null && next.id === detail.id;
    if (same && JSON.stringify(next) === JSON.stringify(detail)) return;
    detail = next;
    if (!same) {
      tab = "conversation";
      setMode("note");
      field.value = "";
    }
    draw(!same);
  }

  /** @param {boolean} fresh */
  function draw(fresh) {
    if (detail === null) {
      panel.classList.add("none");
      panel.replaceChildren(emptyNote(desk.words.pickLead ?? ""));
      return;
    }
    panel.classList.remove("none");
    const { words } = desk;
    const shown = detail;
    // What has not changed stays as it is: a click under way on it would be lost.
    redraw(
      about,
      [shown.card, shown.grade, shown.gradeLabel, shown.total, shown.optedOut, shown.floor, words],
      () => [
        el(
          "div",
          { class: "lead-title" },
          button("←", onClose, { class: "icon back", "aria-label": words.back }),
          el("h2", { dir: "auto" }, shown.card.title),
          scorePill(shown.grade, shown.gradeLabel, shown.total),
          button("×", onClose, { class: "icon close", "aria-label": words.close }),
        ),
        el("p", { class: "muted", dir: "auto" }, shown.card.subtitle ?? ""),
        ...deadlines(shown.card.deadlines),
        el(
          "p",
          { class: "floor", "data-floor": shown.optedOut ? "stop" : shown.floor },
          (shown.optedOut ? words.optedOut : shown.floor === "human" ? words.humanSpeaks : words.botSpeaks) ??
            "",
        ),
      ],
    );
    redraw(actions, [shown.id, shown.card, words], () => [cardButtons(shown.card, desk)]);
    redraw(choice, [tab, words], () => [
      tabs(
        ["conversation", "activity", "score", "facts"].map((id) => ({ id, label: words[id] ?? id })),
        tab,
        words.lead ?? "",
        (id) => {
          tab = id;
          draw(true);
        },
      ),
    ]);
    body.id = `panel-${tab}`;
    body.setAttribute("role", "tabpanel");
    body.setAttribute("aria-labelledby", `tab-${tab}`);
    body.setAttribute("tabindex", "0");
    const atEnd = fresh || body.scrollHeight - body.scrollTop - body.clientHeight < 120;
    if (fresh) body.replaceChildren();
    if (tab === "conversation") drawThread(detail);
    else if (tab === "activity") drawTrail(detail);
    else if (tab === "score") drawScore(detail);
    else body.replaceChildren(facts(detail.card.fields));
    composer.hidden = tab !== "conversation";
    if (!panel.contains(body)) panel.replaceChildren(head, body, composer);
    if (tab === "conversation" && atEnd) body.scrollTop = body.scrollHeight;
  }

  /** @param {DetailInfo} lead */
  function drawThread(lead) {
    if (lead.thread.length === 0) return body.replaceChildren(emptyNote(desk.words.emptyThread ?? ""));
    if (!body.querySelector(".thread")) body.replaceChildren(el("div", { class: "thread", role: "log" }));
    const list = body.querySelector(".thread");
    if (list instanceof HTMLElement) reconcile(list, lead.thread, (entry) => entry.id, threadEntry);
  }

  /** @param {ThreadInfo} entry */
  function threadEntry(entry) {
    const { words, language } = desk;
    const time = el("time", { datetime: entry.at }, clockTime(entry.at, language));
    if (entry.kind === "event")
      return el("p", { class: "event" }, el("b", {}, entry.who), ` ${entry.text} · `, time);
    const label =
      entry.kind === "internal"
        ? words.internal
        : entry.kind === "customer"
          ? words.customer
          : `→ ${words.customer}`;
    return el(
      "div",
      { class: "entry", "data-kind": entry.kind },
      el(
        "p",
        { class: "entry-head" },
        el("b", { dir: "auto" }, entry.who),
        el("span", { class: "to" }, label ?? ""),
        time,
      ),
      el("p", { class: "text", dir: "auto" }, entry.text),
      entry.status && entry.kind === "rep" ? el("p", { class: "status" }, `✓ ${words[entry.status]}`) : null,
    );
  }

  /** @param {DetailInfo} lead */
  function drawTrail(lead) {
    const list = el("ol", { class: "trail" });
    for (const entry of lead.trail)
      list.append(
        el(
          "li",
          {},
          el("time", { datetime: entry.at }, clockTime(entry.at, desk.language)),
          el("p", { dir: "auto" }, el("b", {}, entry.who), ` ${entry.text}`),
          entry.note ? el("p", { class: "muted", dir: "auto" }, entry.note) : null,
        ),
      );
    body.replaceChildren(list);
  }

  /** @param {DetailInfo} lead */
  function drawScore(lead) {
    const { words } = desk;
    const most = Math.max(1, ...lead.score.map((reason) => Math.abs(reason.points)));
    const list = el("ul", { class: "reasons" });
    for (const reason of [...lead.score].sort((a, b) => b.points - a.points)) {
      const bar = el("span", { class: reason.points < 0 ? "bar minus" : "bar", "aria-hidden": "true" });
      bar.style.width = `${Math.round((Math.abs(reason.points) / most) * 100)}%`;
      const points = reason.points < 0 ? `−${-reason.points}` : `+${reason.points}`;
      list.append(
        el("li", {}, el("span", { class: "points" }, points), el("span", { dir: "auto" }, reason.text), bar),
      );
    }
    const route = el("ul", { class: "route" });
    for (const text of lead.route) route.append(el("li", { dir: "auto" }, text));
    body.replaceChildren(
      el("h3", {}, words.why ?? ""),
      lead.score.length > 0 ? list : emptyNote(words.noScore ?? ""),
      el(
        "p",
        { class: "total" },
        `${words.total}: `,
        scorePill(lead.grade, lead.gradeLabel, lead.total),
        ` ${lead.gradeLabel}`,
      ),
      ...(lead.likely === null
        ? []
        : [
            el("h3", {}, lead.likely.text),
            el(
              "ul",
              { class: "route" },
              ...lead.likely.reasons.map((text) => el("li", { dir: "auto" }, text)),
            ),
          ]),
      ...(lead.route.length > 0 ? [el("h3", {}, words.whyRep ?? ""), route] : []),
    );
  }

  /** @param {string} next */
  function setMode(next) {
    mode = next;
    const { words } = desk;
    composer.dataset.mode = mode;
    field.placeholder = (mode === "note" ? words.noteHint : words.replyHint) ?? "";
    field.setAttribute("aria-label", field.placeholder);
    send.textContent = (mode === "note" ? words.addNote : words.sendReply) ?? "";
    modes.setAttribute("aria-label", words.conversation ?? "");
    modes.replaceChildren(
      ...["note", "reply"].map((id) =>
        button(words[id] ?? id, () => setMode(id), {
          role: "radio",
          "aria-checked": String(id === mode),
          "data-mode": id,
        }),
      ),
    );
  }

  composer.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "" || detail === null) return;
    // As in a Slack thread: internal, unless it begins with >> or the reply is chosen.
    const toCustomer = mode === "reply" || text.startsWith(">>");
    const words = text.replace(/^>>\s*/, "");
    field.value = "";
    await desk.say(`${toCustomer ? "reply" : "note"} ${detail.ref} ${words}`, detail.id);
    setMode("note");
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  setMode("note");
  draw(true);

  return {
    show,
    redraw() {
      setMode(mode);
      draw(true);
    },
  };
}
