// @ts-check
import { cardView, pageView } from "./card.js";
import { button, clockTime, el, reconcile } from "./dom.js";

/**
 * The inbox: what was posted to the team and to this colleague, the newest last.
 * @param {HTMLElement} panel @param {PostInfo[]} posts @param {Desk} desk
 */
export function showInbox(panel, posts, desk) {
  if (posts.length === 0) return panel.replaceChildren(emptyNote(desk.words.emptyInbox ?? ""));
  const newest = posts.at(-1);
  // An answer to this colleague is shown, wherever the list has been scrolled to.
  const isAnswer = newest !== undefined && newest.place !== "team" && newest.id !== panel.dataset.newest;
  const atEnd = isAnswer || panel.scrollHeight - panel.scrollTop - panel.clientHeight < 120;
  panel.dataset.newest = newest?.id ?? "";
  let list = panel.querySelector(".posts");
  if (!(list instanceof HTMLElement)) {
    list = el("div", { class: "posts", role: "log", "aria-label": desk.words.inbox });
    panel.replaceChildren(list);
  }
  reconcile(
    /** @type {HTMLElement} */ (list),
    posts,
    (post) => post.id,
    (post) => postView(post, desk),
  );
  if (atEnd) panel.scrollTop = panel.scrollHeight;
}

/** @param {PostInfo} post @param {Desk} desk */
export function postView(post, desk) {
  const { words } = desk;
  // Where there is a card, the text says the same for channels without cards: only its headline is news.
  const headline = post.card ? (post.text.split("\n")[0] ?? "") : post.text;
  const text = post.card && headline === post.card.title ? "" : headline;
  const choices = el("div", { class: "buttons" });
  for (const choice of post.choices)
    choices.append(button(choice.label, () => void desk.say(choice.value, post.leadId)));
  return el(
    "div",
    { class: "post", "data-place": post.place },
    el(
      "p",
      { class: "post-head" },
      el("span", { class: "bot-mark", "aria-hidden": "true" }, "L"),
      el("b", {}, "Leadline"),
      el("span", { class: "place" }, post.place === "team" ? `# ${words.team}` : (words.forYou ?? "")),
      el("time", { datetime: post.at }, clockTime(post.at, desk.language)),
    ),
    text ? el("p", { class: /\S {2,}\S/.test(text) ? "text table" : "text", dir: "auto" }, text) : null,
    post.card ? cardView(post.card, desk) : null,
    post.page ? pageView(post.page, desk) : null,
    post.image
      ? el("img", {
          class: "picture",
          src: contentPath(post.image.path, desk),
          alt: post.image.alt,
          loading: "lazy",
        })
      : null,
    post.file
      ? el(
          "a",
          { class: "file", href: contentPath(post.file.path, desk), download: post.file.name },
          post.file.name,
        )
      : null,
    post.choices.length > 0 ? choices : null,
  );
}

/** @param {string} path @param {Desk} desk */
function contentPath(path, desk) {
  return `${path}&rep=${encodeURIComponent(desk.repId)}`;
}

/** @type {Record<string, (lead: LeadInfo, repId: string) => boolean>} */
const FILTERS = {
  open: (lead) => lead.stageKind === "open",
  mine: (lead, repId) => lead.ownerId === repId,
  pool: (lead) => lead.ownerId === null && lead.offeredTo === "" && lead.stageKind === "open",
  hot: (lead) => lead.grade === "hot",
  all: () => true,
};

let filter = "open";

/**
 * The leads as cards, with filters.
 * @param {HTMLElement} panel @param {LeadInfo[]} leads @param {string | null} current @param {string} repId @param {Desk} desk
 */
export function showLeads(panel, leads, current, repId, desk) {
  const { words } = desk;
  const chips = el("div", { class: "chips", role: "group", "aria-label": words.leads });
  for (const id of Object.keys(FILTERS)) {
    const count = leads.filter((lead) => FILTERS[id]?.(lead, repId)).length;
    chips.append(
      button(
        `${words[id]} ${count}`,
        () => {
          filter = id;
          showLeads(panel, leads, current, repId, desk);
          panel.querySelector(".chips [aria-pressed=true]")?.dispatchEvent(new Event("focus"));
        },
        { "aria-pressed": String(id === filter) },
      ),
    );
  }
  const shown = leads.filter((lead) => FILTERS[filter]?.(lead, repId));
  let grid = panel.querySelector(".lead-grid");
  if (!(grid instanceof HTMLElement)) grid = el("div", { class: "lead-grid" });
  panel.replaceChildren(chips, grid);
  if (shown.length === 0) return grid.replaceChildren(emptyNote(words.emptyLeads ?? ""));
  reconcile(
    /** @type {HTMLElement} */ (grid),
    shown.map((lead) => ({ ...lead, current: lead.id === current })),
    (lead) => lead.id,
    (lead) => leadTile(lead, desk),
  );
}

