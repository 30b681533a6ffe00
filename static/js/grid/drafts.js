// Drafts: the empty comments of a level filled from the bank, each with another sentence as far as
// the bank has several. A draft is nobody's word yet: Enter takes it, F2 edits it, Delete drops it;
// nothing is sent before.
import { filled, levelOf } from "./bank.js";
import { button, make } from "./parts.js";

export class Drafts {
  constructor(desk, grid, bank) {
    Object.assign(this, { grid, bank, bar: desk.querySelector("[data-draft-bar]"), menu: desk.querySelector("[data-drafts]") });
    this.menu?.addEventListener("toggle", () => { if (this.menu.open) this.offer(); });
  }

  // Writable empty comments by the level beside them; null: those of units without levels.
  empty() {
    const found = new Map();
    for (const cell of this.grid.sheet.all()) {
      if (cell.column.field !== "comment" || cell.shut || !cell.asked || cell.value || cell.bad || cell.draft) continue;
      const level = levelOf(this.grid.sheet, cell);
      if (level === "") continue;
      found.set(level, [...(found.get(level) ?? []), cell]);
    }
    return found;
  }

  offer() {
    const list = this.menu.querySelector("[data-levels]");
    const empty = this.empty();
    const offer = (words, cells) => button("btn s", words, () => { this.menu.open = false; this.fill(cells); });
    const buttons = [...empty].map(([level, cells]) => offer(level ? `Mức ${level}: ${cells.length} ô` : `${cells.length} ô trống`, cells));
    if (empty.size > 1) buttons.push(offer("Mọi mức", [...empty.values()].flat()));
    list.replaceChildren(...(buttons.length ? buttons : [make("p", "small dim", "Không còn ô nhận xét trống nào đã có mức.")]));
  }

  async fill(cells) {
    const bank = await this.bank.load();
    if (!bank) return;
    const turns = new Map();
    let none = 0;
    for (const cell of cells) {
      const kind = `${cell.column.unit} ${levelOf(this.grid.sheet, cell)}`;
      if (!turns.has(kind)) turns.set(kind, { lines: best(this.bank.fitting(bank, cell)), next: 0 });
      const turn = turns.get(kind);
      if (!turn.lines.length) { none += 1; continue; }
      cell.draft = filled(turn.lines[turn.next % turn.lines.length].text, cell.line.name, bank.word);
      turn.next += 1;
      this.grid.sheet.paint(cell);
    }
    const made = cells.filter((cell) => cell.draft);
    this.show();
    this.grid.say(`${made.length} nháp: Enter nhận, F2 sửa, Delete bỏ.${none ? ` ${none} ô chưa có câu nào trong ngân hàng.` : ""}`);
    if (made.length) { this.grid.go(made[0]); this.grid.pen.focus(); }
  }

  all() { return this.grid.sheet.all().filter((cell) => cell.draft); }

  // Enter on a draft takes it and goes down to the next one.
  take(cell) {
    this.put([cell]);
    const next = this.all().find((other) => other.col === cell.col && other.row > cell.row) ?? this.all()[0];
    this.grid.go(next ?? this.grid.sheet.at(Math.min(cell.row + 1, this.grid.sheet.height - 1), cell.col));
  }

  put(cells) {
    const places = cells.map((cell) => [cell.row, cell.col, cell.draft]);
    for (const cell of cells) cell.draft = "";
    this.grid.changes.apply(places, "nhận xét từ ngân hàng");
    this.show();
  }

  drop(cells) {
    for (const cell of cells) { cell.draft = ""; this.grid.sheet.paint(cell); }
    this.show();
  }

  show() {
    const drafts = this.all();
    this.bar.hidden = !drafts.length;
    if (!drafts.length) return;
    const words = make("span", "small", `${drafts.length} nháp chưa ghi.`);
    const act = (css, said, done) => button(css, said, () => { done(); this.grid.pen.focus(); });
    const keep = act("btn s main", `Ghi cả ${drafts.length}`, () => this.put(this.all()));
    const drop = act("btn s", "Bỏ nháp", () => this.drop(this.all()));
    this.bar.replaceChildren(words, keep, drop);
  }
}

// Sentences made for the unit, if there are any.
function best(lines) {
  const own = lines.filter((line) => line.unit !== null);
  return own.length ? own : lines;
}
