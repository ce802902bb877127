// @ts-check
/** Small helpers to build the page. Text is always text, never HTML. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean | number | undefined | null>} [attributes] false, null: left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false && value !== undefined && value !== null)
      element.setAttribute(name, value === true ? "" : String(value));
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * @param {string} label
 * @param {() => void} onClick
 * @param {Record<string, string | boolean | undefined>} [attributes]
 */
export function button(label, onClick, attributes = {}) {
  const made = el("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * Show `items` in `container`, keeping the elements of those that have not changed, so that focus, scroll and
 * open menus stay where they are.
 *
 * @template T
 * @param {HTMLElement} container
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => HTMLElement} render
 */
export function reconcile(container, items, keyOf, render) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of container.children)
    if (child instanceof HTMLElement && child.dataset.key !== undefined) old.set(child.dataset.key, child);
  const next = items.map((item) => {
    const key = keyOf(item);
    const shape = JSON.stringify(item);
    const known = old.get(key);
    if (known && known.dataset.shape === shape) return known;
    const made = render(item);
    made.dataset.key = key;
    made.dataset.shape = shape;
    return made;
  });
  const same =
    next.length === container.children.length && next.every((node, i) => node === container.children[i]);
  if (same) return;
  const focused = document.activeElement;
  const keeper = focused instanceof HTMLElement && container.contains(focused) ? focused : null;
  const key = keeper?.closest("[data-key]")?.getAttribute("data-key");
  const label = keeper?.textContent;
  container.replaceChildren(...next);
  if (!keeper) return;
  if (keeper.isConnected) return keeper.focus({ preventScroll: true });
  // The element was drawn anew: give the focus to what stands in its place.
  const place = next.find((node) => node.dataset.key === key);
  for (const candidate of place?.querySelectorAll("button, a[href]") ?? [])
    if (candidate instanceof HTMLElement && candidate.textContent === label)
      candidate.focus({ preventScroll: true });
}

/**
 * Draw a part anew when what it shows has changed, and else leave it alone.
 * @param {HTMLElement} container @param {unknown} shown @param {() => (HTMLElement | string)[]} draw
 */
export function redraw(container, shown, draw) {
  const shape = JSON.stringify(shown);
  if (container.dataset.shape === shape) return;
  container.dataset.shape = shape;
  container.replaceChildren(...draw());
}

/** @param {string} path @returns {Promise<any>} */
export async function getJson(path) {
  const response = await fetch(path, { cache: "no-store" });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `The server answered ${response.status}`);
  return body;
}

/** @param {string} key @param {string} fallback */
export function remembered(key, fallback) {
  try {
    return localStorage.getItem(`leadline.playground.${key}`) ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  try {
    localStorage.setItem(`leadline.playground.${key}`, value);
  } catch {
    // Storage is blocked: forgotten at the next visit.
  }
}

/** @param {string} at ISO @param {string} language */
export function clockTime(at, language) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  return when.toLocaleString(
    language,
    today
      ? { hour: "2-digit", minute: "2-digit" }
      : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  );
}

/** A row of tabs with the keyboard's arrows. @param {{ id: string, label: string }[]} items @param {string} current @param {string} name @param {(id: string) => void} onChange */
export function tabs(items, current, name, onChange) {
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": name });
  for (const item of items) {
    const tab = button(item.label, () => onChange(item.id), {
      role: "tab",
      id: `tab-${item.id}`,
      "aria-selected": String(item.id === current),
      "aria-controls": `panel-${item.id}`,
      tabindex: item.id === current ? "0" : "-1",
    });
    list.append(tab);
  }
  list.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const index = items.findIndex((item) => item.id === current);
    const next = items[(index + step + items.length) % items.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  });
  return list;
}
