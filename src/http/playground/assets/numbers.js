// @ts-check
import { button, el, svg } from "./dom.js";

const PERIODS = ["today", "week", "month", "quarter", "all_time"];

/**
 * The numbers of a period as tiles and bars. Each chart is a picture with a table beside it for those who do not see it.
 * @param {HTMLElement} panel @param {StatsInfo} stats @param {string} period @param {(period: string) => void} onPeriod @param {Desk} desk
 */
export function showNumbers(panel, stats, period, onPeriod, desk) {
  const { words } = desk;
  const chips = el("div", { class: "chips", role: "group", "aria-label": words.period });
  for (const id of PERIODS)
    chips.append(button(words[id] ?? id, () => onPeriod(id), { "aria-pressed": String(id === period) }));
  const tiles = el("div", { class: "stat-tiles" });
  for (const item of stats.funnel) {
    const value = item.id === "won" && stats.wonValues.length > 0 ? stats.wonValues.join(" + ") : "";
    tiles.append(
      tile(
        words[item.id] ?? item.id,
        String(item.count),
        value,
        `${words.before}: ${item.before}`,
        trend(item.count, item.before),
      ),
    );
  }
  const { median, p90, waiting, answered } = stats.response;
  tiles.append(
    tile(
      words.response ?? "",
      median ?? "–",
      p90 ? `${words.p90} ${p90}` : "",
      `${answered} ${words.answered}, ${waiting} ${words.waiting}`,
      "",
    ),
  );
  const stages = stats.stages.map((stage) => ({
    label: stage.label,
    count: stage.count,
    note: stage.values.join(" + "),
  }));
  const charts = el(
    "div",
    { class: "charts" },
    barChart(words.byStage ?? "", stages, desk),
    barChart(words.bySource ?? "", stats.bySource, desk),
    barChart(words.byChannel ?? "", stats.byChannel, desk),
    barChart(words.byProduct ?? "", stats.byProduct, desk),
    stats.lostReasons.length > 0 ? barChart(words.lostReasons ?? "", stats.lostReasons, desk) : null,
  );
  panel.replaceChildren(chips, el("h2", { class: "period" }, stats.label), tiles, charts);
}

/** @param {number} now @param {number} before */
function trend(now, before) {
  if (before === 0 || now === before) return "";
  const change = Math.round(((now - before) / before) * 100);
  return change > 0 ? `▲ ${change}%` : `▼ ${-change}%`;
}

/** @param {string} label @param {string} value @param {string} more @param {string} note @param {string} change */
function tile(label, value, more, note, change) {
  return el(
    "div",
    { class: "stat" },
    el("p", { class: "stat-label" }, label),
    el("p", { class: "stat-value" }, value, change ? el("span", { class: "trend" }, ` ${change}`) : null),
    more ? el("p", { class: "stat-more" }, more) : null,
    el("p", { class: "muted" }, note),
  );
}

const ROW = 30;
const LABEL_WIDTH = 150;
const WIDTH = 460;

/**
 * Horizontal bars: the picture for the eyes, the table for everybody else.
 * @param {string} title @param {{ label: string, count: number, note?: string }[]} rows @param {Desk} desk
 */
export function barChart(title, rows, desk) {
  const { words } = desk;
  const figure = el("figure", { class: "chart" }, el("figcaption", {}, title));
  if (rows.every((row) => row.count === 0)) {
    figure.append(el("p", { class: "muted" }, words.noData ?? ""));
    return figure;
  }
  const most = Math.max(...rows.map((row) => row.count));
  const room = WIDTH - LABEL_WIDTH - 110;
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${rows.length * ROW}`,
    role: "img",
    "aria-label": `${title}: ${rows.map((row) => `${row.label} ${row.count}`).join(", ")}`,
  });
  for (const [index, row] of rows.entries()) {
    const y = index * ROW;
    const width = Math.max(row.count > 0 ? 3 : 0, (row.count / most) * room);
    picture.append(
      svg(
        "text",
        { x: LABEL_WIDTH - 10, y: y + 19, "text-anchor": "end", class: "chart-label" },
        shorten(row.label),
      ),
      svg("rect", { x: LABEL_WIDTH, y: y + 6, width: room, height: 18, rx: 4, class: "chart-track" }),
      svg(
        "rect",
        { x: LABEL_WIDTH, y: y + 6, width, height: 18, rx: 4, class: "chart-bar" },
        svg("title", {}, `${row.label}: ${row.count}`),
      ),
      svg(
        "text",
        { x: LABEL_WIDTH + room + 8, y: y + 19, class: "chart-value" },
        `${row.count}${row.note ? ` · ${row.note}` : ""}`,
      ),
    );
  }
  const body = el("tbody");
  for (const row of rows)
    body.append(
      el(
        "tr",
        {},
        el("th", { scope: "row" }, row.label),
        el("td", {}, [row.count, row.note].filter((part) => part !== undefined && part !== "").join(" · ")),
      ),
    );
  figure.append(picture, el("table", { class: "vh" }, el("caption", {}, title), body));
  return figure;
}

/** @param {string} text */
function shorten(text) {
  return text.length > 21 ? `${text.slice(0, 20)}…` : text;
}
