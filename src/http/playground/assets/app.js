// @ts-check
import { createCommandLine } from "./command-line.js";
import { postView, showBoard, showInbox, showLeads } from "./desk.js";
import { button, el, getJson, remember, remembered, tabs } from "./dom.js";
import { createLeadPane } from "./lead.js";
import { showNumbers } from "./numbers.js";
import { createProspectPane } from "./prospect.js";
import { WORDS } from "./words.js";

const app = document.getElementById("app") ?? document.body;
/** @type {Setup} */
const setup = await getJson("/playground/api/setup");

let repId = remembered("rep", setup.reps[0]?.id ?? "");
if (!setup.reps.some((rep) => rep.id === repId)) repId = setup.reps[0]?.id ?? "";
let tab = remembered("tab", "inbox");
let period = remembered("period", "week");
/** Which pane a narrow screen shows. */
let pane = "prospect";
/** @type {string | null} */
let leadId = null;
/** @type {LeadInfo[]} */
let leads = [];
/** @type {Map<string, string>} what was posted, to tell a new answer from old posts */
let posted = new Map();
let awaiting = false;
let lastSaid = "";
let reading = false;
let again = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let answerTimer;

/** @type {Desk} */
const desk = {
  language: "en",
  words: WORDS.en,
  get repId() {
    return repId;
  },
  say,
  openLead(id) {
    leadId = id;
    setPane("lead");
    void refresh();
  },
};

// ------------------------------------------------------------------ the page

const top = el("header", { class: "top" });
const prospectPane = el("section", { class: "pane prospect-pane", id: "pane-prospect" });
const deskHead = el("header", { class: "pane-head desk-head" });
const panel = el("div", { class: "desk-panel", role: "tabpanel", tabindex: "0" });
const answer = el("section", { class: "answer", hidden: true, "aria-live": "polite" });
const notice = el("p", { class: "connection", role: "status", hidden: true });
const leadPanel = el("section", { class: "pane lead-pane", id: "pane-lead" });
const paneBar = el("nav", { class: "pane-bar" });
const commandLine = createCommandLine({
  commands: () => {
    const role = me()?.role ?? "rep";
    return setup.commands
      .filter((info) => info.allowed.includes(role))
      .map((info) => ({ info, words: [...info.words[desk.language], info.name] }));
  },
  language: () => desk.language,
  words: () => desk.words,
  say: (text) => say(text, leadId),
});
app.append(
  top,
  el(
    "main",
    {},
    prospectPane,
    el(
      "section",
      { class: "pane desk-pane", id: "pane-desk" },
      deskHead,
      notice,
      panel,
      answer,
      commandLine.element,
    ),
    leadPanel,
  ),
  paneBar,
);

const lead = createLeadPane(leadPanel, desk, () => {
  leadId = null;
  setPane("desk");
  lead.show(null);
  drawDesk();
});
const prospect = createProspectPane(prospectPane, {
  words: () => desk.words,
  title: setup.business.name,
  onLead: desk.openLead,
  async leadOf(session) {
    const { leadId: id } = await getJson(`/playground/api/prospect?session=${encodeURIComponent(session)}`);
    const known = leads.find((one) => one.id === id);
    return id ? { id, ref: known?.ref ?? desk.words.lead ?? "Lead" } : null;
  },
});
become(repId);
listen();

// ------------------------------------------------------------------ who and what

function me() {
  return setup.reps.find((rep) => rep.id === repId);
}

/** @param {string} id */
function become(id) {
  repId = id;
  remember("rep", id);
  desk.language = me()?.language ?? "en";
  desk.words = WORDS[desk.language];
  document.documentElement.lang = desk.language;
  posted = new Map();
  leadId = null;
  answer.hidden = true;
  lead.show(null);
  lead.redraw();
  panel.replaceChildren();
  drawTop();
  drawDesk();
  prospect.draw();
  void refresh();
}

function drawTop() {
  const { words } = desk;
  const chooser = el("select", { id: "who", "aria-label": words.whoAmI });
  for (const rep of setup.reps)
    chooser.append(
      el(
        "option",
        { value: rep.id, selected: rep.id === repId },
        `${rep.name} (${words[rep.role]}, ${rep.language})`,
      ),
    );
  chooser.addEventListener("change", () => become(chooser.value));
  top.replaceChildren(
    el("span", { class: "logo", "aria-hidden": "true" }, "L"),
    el("h1", {}, "Leadline ", el("span", {}, "playground")),
    el("span", { class: "local" }, words.local ?? ""),
    el("span", { class: "who" }, el("label", { for: "who" }, words.whoAmI ?? ""), chooser),
  );
  paneBar.replaceChildren(
    ...["prospect", "desk", "lead"].map((id) =>
      button(words[id] ?? id, () => setPane(id), { "aria-pressed": String(id === pane), "data-pane": id }),
    ),
  );
  paneBar.setAttribute("aria-label", "Leadline");
}

/** @param {string} next */
function setPane(next) {
  pane = next;
  app.dataset.pane = next;
  app.dataset.lead = String(leadId !== null);
  for (const one of paneBar.querySelectorAll("button"))
    one.setAttribute("aria-pressed", String(one.dataset.pane === next));
}

