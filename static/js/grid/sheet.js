// The table as cells: what the server holds (base), what stands there now (value), and its state.
// A cell's state: "" | busy | done | clash | no. Only its own <td> is ever touched.
const STATES = ["draft", "new", "busy", "done", "clash", "no", "hint", "need"];

export class Sheet {
  constructor(table) {
    this.table = table;
    this.columns = [...table.tHead.querySelectorAll("[data-field]")].map(column);
    this.lines = [...table.tBodies[0].rows].map((tr) => ({ tr, id: Number(tr.dataset.row), name: tr.dataset.name }));
    this.cells = this.lines.map((line, row) =>
      [...line.tr.querySelectorAll("td[data-c]")].map((td, col) => this.read(td, row, col)));
    this.height = this.lines.length;
    this.width = this.columns.length;
  }

  read(td, row, col) {
    const value = td.textContent;
    return {
      td, row, col, base: value, value, draft: "", state: "", bad: null, hint: null, doubts: [], clash: null,
      column: this.columns[col], line: this.lines[row],
      shut: td.classList.contains("ro") || this.columns[col].shut,
      asked: !td.classList.contains("x"),
      expected: !td.classList.contains("x") && !this.columns[col].optional,
    };
  }

  at(row, col) { return this.cells[row]?.[col]; }
  all() { return this.cells.flat(); }
  of(td) { return td ? this.all().find((cell) => cell.td === td) : undefined; }

  find(row, unit, field) {
    return this.all().find((cell) => cell.line.id === row && cell.column.unit === unit
      && (!field || cell.column.field === field));
  }

  dirty() {
    return this.all().filter((cell) => cell.value !== cell.base && !cell.bad && !cell.clash);
  }

  paint(cell) {
    const { td } = cell;
    const shown = cell.bad ? cell.bad.text : cell.value || cell.draft;
    if (td.textContent !== shown) td.textContent = shown;
    td.classList.remove(...STATES);
    if (cell.bad) td.classList.add("no");
    else if (cell.clash) td.classList.add("clash");
    else if (cell.state === "busy") td.classList.add("busy");
    else if (cell.value !== cell.base) td.classList.add("new");
    else if (cell.hint || cell.doubts.length) td.classList.add("hint");
    else if (cell.state === "done") td.classList.add("done");
    else if (cell.draft) td.classList.add("draft");
    if (!shown && cell.expected) td.classList.add("need");
    if (cell.value !== cell.base || cell.state) td.classList.remove("file");
    td.title = cell.column.kind === "text" ? shown : "";
  }

  // How many asked cells of a column are filled: [33, 35].
  count(col) {
    const expected = this.cells.map((row) => row[col]).filter((cell) => cell.asked);
    return [expected.filter((cell) => cell.value && !cell.bad).length, expected.length];
  }

  // The next empty cell that may be written: down the column, then the columns to the right.
  nextEmpty(row, col) {
    const total = this.height * this.width;
    for (let step = 1; step <= total; step += 1) {
      const place = (col * this.height + row + step) % total;
      const cell = this.at(place % this.height, Math.floor(place / this.height));
      if (!cell.shut && cell.expected && !cell.value && !cell.bad) return cell;
    }
    return null;
  }
}

// What the head of a column says (templates/partials/grid.html lists the attributes).
function column(head) {
  const { field, kind, letters, options, rule, label, what, shut, owner } = head.dataset;
  const has = (name) => head.dataset[name] !== undefined;
  const limit = (name) => (kind === "date" ? head.dataset[name] : Number(head.dataset[name] ?? 0));
  return {
    head, unit: unit(head.dataset.unit), field, kind, label, rule: rule ?? "", what: what ?? label,
    letters: (letters ?? "").split(" "), options: (options ?? "").split("|"),
    low: limit("low"), high: limit("high"), places: limit("places"), most: limit("most"),
    lines: has("lines"), own: has("own"), calm: true,
    shut: has("shut"), why: shut ?? "", owner, optional: has("optional"),
    counter: head.querySelector("[data-count]"), meter: head.querySelector("progress"),
  };
}

// A unit is a number, a word, or nothing.
export function unit(said) {
  if (said === undefined) return null;
  return /^\d+$/.test(said) ? Number(said) : said;
}
