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
    card.fields.length > 0 ? facts(card.fields) : null,
    ...(card.lines ?? []).map((line) => el("p", { class: "line", dir: "auto" }, line)),
    card.buttons.length > 0 ? cardButtons(card, desk) : null,
  );
}

/** @param {{ label: string, value: string }[]} fields */
export function facts(fields) {
  const list = el("dl", { class: "facts" });
  for (const field of fields)
    list.append(el("div", {}, el("dt", {}, field.label), el("dd", { dir: "auto" }, field.value)));
  return list;
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
 * Things to choose from: the chosen one is said at once.
 * @param {string} label @param {CardButtonInfo[]} options @param {CardInfo} card @param {Desk} desk
 */
function menu(label, options, card, desk) {
  const select = el("select", { "aria-label": label });
  select.append(el("option", { value: "" }, label));
  for (const [at, info] of options.entries()) select.append(el("option", { value: String(at) }, info.label));
  select.addEventListener("change", () => {
    const info = select.value === "" ? undefined : options[Number(select.value)];
    select.value = "";
    if (info) void press(info, card, desk);
  });
  return select;
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
    if (item.initial) input.value = item.initial;
    return { input, row: el("p", { class: "field" }, el("label", { for: id }, item.label), input) };
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
