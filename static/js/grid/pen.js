// The pen: one real textarea that lies, always focused, over the active cell and becomes visible on
// the first input or composition. So IME, UniKey, copy and paste are the browser's own events.
export class Pen {
  constructor(wrap, grid) {
    this.grid = grid;
    this.wrap = wrap;
    this.area = document.createElement("textarea");
    this.area.className = "pen";
    this.area.spellcheck = false;
    this.area.rows = 1;
    for (const name of ["autocapitalize", "autocomplete", "autocorrect"]) this.area.setAttribute(name, "off");
    wrap.append(this.area);
    this.editing = "";
    this.composing = false;
    this.after = null;
    this.area.addEventListener("compositionstart", () => { this.composing = true; this.begin("typed"); });
    this.area.addEventListener("compositionend", () => this.composed());
    this.area.addEventListener("beforeinput", (event) => this.before(event));
    this.area.addEventListener("input", () => { this.begin("typed"); this.grow(); });
    this.area.addEventListener("blur", () => { if (this.editing && !this.composing) this.grid.commit(); });
  }

  // The browser's own undo remembers letters of other cells, and reaches the pen even from a dialog:
  // outside of an edit it would write them into this one.
  before(event) {
    if (!this.editing && event.inputType.startsWith("history")) event.preventDefault();
  }

  // A focused pen without a caret swallows letters, and whoever moved the focus may have left none.
  ready() {
    if (!this.editing && !this.composing) this.area.setSelectionRange(0, 0);
  }

  // An Enter or Tab that only ends a composition moves on once the letters have arrived.
  composed() {
    this.composing = false;
    const then = this.after;
    this.after = null;
    if (then) setTimeout(then);
  }

  // how: "typed" (arrows commit) or "opened" by F2 or a second tap (arrows move the caret)
  begin(how, text) {
    if (this.editing) return;
    const cell = this.grid.cell;
    if (cell.shut) {
      this.area.value = "";
      this.grid.say(cell.column.why || "Ô này đã đóng hoặc chỉ đọc được.");
      return;
    }
    this.editing = how;
    if (text !== undefined) {
      this.area.value = text;
      this.area.setSelectionRange(text.length, text.length);
    }
    this.area.classList.add("on");
    this.area.classList.toggle("mid", getComputedStyle(cell.td).textAlign === "center");
    this.grow();
    this.grid.opened();
  }

  end() {
    this.editing = "";
    this.area.value = "";
    this.area.classList.remove("on", "mid");
    this.area.style.height = "";
    this.lay();
  }

  grow() {
    if (!this.editing || !this.grid.cell.column.lines) return;
    this.area.style.height = "0";
    this.area.style.height = `${Math.max(this.grid.cell.td.offsetHeight, this.area.scrollHeight + 2)}px`;
  }

  lay() {
    const { td } = this.grid.cell;
    const at = td.getBoundingClientRect();
    const from = this.wrap.getBoundingClientRect();
    const { style } = this.area;
    style.left = `${at.left - from.left - this.wrap.clientLeft + this.wrap.scrollLeft}px`;
    style.top = `${at.top - from.top - this.wrap.clientTop + this.wrap.scrollTop}px`;
    style.width = `${at.width}px`;
    style.height = `${at.height}px`;
    this.grow();
  }

  label() {
    const { line, column, value, bad, clash, shut } = this.grid.cell;
    const state = bad ? `chưa ghi được, ${bad.reason}` : clash ? "hai người cùng sửa" : shut ? "chỉ đọc" : "";
    this.area.setAttribute("aria-label", `${line.name}, ${column.label}: ${value || "trống"}${state ? `; ${state}` : ""}`);
  }

  focus() {
    this.area.focus({ preventScroll: true });
    this.ready();
  }
}
