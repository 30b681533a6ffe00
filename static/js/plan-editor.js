// The editor of a lesson plan: what is typed is saved by itself, a paste is cleaned by the server,
// and whether it is saved stands below at all times.
import { postJSON } from "./csrf.js";

const PAUSE = 900, AGAIN = 5000;

class Saver {
  constructor(box) {
    this.box = box;
    this.version = Number(box.dataset.version);
    this.changed = new Map();
    this.going = null;
    this.stopped = false;
  }

  get clean() { return this.changed.size === 0 && !this.going; }

  touch(name, read) {
    this.changed.set(name, read);
    this.show(this.going ? "saving" : "unsaved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  show(state, why = "") {
    for (const tag of this.box.querySelectorAll("[data-state]")) tag.hidden = tag.dataset.state !== state;
    this.box.querySelector("[data-why]").textContent = why;
  }

  // Send what changed; resolves to whether everything is saved.
  async flush() {
    clearTimeout(this.timer);
    while (this.going) await this.going;
    if (this.stopped || this.changed.size === 0) return !this.stopped;
    this.going = this.send();
    const ok = await this.going;
    this.going = null;
    if (ok && this.changed.size) return this.flush();
    if (ok) this.show("saved");
    return ok;
  }

  async send() {
    const taken = new Map(this.changed);
    this.changed.clear();
    this.show("saving");
    const body = { version: this.version };
    for (const [name, read] of taken) body[name] = read();
    try {
      const { ok, status, answer } = await postJSON(this.box.dataset.address, body, 20000);
      if (ok) {
        this.version = answer.version;
        this.box.querySelector("[data-at]").textContent = answer.at;
        this.box.querySelector('input[name="ban"]').value = answer.version;
        return true;
      }
      this.stopped = [401, 403, 404, 409].includes(status);
      this.put(taken);
      this.show("unsaved", answer.message ?? "");
    } catch {
      this.put(taken);
      this.show("unsaved", "Chưa nối được máy chủ; đang thử lại.");
    }
    if (!this.stopped) this.timer = setTimeout(() => this.flush(), AGAIN);
    return false;
  }

  put(taken) {
    for (const [name, read] of taken) if (!this.changed.has(name)) this.changed.set(name, read);
  }
}

function cellAt(node) { return (node?.nodeType === 1 ? node : node?.parentElement)?.closest("td, th") ?? null; }

function place(cell) {
  const range = document.createRange();
  range.selectNodeContents(cell);
  range.collapse(true);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

function addRow(cell) {
  const row = cell.closest("tr").cloneNode(true);
  for (const one of row.cells) { one.replaceChildren(document.createElement("br")); one.removeAttribute("rowspan"); }
  cell.closest("tr").after(row);
  place(row.cells[0]);
}

function nextCell(event, area) {
  const cell = cellAt(getSelection().anchorNode);
  if (event.key !== "Tab" || !cell) return;
  event.preventDefault();
  const cells = [...cell.closest("table").querySelectorAll("td, th")];
  const at = cells.indexOf(cell) + (event.shiftKey ? -1 : 1);
  if (at >= cells.length) { addRow(cell); area.dispatchEvent(new Event("input", { bubbles: true })); }
  else if (at >= 0) place(cells[at]);
}

// A paste from Word comes back as words, lists and tables; without the server, as plain words.
async function paste(event, area, box) {
  const html = event.clipboardData.getData("text/html"), text = event.clipboardData.getData("text/plain");
  event.preventDefault();
  if (!html) { document.execCommand("insertText", false, text); return; }
  const selection = getSelection(), range = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  let clean = null;
  try {
    const { ok, answer } = await postJSON(box.dataset.clean, { html: html.replace(/<img\b[^>]*>/gi, "") }, 20000);
    if (ok) clean = answer.html;
  } catch { /* told by the save line */ }
  area.focus();
  if (range) { selection.removeAllRanges(); selection.addRange(range); }
  if (clean) document.execCommand("insertHTML", false, clean);
  else document.execCommand("insertText", false, text);
}

const TABLE = "<table><tbody><tr><th>Hoạt động của giáo viên</th><th>Hoạt động của học sinh</th></tr>"
  + "<tr><td><br></td><td><br></td></tr></tbody></table><p><br></p>";

function tools(box, areas) {
  let last = areas.at(-1);
  for (const area of areas) area.addEventListener("focus", () => { last = area; });
  for (const button of box.querySelectorAll(".plan-tools button")) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (!last.contains(document.activeElement)) last.focus();
      if (button.dataset.do) document.execCommand(button.dataset.do);
      else if ("table" in button.dataset) document.execCommand("insertHTML", false, TABLE);
      else {
        const cell = cellAt(getSelection().anchorNode);
        if (cell && last.contains(cell)) { addRow(cell); last.dispatchEvent(new Event("input", { bubbles: true })); }
      }
    });
  }
}

function slots(box, saver) {
  const boxes = [...box.querySelectorAll("[data-slot]")];
  const count = () => { box.querySelector("[data-count]").textContent = `${boxes.filter((b) => b.checked).length} / ${boxes.length}`; };
  for (const one of boxes) {
    one.addEventListener("change", () => {
      count();
      saver.touch("places", () => boxes.filter((b) => b.checked).map((b) => b.value));
    });
  }
  count();
}

function wire(box) {
  const saver = new Saver(box), areas = [...box.querySelectorAll("[data-part]")];
  document.execCommand("defaultParagraphSeparator", false, "p");
  document.execCommand("styleWithCSS", false, false);
  for (const area of areas) {
    const blank = () => area.classList.toggle("blank", area.textContent.trim() === "" && !area.querySelector("table, li"));
    area.addEventListener("input", () => { blank(); saver.touch(area.dataset.part, () => area.innerHTML); });
    area.addEventListener("paste", (event) => paste(event, area, box));
    area.addEventListener("keydown", (event) => nextCell(event, area));
    blank();
  }
  for (const field of box.querySelectorAll("[data-field]")) {
    const read = () => (field.type === "checkbox" ? field.checked : field.value);
    field.addEventListener("input", () => saver.touch(field.dataset.field, read));
  }
  tools(box, areas);
  slots(box, saver);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); saver.flush(); }
  });
  addEventListener("beforeunload", (event) => { if (!saver.clean) event.preventDefault(); });
  addEventListener("online", () => saver.flush());
  // whoever hands in or leaves by a button has everything saved first
  box.querySelector("[data-hand-over]").addEventListener("submit", async (event) => {
    if (saver.clean) return;
    event.preventDefault();
    if (await saver.flush()) event.target.requestSubmit();
  });
  document.querySelector("[data-leave]").addEventListener("click", async (event) => {
    if (saver.clean) return;
    event.preventDefault();
    if (await saver.flush()) location.assign(event.target.href);
  });
}

for (const box of document.querySelectorAll("[data-plan-editor]")) wire(box);
