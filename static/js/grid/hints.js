// Hints: cells that are worth a second look, asked for when the grid stands and after each saving.
// Nothing is blocked; "Đúng rồi" remembers that the teacher looked.
import { getJSON, postJSON } from "../csrf.js";
import { button, make, tag } from "./parts.js";

const PAUSE = 600;

export class Hints {
  constructor(desk, grid, pop) {
    Object.assign(this, { url: desk.dataset.hints, grid, pop, timer: 0, rounds: 0 });
    this.bar = desk.querySelector("[data-hint-bar]");
    this.bar?.addEventListener("click", () => this.next());
    this.ask();
  }

  // Asked again once what was typed is saved.
  heard(queue) {
    if (queue.rounds === this.rounds) return;
    this.rounds = queue.rounds;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const { hints } = await getJSON(this.url).catch(() => ({}));
    if (!hints) return;
    const { sheet } = this.grid;
    for (const cell of this.doubted()) { cell.doubts = []; sheet.paint(cell); }
    for (const hint of hints) {
      const cell = sheet.find(hint.row, hint.unit, hint.field);
      if (!cell || cell.shut) continue;
      cell.doubts.push(hint);
      sheet.paint(cell);
    }
    this.show();
  }

  doubted() { return this.grid.sheet.all().filter((cell) => cell.doubts.length); }

  show() {
    if (!this.bar) return;
    const count = this.doubted().length;
    this.bar.hidden = !count;
    this.bar.textContent = `${count} gợi ý xem lại`;
    if (!this.grid.editing) this.pop.show(this.grid.cell, this.grid);
  }

  next() {
    const { grid } = this;
    const place = (cell) => cell.col * grid.sheet.height + cell.row;
    const doubted = this.doubted().sort((a, b) => place(a) - place(b));
    const found = doubted.find((cell) => place(cell) > place(grid.cell)) ?? doubted[0];
    if (found) { grid.go(found); grid.pen.focus(); }
  }

  // What the slip under a cell says of its hints.
  slip(cell) {
    const lines = cell.doubts.map((hint) => make("p", "", hint.words));
    const row = make("div", "row");
    row.append(button("btn s", "Đúng rồi", () => this.right(cell)), make("span", "kbd", "Ctrl"), make("span", "kbd", "Enter"));
    return { tag: tag("line", "eye", "Xem lại"), body: [...lines, row] };
  }

  async right(cell) {
    for (const hint of cell.doubts) {
      const done = await postJSON(this.url, { row: hint.row, digest: hint.digest }).catch(() => null);
      if (!done?.ok) { this.grid.say("Chưa ghi nhớ được; thử lại khi có mạng."); return; }
    }
    cell.doubts = [];
    this.grid.sheet.paint(cell);
    this.grid.pen.focus();
    this.show();
  }
}
