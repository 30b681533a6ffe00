// The slip under a cell: who wrote what and when, which rule, and two buttons that name the values.
import { settle } from "./change.js";
import { owed } from "./owed.js";
import { button, lay, make, tag } from "./parts.js";

export class Pop {
  constructor(desk, wrap) {
    this.desk = desk;
    this.wrap = wrap;
    this.box = desk.querySelector("[data-pop]");
    this.head = this.box.querySelector("[data-pop-head]");
    this.body = this.box.querySelector("[data-pop-body]");
    this.cell = null;
    this.box.addEventListener("keydown", (event) => this.key(event));
    wrap.addEventListener("scroll", () => { if (!this.box.hidden) lay(this.box, this.desk, this.cell.td); });
  }

  // Shows what there is to say about a cell; nothing to say closes the slip.
  show(cell, grid) {
    this.grid = grid;
    this.cell = cell;
    const content = cell && this.content(cell);
    this.box.hidden = !content;
    if (!content) return;
    const place = make("span", "small dim", `${cell.line.name} · ${cell.column.label}`);
    this.head.replaceChildren(content.tag, place);
    this.body.replaceChildren(...content.body);
    lay(this.box, this.desk, cell.td);
  }

  content(cell) {
    if (cell.clash) return this.clash(cell);
    if (cell.bad) return refused(cell);
    if (cell.doubts.length) return this.hints.slip(cell);
    return cell.hint ? hinted(cell) : owed(cell, this.grid, this.desk.dataset.remind);
  }

  close() {
    const was = !this.box.hidden;
    this.box.hidden = true;
    return was;
  }

  // Enter must not stop at every slip, so only a conflict asks for it; Ctrl+Enter reaches the others.
  choices() { return this.cell?.clash ? this.first() : null; }
  first() { return this.box.hidden ? null : this.box.querySelector("button"); }
  enter() { this.first().focus(); }

  key(event) {
    const buttons = [...this.box.querySelectorAll("button")];
    const next = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (next) buttons[(buttons.indexOf(document.activeElement) + next + buttons.length) % buttons.length].focus();
    else if (event.key === "Escape") { this.close(); this.grid.pen.focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  clash(cell) {
    const { stored, who, at } = cell.clash;
    const mine = cell.value;
    const line = make("p");
    const name = make("b", "", shown(stored));
    line.append(`${who ?? "Người khác"} đã ghi `, name, at ? ` vào ô này lúc ${at}.` : " vào ô này.", " Giá trị vừa gõ ở đây là ", make("b", "", shown(mine)), ".");
    const keep = button("btn s main", `Giữ ${brief(stored)} đã lưu`, () => this.choose(cell, stored));
    const write = button("btn s", `Ghi ${brief(mine)} của tôi`, () => this.choose(cell, mine));
    const row = make("div", "row");
    row.append(keep, write);
    return { tag: tag("warn", "differs", "Hai người cùng sửa"), body: [line, row] };
  }

  choose(cell, value) {
    settle(cell, value);
    this.grid.sheet.paint(cell);
    this.close();
    this.grid.changes.changed([cell]);
    this.grid.pen.focus();
    this.grid.pen.label();
  }
}

function refused(cell) {
  const how = matchMedia("(pointer: coarse)").matches ? "Chạm lần nữa để sửa." : "F2 để sửa, Delete để xóa.";
  return {
    tag: tag("bad", "refused", "Chưa ghi được"),
    body: [make("p", "", cell.bad.reason), make("p", "small dim", cell.value ? `Ô vẫn giữ ${brief(cell.value)}. ${how}` : how)],
  };
}

function hinted(cell) {
  return { tag: tag("warn", "alert", "Đã đổi cách viết"), body: [make("p", "", cell.hint)] };
}

function shown(value) { return value ? (value.length > 60 ? `${value.slice(0, 60)}…` : value) : "để trống"; }
function brief(value) { return value ? (value.length > 14 ? `“${value.slice(0, 14)}…”` : value) : "ô trống"; }
