// @ts-check
import { button, el } from "./dom.js";

/**
 * A card as colleagues see it: title, facts, lines and buttons.
 * @param {CardInfo} card @param {Desk} desk @param {{ plain?: boolean }} [options] plain: without title and frame
 */
export function cardView(card, desk, options = {}) {
  const leadId = card.leadId ?? null;
  const title =
    leadId && !options.plain
      ? button(card.title, () => desk.openLead(leadId), { class: "card-title link", dir: "auto" })
      : el("span", { class: "card-title", dir: "auto" }, card.title);
  return el(
    "article",
    { class: "card", "data-tone": card.tone ?? "none" },
    options.plain ? null : el("h3", {}, title),
    card.subtitle && !options.plain ? el("p", { class: "muted", dir: "auto" }, card.subtitle) : null,
    ...deadlines(card.deadlines),
    card.fields.length > 0 ? facts(card.fields) : null,
    ...(card.lines ?? []).map((line) => el("p", { class: "line", dir: "auto" }, line)),
    card.buttons.length > 0 || card.select || card.more?.length ? cardButtons(card, desk) : null,
  );
}

/** @param {DeadlineInfo[]} [list] */
export function deadlines(list = []) {
  return list.map((each) =>
    el(
      "p",
      { class: "muted" },
      each.text.replace("{when}", () => each.when),
    ),
  );
}

/** @param {{ label: string, value: string, tel?: string }[]} fields */
export function facts(fields) {
  const list = el("dl", { class: "facts" });
  for (const field of fields)
    list.append(el("div", {}, el("dt", {}, field.label), el("dd", { dir: "auto" }, shown(field))));
  return list;
}

/** @param {{ value: string, tel?: string }} field */
function shown({ value, tel }) {
  return tel !== undefined && /^\+\d{5,15}$/.test(tel) ? el("a", { href: `tel:${tel}` }, value) : value;
}

/** @param {CardInfo} card @param {Desk} desk */
export function cardButtons(card, desk) {
  const row = el("div", { class: "buttons" });
  for (const info of card.buttons) {
    const made = button(info.label, () => void press(info, card, desk), {
      class: info.style === "primary" ? "primary" : info.style === "danger" ? "danger" : undefined,
    });
    row.append(made);
  }
  if (card.select) row.append(menu(card.select.placeholder, card.select.options, card, desk));
  if (card.more?.length) row.append(menu("…", card.more, card, desk));
  return row;
}

/**
 * Things to choose from, behind a button: nothing is said before one of them is pressed, whereas a list of the
 * browser's own may say what the arrow keys only pass by. Escape closes it.
 * @param {string} label @param {CardButtonInfo[]} options @param {CardInfo} card @param {Desk} desk
 */
function menu(label, options, card, desk) {
  const list = el("div", { class: "menu-list" });
  const summary = el("summary", {}, label);
  const menu = el("details", { class: "menu" }, summary, list);
  const close = () => {
    menu.open = false;
    summary.focus();
  };
  for (const info of options) {
    const choose = () => {
      close();
      void press(info, card, desk);
    };
    list.append(button(info.label, choose, { dir: "auto" }));
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    close();
  });
  return menu;
}

/**
 * A colleague's own page: what Slack shows on its Home tab.
 * @param {PageInfo} page @param {Desk} desk
 */
export function pageView(page, desk) {
  return el(
    "article",
    { class: "card page", "data-tone": "none" },
    el("h3", { dir: "auto" }, page.title),
    ...page.blocks.map((block) => pageBlock(block, page, desk)),
  );
}

/** @param {PageBlockInfo} block @param {PageInfo} page @param {Desk} desk */
function pageBlock(block, page, desk) {
  if (block.kind === "heading") return el("h4", { dir: "auto" }, block.text);
  if (block.kind === "text") return el("p", { class: "muted", dir: "auto" }, block.text);
  if (block.kind === "facts") return facts(block.facts);
  const card = { title: page.title, fields: [], buttons: block.buttons ?? [] };
  if (block.kind === "buttons") return cardButtons(card, desk);
  const { text, detail, leadId, more } = block;
  const own = { ...card, title: text, ...(leadId ? { leadId } : {}), ...(more ? { more } : {}) };
  const title = leadId
    ? button(text, () => desk.openLead(leadId), { class: "link", dir: "auto" })
    : el("span", { dir: "auto" }, text);
  return el(
    "div",
    { class: "page-row" },
    el("p", {}, title),
    detail ? el("p", { class: "muted", dir: "auto" }, detail) : null,
    own.buttons.length > 0 || more?.length ? cardButtons(own, desk) : null,
  );
}

/** @param {CardButtonInfo} info @param {CardInfo} card @param {Desk} desk */
async function press(info, card, desk) {
  const answers = info.asks?.length ? await ask(info, card, desk) : [];
  if (answers === null) return;
  await desk.say([info.command, ...answers].join(" "), card.leadId ?? null);
}

/**
 * Ask for what the command still needs. Null when the person changes their mind.
 * @param {CardButtonInfo} info @param {CardInfo} card @param {Desk} desk
 * @returns {Promise<string[] | null>}
 */
function ask(info, card, desk) {
  const { words } = desk;
  const fields = (info.asks ?? []).map((item) => {
    const id = `ask-${item.name}`;
    /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
    let input;
    const required = !item.optional;
    if (item.options) {
      input = el("select", { id, name: item.name, required });
      for (const option of item.options) input.append(el("option", { value: option.value }, option.label));
    } else if (item.multiline) input = el("textarea", { id, name: item.name, rows: "4", required });
    else if (item.moment) input = el("input", { id, name: item.name, required, type: "datetime-local" });
    else input = el("input", { id, name: item.name, required, autocomplete: "off" });
    if (item.initial) input.value = item.moment ? item.initial.replace(" ", "T") : item.initial;
    const hint = item.hint ? el("small", { class: "muted", id: `${id}-hint`, dir: "auto" }, item.hint) : null;
    if (hint) input.setAttribute("aria-describedby", hint.id);
    return { input, row: el("p", { class: "field" }, el("label", { for: id }, item.label), input, hint) };
  });
  const cancel = el("button", { type: "button" }, words.cancel ?? "");
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: "ask-title" }, info.label),
    el("p", { class: "muted", dir: "auto" }, card.title),
    ...fields.map((field) => field.row),
    el(
      "div",
      { class: "buttons end" },
      cancel,
      el("button", { class: "primary", type: "submit" }, info.label),
    ),
  );
  const dialog = el("dialog", { "aria-labelledby": "ask-title" }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    /** @type {string[] | null} */
    let answers = null;
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => {
      // A picked time is said as people write it; what was left empty is not said.
      answers = fields
        .map(({ input }) => (input.type === "datetime-local" ? input.value.replace("T", " ") : input.value))
        .map((value) => value.trim())
        .filter((value) => value !== "");
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answers);
    });
    dialog.showModal();
    fields[0]?.input.focus();
  });
}
