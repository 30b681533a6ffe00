// One way for typing, pasting, deleting, filling and undo to change cells, each as one undo entry.
import { normalise } from "./values.js";

export class Changes {
  constructor(sheet, changed) {
    this.sheet = sheet;
    this.changed = changed;
    this.past = [];
    this.future = [];
    this.count = 0;
  }

  // places: [[row, column, typed text], …] → how many went in, were refused, may only be read.
  apply(places, what) {
    const entry = [];
    const report = { taken: 0, refused: [], shut: 0, outside: 0 };
    for (const [row, col, typed] of places) {
      const cell = this.sheet.at(row, col);
      if (!cell) report.outside += 1;
      else if (cell.shut) report.shut += 1;
      else this.put(cell, typed, entry, report);
    }
    if (entry.length) {
      this.count += 1;
      this.past.push({ what, entry });
      this.future = [];
      this.changed(entry.map((step) => step.cell));
    }
    return report;
  }

  put(cell, typed, entry, report) {
    const before = snapshot(cell);
    const found = normalise(cell.column, typed);
    cell.draft = "";
    if (found.reason) {
      cell.bad = { text: typed, reason: found.reason };
      report.refused.push(cell);
    } else {
      cell.bad = null;
      cell.hint = found.changed ? `Đã đổi “${typed.trim()}” thành ${found.value}.` : null;
      cell.value = found.value;
      report.taken += 1;
    }
    if (cell.clash && !cell.bad) settle(cell, cell.value);
    const after = snapshot(cell);
    if (before.value !== after.value || before.bad?.text !== after.bad?.text) {
      entry.push({ cell, before, after });
      cell.state = "";
    }
    this.sheet.paint(cell);
  }

  undo() { return this.turn(this.past, this.future, "after", "before"); }
  redo() { return this.turn(this.future, this.past, "before", "after"); }

  // A cell that got another value meanwhile keeps it.
  turn(from, to, now, then) {
    const step = from.pop();
    if (!step) return null;
    const turned = [];
    let kept = 0;
    for (const { cell, ...states } of step.entry) {
      const here = snapshot(cell);
      if (here.value !== states[now].value || here.bad?.text !== states[now].bad?.text) { kept += 1; continue; }
      cell.value = states[then].value;
      cell.bad = states[then].bad;
      cell.hint = null;
      cell.state = "";
      this.sheet.paint(cell);
      turned.push(cell);
    }
    to.push(step);
    this.changed(turned);
    return { what: step.what, turned, kept };
  }
}

function snapshot(cell) { return { value: cell.value, bad: cell.bad }; }

// Two people wrote one cell: from now on the other's value is what this person has seen.
export function settle(cell, value) {
  cell.base = cell.clash.stored;
  cell.value = value;
  cell.clash = null;
}
