// The comment bank: "/" and a few letters without diacritics in a comment cell offer sentences;
// Enter puts one in, with the pupil's given name for {ten} and the school's word for {em}.
import { getJSON } from "../csrf.js";
import { lay, make } from "./parts.js";
import { fold } from "./values.js";

const MOST = 8;
const WHOSE = { own: "của mình", department: "của tổ", school: "của trường" };
const SLASH = /(?:^|\s)\/([^/\n]*)$/;

export class Bank {
  constructor(desk, grid) {
    this.url = desk.dataset.bank;
    this.grid = grid;
    this.loaded = null;
    this.found = [];
    this.at = 0;
    this.box = make("div", "pop bank");
    this.box.id = "bank-list";
    this.box.hidden = true;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", "Ngân hàng nhận xét");
    desk.append(this.box);
    this.desk = desk;
    const { area } = grid.pen;
    area.addEventListener("input", () => this.typed());
    area.addEventListener("blur", () => this.close());
    this.box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const line = event.target.closest("[role=option]");
      if (line) { this.at = [...this.box.children].indexOf(line); this.take(); }
    });
  }

  get open() { return !this.box.hidden; }

  // Fetched once; a failure is told and tried again with the next "/".
  async load() {
    this.loaded ??= getJSON(this.url)
      .catch(() => { this.loaded = null; this.grid.say("Chưa lấy được ngân hàng nhận xét. Kiểm tra mạng rồi gõ / lần nữa."); return null; });
    return await this.loaded;
  }

  async typed() {
    const { pen, cell } = this.grid;
    const asked = cell.column.field === "comment" && SLASH.exec(pen.area.value.slice(0, pen.area.selectionStart));
    if (!asked) { this.close(); return; }
    const bank = await this.load();
    if (!bank || this.grid.cell !== cell || !this.grid.editing) return;
    const words = fold(asked[1]).split(/\s+/);
    this.found = this.fitting(bank, cell)
      .map((line) => ({ ...line, said: filled(line.text, cell.line.name, bank.word) }))
      .filter((line) => words.every((word) => fold(line.said).includes(word)))
      .slice(0, MOST);
    this.show();
  }

  // The sentences for a cell: its unit's and level's, and those for any.
  fitting(bank, cell) {
    const level = levelOf(this.grid.sheet, cell);
    return bank.lines.filter((line) => (line.unit === null || line.unit === cell.column.unit)
      && (!level || line.level === null || line.level === level));
  }

  show() {
    this.at = 0;
    this.box.replaceChildren(...(this.found.length ? this.found.map(option) : [make("div", "bank-none", "Không có câu nào như vậy. Gõ tiếp để tự viết.")]));
    this.box.hidden = false;
    this.grid.pen.area.setAttribute("aria-controls", this.box.id);
    this.mark();
    lay(this.box, this.desk, this.grid.pen.area);
  }

  mark() {
    [...this.box.children].forEach((line, place) => {
      if (this.found.length) line.setAttribute("aria-selected", String(place === this.at));
    });
    this.grid.pen.area.setAttribute("aria-activedescendant", this.found.length ? `bank-${this.at}` : "");
  }

  // What a key does while the list is open; null: nothing of the list's.
  key(event) {
    if (!this.open || event.ctrlKey || event.metaKey || event.altKey) return null;
    if (event.key === "Escape") return () => this.close();
    if (!this.found.length) return null;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) return () => { this.at = (this.at + step + this.found.length) % this.found.length; this.mark(); };
    if (event.key === "Enter" || event.key === "Tab") return () => this.take();
    return null;
  }

  take() {
    const { area } = this.grid.pen;
    const line = this.found[this.at];
    const before = area.value.slice(0, area.selectionStart);
    const from = before.length - SLASH.exec(before)[0].trimStart().length;
    area.setRangeText(line.said, from, area.selectionStart, "end");
    this.close();
    this.grid.pen.grow();
  }

  close() {
    this.box.hidden = true;
    this.found = [];
    this.grid.pen.area.removeAttribute("aria-activedescendant");
  }
}

function option(line, place) {
  const row = make("div", "bank-line");
  row.id = `bank-${place}`;
  row.setAttribute("role", "option");
  row.append(make("span", "", line.said), make("span", "small dim", WHOSE[line.whose]));
  return row;
}

// The level beside a comment: "" while it is empty, null where its unit has none.
export function levelOf(sheet, cell) {
  const beside = sheet.columns.findIndex((column) => column.unit === cell.column.unit && column.field === "level");
  return beside < 0 ? null : sheet.at(cell.row, beside).value;
}

// {ten} is the given name, the last syllable; {em} begins with a capital where a sentence begins.
export function filled(text, name, word) {
  const given = name.trim().split(/\s+/).at(-1);
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  return text.replaceAll("{ten}", given).replace(/(^|[.!?…]\s+)\{em\}/g, `$1${capital}`).replaceAll("{em}", word);
}
