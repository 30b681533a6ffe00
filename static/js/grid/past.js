// Undo that lasts: one's own last writings into this grid, read from the history and taken back one
// by one. A cell that got another value since keeps it.
import { getJSON, postJSON } from "../csrf.js";
import { button, make } from "./parts.js";

export class Past {
  constructor(desk, sheet, queue, grid) {
    Object.assign(this, { sheet, queue, grid });
    this.button = desk.querySelector("[data-past]");
    this.box = desk.querySelector("[data-past-box]");
    this.list = desk.querySelector("[data-past-list]");
    this.button?.addEventListener("click", () => this.open());
    for (const way of ["submit", "cancel"]) {
      this.box?.addEventListener(way, (event) => { event.preventDefault(); this.shut(); });
    }
  }

  // Closes at once, not by the dialog's own later event: whoever types on at once writes into the cell.
  shut() {
    this.box.close();
    this.grid.pen.focus();
  }

  // Whoever goes on typing while the list is on its way keeps the keyboard: no dialog takes it.
  async open() {
    if (!this.button) { this.grid.say("Không còn gì để hoàn tác."); return; }
    const { changes } = this.grid;
    const before = changes.count;
    await this.queue.send();
    try {
      const { batches } = await getJSON(this.button.dataset.past);
      if (this.grid.editing || changes.count !== before || this.box.open) return;
      const none = make("li", "dim", "Chưa ghi ô nào ở bảng này.");
      this.list.replaceChildren(...(batches.length ? batches.map((batch) => this.line(batch)) : [none]));
      this.box.showModal();
      this.list.querySelector("button")?.focus();
    } catch { this.grid.say("Chưa đọc được các lần ghi. Thử lại khi có mạng."); }
  }

  line(batch) {
    const item = make("li");
    const what = make("div", "grow");
    const columns = batch.columns.slice(0, 3).map(([unit, field]) => this.label(unit, field)).filter(Boolean);
    const more = batch.columns.length > columns.length ? "…" : "";
    what.append(make("b", "", batch.at), ` · ${batch.count} ô`, make("div", "small dim", `${columns.join("; ")}${more}`));
    item.append(what, button("btn s", "Hoàn tác", () => this.undo(batch.id)));
    return item;
  }

  label(unit, field) {
    return this.sheet.columns.find((column) => column.unit === unit && column.field === field)?.label ?? "cột khác";
  }

  async undo(id) {
    this.shut();
    try {
      const { ok, answer } = await postJSON(this.button.dataset.past, { id });
      this.grid.say(ok ? this.take(answer.cells) : answer.message);
    } catch { this.grid.say("Mất mạng, nên chưa hoàn tác gì."); }
  }

  take(answers) {
    const told = { saved: 0, conflict: 0, refused: 0 };
    let first = null;
    let reason = "";
    for (const answer of answers) {
      told[answer.state] += 1;
      reason ||= answer.reason ?? "";
      const cell = this.sheet.find(answer.row, answer.unit, answer.field);
      if (!cell || !("value" in answer) || cell.value !== cell.base) continue;
      if (!first || cell.row < first.row) first = cell;
      cell.base = cell.value = answer.value ?? "";
      Object.assign(cell, { bad: null, hint: null, state: answer.state === "saved" ? "done" : "" });
      this.sheet.paint(cell);
    }
    if (first) this.grid.go(first);
    this.queue.told([]);
    const kept = told.conflict ? ` ${told.conflict} ô đã có giá trị khác nên giữ nguyên.` : "";
    const shut = told.refused ? ` ${told.refused} ô chưa hoàn tác được: ${reason}` : "";
    return `Đã hoàn tác ${told.saved} ô.${kept}${shut}`;
  }
}
