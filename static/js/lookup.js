// Choosing a row of another table by typing part of its name; the id travels in a hidden input.
// <div data-lookup="/address"> <input type="hidden"> <input type="text" role="combobox"> <ul role="listbox"> </div>
import { getJSON } from "./csrf.js";

export function lookups(doc) {
  for (const box of doc.querySelectorAll("[data-lookup]")) wire(box);
}

function wire(box) {
  const hidden = box.querySelector('input[type="hidden"]');
  const text = box.querySelector('input[role="combobox"]');
  const list = box.querySelector('[role="listbox"]');
  let chosen = text.value;
  let timer = 0;
  let at = -1;
  let asked = 0;

  const items = () => [...list.querySelectorAll('[role="option"][data-id]')];
  function close() { list.hidden = true; text.setAttribute("aria-expanded", "false"); at = -1; }
  function pick(item) {
    hidden.value = item.dataset.id;
    text.value = chosen = item.textContent;
    close();
    box.dispatchEvent(new CustomEvent("lookup:chosen", { bubbles: true, detail: hidden.value }));
  }
  function point(step) {
    const all = items();
    if (!all.length) return;
    at = (at + step + all.length) % all.length;
    all.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    all[at].scrollIntoView({ block: "nearest" });
  }
  async function ask() {
    const mine = ++asked;
    const url = new URL(box.dataset.lookup, location.origin);
    url.searchParams.set("query", text.value.trim());
    let found = [];
    let failed = false;
    try { found = await getJSON(url); } catch { failed = true; }
    if (mine !== asked) return;
    list.replaceChildren(...found.map(([id, label]) => option(id, label)));
    if (!found.length) list.append(option(null, failed ? "Chưa tìm được, thử lại." : "Không thấy ai, không thấy gì trùng."));
    list.hidden = false;
    text.setAttribute("aria-expanded", "true");
    at = -1;
  }
  function option(id, label) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    if (id !== null) item.dataset.id = id;
    item.textContent = label;
    return item;
  }

  text.addEventListener("input", () => {
    close();
    if (!text.value.trim()) { hidden.value = ""; chosen = ""; }
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  text.addEventListener("focus", () => { text.select(); ask(); });
  text.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask(); else point(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      pick(items()[at]);
    } else if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); close(); }
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[data-id]");
    if (item) { event.preventDefault(); pick(item); }
  });
  text.addEventListener("blur", () => { close(); text.value = hidden.value ? chosen : ""; });
}
