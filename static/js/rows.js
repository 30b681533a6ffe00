// Rows of a list: tick one or all, arrows move, X ticks, Enter opens, Esc lets go.
import { typing } from "./keys.js";

export function rows(doc) {
  for (const list of doc.querySelectorAll("[data-rows]")) wire(doc, list);
}

function wire(doc, list) {
  const bulk = list.querySelector("[data-bulk]");
  const all = list.querySelector("[data-tick-all]");
  const ticks = () => [...list.querySelectorAll("[data-tick]")];
  const bodyRows = () => [...list.querySelectorAll("tbody tr")];
  let at = -1;

  function show() {
    const chosen = ticks().filter((tick) => tick.checked);
    for (const tick of ticks()) tick.closest("tr").classList.toggle("on", tick.checked);
    if (bulk) {
      bulk.hidden = chosen.length === 0;
      const word = bulk.querySelector("[data-bulk-count]");
      if (word) word.textContent = String(chosen.length);
    }
    if (all) {
      all.checked = chosen.length > 0 && chosen.length === ticks().length;
      all.indeterminate = chosen.length > 0 && !all.checked;
    }
  }

  function move(step) {
    const lines = bodyRows();
    if (!lines.length) return;
    at = Math.max(0, Math.min(lines.length - 1, at + step));
    for (const line of lines) line.classList.toggle("cur", line === lines[at]);
    lines[at].scrollIntoView({ block: "nearest" });
  }

  function clear() {
    for (const tick of ticks()) tick.checked = false;
    show();
  }

  list.addEventListener("change", (event) => {
    if (event.target === all) for (const tick of ticks()) tick.checked = all.checked;
    if (event.target === all || event.target.matches("[data-tick]")) show();
  });
  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-bulk-clear]")) clear();
  });
  doc.addEventListener("keydown", (event) => {
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || doc.querySelector("dialog[open]")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && at >= 0 && event.target === doc.body) {
      bodyRows()[at]?.querySelector("a.rec")?.click();
    } else if ((event.key === "x" || event.key === "X") && at >= 0) {
      const tick = bodyRows()[at]?.querySelector("[data-tick]");
      if (tick) { tick.checked = !tick.checked; show(); }
    } else if (event.key === "Escape") clear();
  });
  show();
}
