// A column, or a whole unit, as text that pastes into another school system's grid: a line for each
// pupil in the order of the class list, line breaks in comments made spaces. The browser's own copy
// event carries it, so nothing asks for permission; where copying is forbidden the text is shown.
export class Columns {
  constructor(box, grid) {
    const part = (name) => box.querySelector(`[data-vnedu-${name}]`);
    Object.assign(this, { grid, choice: part("column"), order: part("order"), left: part("left"), told: part("told"), text: part("text") });
    const { lines } = grid.sheet;
    this.order.hidden = !lines.some((line) => line.tr.dataset.register);
    this.left.hidden = !lines.some(gone);
    this.offer();
    box.addEventListener("toggle", () => { if (box.open) this.begin(); });
    part("copy").addEventListener("click", () => this.copy());
  }

  // Every column by its name; a unit of several columns also as a whole.
  offer() {
    const { columns } = this.grid.sheet;
    this.sets = columns.map((column, at) => ({ name: column.label, at: [at] }));
    for (const unit of new Set(columns.map((column) => column.unit))) {
      const at = columns.flatMap((column, n) => (column.unit === unit ? [n] : []));
      const name = columns[at[0]].label.split(",")[0];
      if (at.length > 1) this.sets.push({ name: `${name}: cả ${at.length} cột`, at });
    }
    this.sets.sort((one, other) => one.at[0] - other.at[0] || one.at.length - other.at.length);
    this.choice.replaceChildren(...this.sets.map((set, n) => new Option(set.name, n)));
  }

  begin() {
    const here = this.sets.findIndex((set) => set.at.length === 1 && set.at[0] === this.grid.cell.col);
    this.choice.value = String(Math.max(here, 0));
    this.say("");
  }

  rows() {
    const all = this.left.querySelector("input").checked;
    const rows = this.grid.sheet.cells.filter((row) => all || !gone(row[0].line));
    if (this.order.querySelector("select").value !== "register") return rows;
    const number = (row) => Number(row[0].line.tr.dataset.register ?? Infinity);
    return [...rows].sort((one, other) => number(one) - number(other) || one[0].row - other[0].row);
  }

  copy() {
    if (this.grid.editing) this.grid.commit();
    const set = this.sets[Number(this.choice.value)];
    const rows = this.rows();
    const text = rows.map((row) => set.at.map((at) => flat(row[at].value)).join("\t")).join("\r\n");
    const done = put(text);
    const [first, last] = [rows[0], rows.at(-1)].map((row) => row?.[0].line.name ?? "");
    this.text.hidden = done;
    if (done) {
      this.say(`Đã chép ${rows.length} dòng, từ ${first} đến ${last}. Trong vnEdu chọn ô đầu cột rồi dán (Ctrl+V).`);
      return;
    }
    this.text.value = text;
    this.text.select();
    this.say(`Trình duyệt không cho chép. ${rows.length} dòng ở khung dưới: bấm Ctrl+C rồi dán sang vnEdu.`);
  }

  say(words) { this.told.textContent = words; }
}

function gone(line) { return line.tr.dataset.left !== undefined; }

function flat(value) { return value.replace(/\s+/g, " ").trim(); }

// → whether the browser took the text
function put(text) {
  let taken = false;
  const give = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData.setData("text/plain", text);
    taken = true;
  };
  document.addEventListener("copy", give, { capture: true, once: true });
  const ran = document.execCommand("copy");
  document.removeEventListener("copy", give, { capture: true });
  return ran && taken;
}
