// @ts-check
import { button, el, remember, remembered } from "./dom.js";

/** How other channels look; the conversation is the web chat's. */
/** @type {Record<string, { css: string, colour: string, choices: "buttons" | "numbers" }>} */
const LOOKS = {
  website: { css: "", colour: "#0f766e", choices: "buttons" },
  whatsapp: {
    colour: "#075e54",
    choices: "numbers",
    css: `.log{background:#efe7dd}.msg{background:#fff;color:#111b21;border-radius:8px;box-shadow:0 1px 1px rgb(0 0 0/.12)}
.msg.you{background:#d9fdd3;color:#111b21;border-radius:8px}.hello,.day{background:#fff8;padding:4px 10px;border-radius:8px;color:#3b4a54}
@media(prefers-color-scheme:dark){.log{background:#0b141a}.msg{background:#202c33;color:#e9edef}.msg.you{background:#005c4b;color:#e9edef}.hello,.day{background:#182229;color:#aebac1}}`,
  },
  telegram: {
    colour: "#2f6ea5",
    choices: "buttons",
    css: `.log{background:#cfdfe9}.msg{background:#fff;color:#000;border-radius:14px 14px 14px 4px}
.msg.you{background:#e3fdd0;color:#0b2b12;border-radius:14px 14px 4px 14px}.hello,.day{background:#5c7d9499;color:#fff;padding:3px 10px;border-radius:12px}
.choices{display:grid;grid-template-columns:1fr 1fr}.choices button{border:0;border-radius:8px;background:#3f6e93;color:#fff;text-align:center}.choices button:hover{background:#355f80}
@media(prefers-color-scheme:dark){.log{background:#0e1621}.msg{background:#182533;color:#f5f5f5}.msg.you{background:#2b5278;color:#fff}.hello,.day{background:#1b2a38;color:#c5d3df}}`,
  },
};

/**
 * The prospect's side: several prospects, each with a chat of their own.
 * @param {HTMLElement} pane @param {{ words: () => Record<string, string>, title: string, onLead: (id: string) => void, leadOf: (session: string) => Promise<{ id: string, ref: string } | null> }} options
 */
export function createProspectPane(pane, options) {
  /** @type {{ key: string, language: string, session: string }[]} */
  let prospects = JSON.parse(remembered("prospects", "[]"));
  let current = Number(remembered("prospect", "0"));
  let look = remembered("look", "website");
  /** @type {MountedChat | null} */
  let chat = null;
  const controls = el("div", { class: "prospect-controls" });
  const frame = el("div", { class: "phone" });
  const heading = el("h2", { class: "vh" });
  const choosing = el("span");
  const link = el("span", { class: "prospect-lead" });
  pane.append(el("header", { class: "pane-head" }, heading, choosing, link), controls, frame);

  function save() {
    remember("prospects", JSON.stringify(prospects));
    remember("prospect", String(current));
    remember("look", look);
  }

  function add() {
    const language = prospects[current]?.language ?? (navigator.language.slice(0, 2) || "en");
    const spoken = ["en", "pt", "es"].includes(language) ? language : "en";
    prospects = [
      ...prospects,
      { key: `leadline.playground.chat.${Date.now().toString(36)}`, language: spoken, session: "" },
    ];
    current = prospects.length - 1;
    save();
    draw();
    chat?.focus();
  }

  function draw() {
    if (prospects.length === 0) return add();
    current = Math.min(Math.max(0, current), prospects.length - 1);
    const words = options.words();
    const who = prospects[current];
    if (!who) return;
    heading.textContent = words.prospect ?? "";
    const chooser = el("select", { "aria-label": words.prospects });
    prospects.forEach((_, index) => {
      chooser.append(
        el("option", { value: String(index), selected: index === current }, `${words.prospect} ${index + 1}`),
      );
    });
    chooser.addEventListener("change", () => {
      current = Number(chooser.value);
      save();
      draw();
    });
    const languages = el("select", { "aria-label": words.language });
    for (const [id, name] of [
      ["en", "English"],
      ["pt", "Português"],
      ["es", "Español"],
    ])
      languages.append(el("option", { value: id, selected: id === who.language }, name));
    languages.addEventListener("change", () => {
      who.language = languages.value;
      save();
      draw();
    });
    const looks = el("div", { class: "segmented", role: "group", "aria-label": words.look });
    for (const [id, name] of [
      ["website", words.website],
      ["whatsapp", "WhatsApp"],
      ["telegram", "Telegram"],
    ])
      looks.append(
        button(
          name ?? "",
          () => {
            look = id ?? "website";
            save();
            draw();
          },
          { "aria-pressed": String(id === look) },
        ),
      );
    choosing.replaceChildren(chooser);
    controls.replaceChildren(
      el("div", { class: "row" }, languages, button(`+ ${words.newProspect}`, add, { class: "new" })),
      looks,
    );
    mount(who);
    void showLead();
  }

  /** @param {{ key: string, language: string, session: string }} who */
  function mount(who) {
    chat?.destroy();
    frame.replaceChildren();
    frame.dataset.look = look;
    const skin = LOOKS[look] ?? LOOKS.website;
    chat =
      window.LeadlineChat?.mount(frame, {
        storageKey: who.key,
        language: who.language,
        title: options.title,
        colour: skin?.colour,
        css: skin?.css,
        choices: skin?.choices,
        onSession(session) {
          who.session = session;
          save();
        },
      }) ?? null;
  }

  /** Which lead this prospect has become. */
  async function showLead() {
    const session = prospects[current]?.session;
    const words = options.words();
    const lead = session ? await options.leadOf(session).catch(() => null) : null;
    if (lead) {
      const open = button(lead.ref, () => options.onLead(lead.id), {
        class: "link",
        "aria-label": `${words.leadOfProspect}: ${lead.ref}`,
      });
      if (link.textContent !== `→ ${lead.ref}`) link.replaceChildren("→ ", open);
    } else link.replaceChildren(el("span", { class: "muted" }, words.noLead ?? ""));
  }

  draw();
  return { draw, refresh: showLead };
}