/** @param {LeadInfo & { current?: boolean }} lead @param {Desk} desk */
function leadTile(lead, desk) {
  const { words } = desk;
  const free = lead.ownerId === null && lead.stageKind === "open";
  const who = lead.owner || (lead.offeredTo ? `${words.offeredTo} ${lead.offeredTo}` : words.nobody);
  return el(
    "article",
    { class: "tile", "data-tone": lead.grade, "data-current": lead.current ?? false },
    el(
      "div",
      { class: "tile-top" },
      button(`${lead.ref} · ${lead.name || lead.channel}`, () => desk.openLead(lead.id), {
        class: "link",
        dir: "auto",
        "aria-current": lead.current ? "true" : undefined,
      }),
      scorePill(lead.grade, lead.gradeLabel, lead.score),
    ),
    el(
      "p",
      { class: "muted one-line", dir: "auto" },
      [lead.company, lead.product, lead.source].filter(Boolean).join(" · ") || lead.channel,
    ),
    el(
      "p",
      { class: "tile-state" },
      el("span", { class: "pill", "data-kind": lead.stageKind }, lead.stageLabel),
      lead.value ? el("b", {}, lead.value) : null,
      el("span", { class: "muted" }, lead.opened),
    ),
    el(
      "p",
      { class: "tile-who" },
      el("span", { class: lead.owner ? "" : "muted" }, who ?? ""),
      lead.due ? el("span", { class: lead.overdue ? "due late" : "due" }, `⏱ ${lead.due}`) : null,
      free
        ? button(words.claim ?? "", () => void desk.say(`claim ${lead.ref}`, lead.id), {
            class: "small primary",
          })
        : null,
    ),
  );
}

/** @param {string} grade @param {string} label @param {number} score */
export function scorePill(grade, label, score) {
  return el(
    "span",
    { class: "score", "data-tone": grade, title: label },
    el("span", { class: "vh" }, `${label} `),
    String(score),
  );
}

/**
 * The pipeline as a board, one column a stage.
 * @param {HTMLElement} panel @param {StageInfo[]} stages @param {LeadInfo[]} leads @param {Desk} desk
 */
export function showBoard(panel, stages, leads, desk) {
  const scroll = panel.querySelector(".board")?.scrollLeft ?? 0;
  const board = el("div", {
    class: "board",
    tabindex: "0",
    role: "group",
    "aria-label": desk.words.pipeline,
  });
  for (const stage of stages) {
    const column = el(
      "section",
      { class: "column", "data-kind": stage.kind, "aria-label": `${stage.label}: ${stage.count}` },
      el("h3", {}, el("span", {}, stage.label), el("span", { class: "count" }, String(stage.count))),
      el("p", { class: "muted sum" }, stage.values.join(" + ") || "–"),
    );
    for (const lead of leads.filter((one) => one.stage === stage.id)) column.append(boardCard(lead, desk));
    board.append(column);
  }
  panel.replaceChildren(board);
  board.scrollLeft = scroll;
}

/** @param {LeadInfo} lead @param {Desk} desk */
function boardCard(lead, desk) {
  const card = button("", () => desk.openLead(lead.id), { class: "board-card", "data-tone": lead.grade });
  card.append(
    el(
      "span",
      { class: "tile-top" },
      el("b", { dir: "auto" }, lead.name || lead.ref),
      scorePill(lead.grade, lead.gradeLabel, lead.score),
    ),
    el(
      "span",
      { class: "muted one-line", dir: "auto" },
      [lead.ref, lead.company || lead.product].filter(Boolean).join(" · "),
    ),
    el(
      "span",
      { class: "tile-who" },
      el("span", { class: "muted" }, lead.owner || desk.words.nobody || ""),
      lead.value ? el("b", {}, lead.value) : null,
    ),
  );
  return card;
}

/** @param {string} text */
export function emptyNote(text) {
  return el("p", { class: "empty" }, text);
}
