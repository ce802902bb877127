// @ts-check
import { el } from "./dom.js";

/**
 * The line where commands are typed: completes them from the help, keeps what was said before.
 * @param {{ commands: () => { info: CommandInfo, words: string[] }[], language: () => Lang, say: (text: string) => Promise<void>, words: () => Record<string, string> }} options
 */
export function createCommandLine(options) {
  /** @type {string[]} */
  const said = [];
  let place = 0;
  let chosen = -1;
  const input = el("input", {
    type: "text",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": "suggestions",
    "aria-autocomplete": "list",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "send",
  });
  const context = el("span", { class: "context" });
  const run = el("button", { type: "submit", class: "primary" });
  const list = el("ul", { id: "suggestions", role: "listbox", class: "suggestions", hidden: true });
  const form = el("form", { class: "command-line" }, list, context, input, run);

  function suggestions() {
    const text = input.value.trimStart().replace(/^\//, "").toLowerCase();
    if (text === "" || text.includes(" ")) {
      const first = text.split(" ")[0];
      return text === ""
        ? []
        : options
            .commands()
            .filter(({ words }) => words.some((word) => word.toLowerCase() === first))
            .slice(0, 1);
    }
    return options
      .commands()
      .filter(({ words }) => words.some((word) => word.toLowerCase().startsWith(text)))
      .slice(0, 6);
  }

  function draw() {
    const found = suggestions();
    const language = options.language();
    list.replaceChildren(
      ...found.map(({ info }, index) => {
        const item = el(
          "li",
          { role: "option", id: `suggestion-${index}`, "aria-selected": String(index === chosen) },
          el("code", {}, info.signature[language]),
          el("span", {}, info.help[language]),
        );
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(index);
        });
        return item;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  function take(index) {
    const info = suggestions()[index]?.info;
    if (!info || input.value.trim().includes(" ")) return;
    input.value = `${info.words[options.language()][0]} `;
    chosen = -1;
    draw();
    input.focus();
  }

  input.addEventListener("input", () => {
    chosen = -1;
    draw();
  });
  input.addEventListener("blur", () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  });
  input.addEventListener("keydown", (event) => {
    const found = suggestions();
    const typing = !input.value.trim().includes(" ");
    if (event.key === "Escape") {
      list.hidden = true;
      chosen = -1;
    } else if (
      event.key === "Tab" &&
      !event.shiftKey &&
      found.length > 0 &&
      typing &&
      input.value.trim() !== "" &&
      !input.value.endsWith(" ")
    ) {
      event.preventDefault();
      take(Math.max(0, chosen));
    } else if (
      (event.key === "ArrowDown" || event.key === "ArrowUp") &&
      found.length > 0 &&
      typing &&
      !list.hidden
    ) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      draw();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const step = event.key === "ArrowUp" ? -1 : 1;
      place = Math.min(said.length, Math.max(0, place + step));
      input.value = said[place] ?? "";
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === "") return;
    said.push(text);
    place = said.length;
    input.value = "";
    chosen = -1;
    draw();
    await options.say(text);
  });

  return {
    element: form,
    focus: () => input.focus(),
    /** @param {string | null} ref the lead that commands are about */
    redraw(ref) {
      const words = options.words();
      input.placeholder = words.commandHint ?? "";
      input.setAttribute("aria-label", words.command ?? "");
      run.textContent = words.run ?? "";
      context.textContent = ref ?? "";
      context.hidden = ref === null;
    },
  };
}
