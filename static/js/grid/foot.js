// The foot bar and the column heads: what is saved, on its way, waiting or in need of eyes; 33/35.
import { button, make, tag } from "./parts.js";

export class Foot {
  constructor(desk, sheet, queue) {
    this.sheet = sheet;
    this.queue = queue;
    this.states = desk.querySelector("[data-states]");
    this.live = desk.querySelector("[data-live]");
    this.missing = desk.querySelector("[data-missing]");
    this.quiet = 0;
  }

  say(text) {
    this.live.textContent = text;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => { this.live.textContent = ""; }, 12000);
  }

  show(grid) {
    const { queue, sheet } = this;
    const all = sheet.all();
    const open = all.filter((cell) => cell.bad || cell.clash);
    const sending = queue.sending.length;
    const waiting = queue.waiting() - sending;
    const tags = [];
    if (queue.savedAt) tags.push(tag("ok", "tick", `Đã lưu ${queue.savedAt}`));
    if (sending) tags.push(tag("info", "clock", `Đang lưu ${sending} ô`));
    if (queue.trouble && waiting > 0) tags.push(tag("bad", "refused", `Chưa lưu ${waiting} ô`), ...this.trouble());
    else if (waiting > 0) tags.push(tag("line", "pen", `Chưa lưu ${waiting} ô`));
    if (open.length) tags.push(this.look(open, grid));
    this.states.replaceChildren(...(tags.length ? tags : [make("span", "dim", this.states.dataset.idle)]));
    this.count();
  }

  trouble() {
    const { trouble } = this.queue;
    const words = make("span", "", trouble.message);
    if (!trouble.signedOut) return [words, this.again()];
    const door = make("a", "", "Đăng nhập lại ở thẻ mới");
    door.href = "/dang-nhap";
    door.target = "_blank";
    return [make("span", "", "Phiên làm việc đã hết."), door, this.again()];
  }

  again() {
    return button("btn s", "Ghi lại", () => this.queue.send());
  }

  look(open, grid) {
    const first = button("tag warn as-tag", "", () => {
      const later = open.find((cell) => cell.row * this.sheet.width + cell.col > grid.cell.row * this.sheet.width + grid.cell.col);
      grid.go(later ?? open[0]);
      grid.pen.focus();
    });
    first.append(...tag("warn", "alert", `${open.length} ô cần xem`).childNodes);
    return first;
  }

  // Gaps stand out only in a column that somebody has begun to fill.
  begun(col) {
    this.sheet.columns[col].calm = false;
    for (const row of this.sheet.cells) row[col].td.classList.remove("calm");
  }

  count() {
    let missing = 0;
    this.sheet.columns.forEach((column, col) => {
      const [filled, expected] = this.sheet.count(col);
      if (column.own && !column.optional) missing += expected - filled;
      if (filled && column.calm) this.begun(col);
      if (column.counter) column.counter.textContent = `${filled}/${expected}`;
      if (column.meter) column.meter.value = expected ? Math.floor((filled / expected) * 100) : 100;
    });
    if (this.missing) this.missing.textContent = `${missing} ô`;
  }
}