function drawDesk() {
  const { words } = desk;
  app.dataset.pane = pane;
  app.dataset.lead = String(leadId !== null);
  const items = ["inbox", "leads", "pipeline", "numbers"].map((id) => ({ id, label: words[id] ?? id }));
  const heading = el("h2", {}, words.desk ?? "");
  deskHead.replaceChildren(
    heading,
    tabs(items, tab, words.desk ?? "", (id) => {
      tab = id;
      remember("tab", id);
      panel.replaceChildren();
      drawDesk();
      void refresh();
    }),
  );
  panel.id = `panel-${tab}`;
  panel.dataset.tab = tab;
  panel.setAttribute("aria-labelledby", `tab-${tab}`);
  commandLine.redraw(leads.find((one) => one.id === leadId)?.ref ?? null);
}

// ------------------------------------------------------------------ reading

/** Read what is shown. Calls that come while one runs lead to one more. */
async function refresh() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  const asked = repId;
  try {
    const rep = `rep=${encodeURIComponent(repId)}`;
    const [posts, list] = await Promise.all([
      getJson(`/playground/api/posts?${rep}`),
      getJson(`/playground/api/leads?${rep}`),
    ]);
    const detail = leadId
      ? await getJson(`/playground/api/lead?${rep}&id=${encodeURIComponent(leadId)}`).catch(() => null)
      : null;
    if (asked === repId) {
      leads = list.leads;
      showAnswer(posts.posts);
      if (tab === "inbox") showInbox(panel, posts.posts, desk);
      else if (tab === "leads") showLeads(panel, leads, leadId, repId, desk);
      else if (tab === "pipeline")
        showBoard(panel, (await getJson(`/playground/api/pipeline?${rep}`)).stages, leads, desk);
      else {
        const asks = period === "all_time" ? "all" : period;
        showNumbers(
          panel,
          await getJson(`/playground/api/stats?${rep}&period=${asks}`),
          period,
          setPeriod,
          desk,
        );
      }
      // Talk among colleagues is answered by standing in the thread.
      if (detail?.thread.at(-1)?.text === lastSaid) awaiting = false;
      lead.show(detail);
      commandLine.redraw(detail?.ref ?? null);
      app.dataset.lead = String(detail !== null);
      await prospect.refresh();
    }
    notice.hidden = true;
  } catch {
    notice.textContent = desk.words.offline ?? "";
    notice.hidden = false;
  } finally {
    reading = false;
    if (again || asked !== repId) {
      again = false;
      void refresh();
    }
  }
}

/** @param {string} next */
function setPeriod(next) {
  period = next;
  remember("period", next);
  void refresh();
}

// ------------------------------------------------------------------ saying

/** @param {string} text @param {string | null} [about] */
async function say(text, about = null) {
  const id = crypto.randomUUID();
  const body = JSON.stringify({ id, actor: repId, text, ...(about ? { leadId: about } : {}) });
  answer.hidden = true;
  awaiting = true;
  lastSaid = text;
  clearTimeout(answerTimer);
  answerTimer = setTimeout(() => {
    if (awaiting) tell(el("p", {}, desk.words.noAnswer ?? ""));
  }, 6000);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const response = await fetch("/desk/commands", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      if (response.ok) return;
      if (response.status < 500) {
        const problem = await response.json().catch(() => null);
        awaiting = false;
        return tell(el("p", {}, problem?.error?.message ?? desk.words.failed ?? ""));
      }
    } catch {
      // The same id is sent again: it is taken once.
    }
    await new Promise((resolve) => setTimeout(resolve, 700 * (attempt + 1)));
  }
  awaiting = false;
  tell(el("p", {}, desk.words.failed ?? ""));
}

/** The answer to the last command stands above the line where it was typed. @param {PostInfo[]} posts */
function showAnswer(posts) {
  const isFirst = posted.size === 0;
  const fresh = posts.filter((post) => post.place === "rep" && posted.get(post.id) !== post.at + post.text);
  posted = new Map(posts.map((post) => [post.id, post.at + post.text]));
  if (posts.length === 0) posted.set("", "");
  const last = fresh.at(-1);
  if (!awaiting || isFirst || !last) return;
  awaiting = false;
  clearTimeout(answerTimer);
  // On a narrow screen the inbox may be behind the lead.
  const isSeen = tab === "inbox" && (pane === "desk" || matchMedia("(min-width: 1181px)").matches);
  if (!isSeen) tell(postView(last, desk));
}

/** @param {HTMLElement} content */
function tell(content) {
  const close = button(
    "×",
    () => {
      answer.hidden = true;
    },
    { class: "icon close", "aria-label": desk.words.close },
  );
  answer.replaceChildren(close, content);
  answer.hidden = false;
}

// ------------------------------------------------------------------ live

/** Follow the desk's events; a page in the background gives its connection back. */
function listen() {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), 60);
  };
  const open = () => {
    source ??= new EventSource("/desk/stream");
    for (const kind of ["connected", "post", "changed"]) source.addEventListener(kind, soon);
    source.addEventListener("error", () => {
      notice.textContent = desk.words.offline ?? "";
      notice.hidden = false;
    });
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) open();
    else {
      source?.close();
      source = null;
    }
  });
  if (!document.hidden) open();
  // Clocks run: "due in 4 min" becomes "due in 3 min".
  setInterval(() => {
    if (!document.hidden) soon();
  }, 30_000);
}
