// The grid: the active cell, the range around it, and what typing, moving and committing do.
import { Pen } from "./pen.js";

export class Grid {
  // say: tells the person a sentence · moved: hears the active cell · older: undo beyond this visit
  constructor({ sheet, changes, wrap, say, moved, older }) {
    Object.assign(this, { sheet, changes, wrap, say, moved, older });
    this.cell = sheet.nextEmpty(-1, 0) ?? sheet.cells[0][0];
    this.from = this.cell;
    this.marked = [];
    this.pen = new Pen(wrap, this);
    addEventListener("resize", () => this.pen.lay());
  }

  get editing() { return this.pen.editing; }

  // Makes a cell active; with keep the range grows from where it began.
  go(cell, keep = false) {
    if (!cell) return;
    if (this.editing) this.commit();
    this.cell.line.tr.classList.remove("cur");
    this.cell = cell;
    if (!keep) this.from = cell;
    cell.line.tr.classList.add("cur");
    this.mark();
    this.show();
    this.pen.lay();
    this.pen.label();
    this.moved(cell);
  }

  // A step by rows and columns; Tab skips what may only be read and turns into the next line.
  step(rows, cols, keep = false) {
    const row = Math.max(0, Math.min(this.sheet.height - 1, this.cell.row + rows));
    const col = Math.max(0, Math.min(this.sheet.width - 1, this.cell.col + cols));
    this.go(this.sheet.at(row, col), keep);
  }

  tab(direction) {
    const total = this.sheet.height * this.sheet.width;
    let place = this.cell.row * this.sheet.width + this.cell.col;
    for (let n = 0; n < total; n += 1) {
      place = (place + direction + total) % total;
      const next = this.sheet.at(Math.floor(place / this.sheet.width), place % this.sheet.width);
      if (!next.shut) { this.go(next); return; }
    }
  }

  corners() {
    const [top, bottom] = [this.from.row, this.cell.row].sort((a, b) => a - b);
    const [left, right] = [this.from.col, this.cell.col].sort((a, b) => a - b);
    return { top, bottom, left, right };
  }

  range() {
    const { top, bottom, left, right } = this.corners();
    return this.sheet.cells.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
  }

  mark() {
    for (const cell of this.marked) cell.td.classList.remove("range");
    this.marked = this.from === this.cell ? [] : this.range().flat();
    for (const cell of this.marked) cell.td.classList.add("range");
  }

  // Scrolls so that the sticky head and names don't hide the active cell.
  show() {
    const cell = this.cell.td.getBoundingClientRect();
    const box = this.wrap.getBoundingClientRect();
    const head = this.sheet.table.tHead.getBoundingClientRect().height;
    const names = this.cell.line.tr.querySelector(".name").getBoundingClientRect();
    const left = Math.max(box.left, names.right);
    if (cell.left < left) this.wrap.scrollLeft -= left - cell.left;
    else if (cell.right > box.right - 2) this.wrap.scrollLeft += Math.min(cell.right - box.right + 2, cell.left - left);
    if (cell.top < box.top + head) this.wrap.scrollTop -= box.top + head - cell.top;
    else if (cell.bottom > box.bottom - 2) this.wrap.scrollTop += cell.bottom - box.bottom + 2;
  }

  open() {
    this.pen.begin("opened", this.cell.bad ? this.cell.bad.text : this.cell.value || this.cell.draft);
  }

  opened() { this.moved(null); }

  commit() {
    const typed = this.pen.area.value;
    this.pen.end();
    this.changes.apply([[this.cell.row, this.cell.col, typed]], "gõ");
    this.pen.label();
    this.moved(this.cell);
  }

  cancel() {
    this.pen.end();
    this.moved(this.cell);
  }

  clear() {
    const shut = this.range().flat().every((cell) => cell.shut);
    if (shut) { this.say(this.cell.column.why || "Ô này chỉ đọc được."); return; }
    this.changes.apply(this.range().flat().map((cell) => [cell.row, cell.col, ""]), "xóa");
    this.moved(this.cell);
  }

  // Fills the range from its first line; a range of one line takes the line above.
  fillDown() {
    const range = this.range();
    const above = this.sheet.cells[range[0][0].row - 1]?.slice(range[0][0].col, range[0].at(-1).col + 1);
    const [first, ...rest] = range.length === 1 && above ? [above, ...range] : range;
    this.changes.apply(rest.flat().map((cell) =>
      [cell.row, cell.col, first[cell.col - first[0].col].value]), "chép xuống");
    this.moved(this.cell);
  }

  nextEmpty() {
    if (this.editing) this.commit();
    const found = this.sheet.nextEmpty(this.cell.row, this.cell.col);
    if (!found) { this.say("Không còn ô trống nào của phần này."); return; }
    this.go(found);
    this.pen.focus();
  }

  turn(back) {
    const step = back ? this.changes.undo() : this.changes.redo();
    const verb = back ? "hoàn tác" : "làm lại";
    if (!step && back) { this.older(); return; }
    if (!step) { this.say(`Không còn gì để ${verb}.`); return; }
    const kept = step.kept ? ` ${step.kept} ô đã có giá trị khác nên giữ nguyên.` : "";
    this.say(`Đã ${verb}: ${step.what}, ${step.turned.length} ô.${kept}`);
    if (step.turned.length) this.go(step.turned[0]);
  }
}
