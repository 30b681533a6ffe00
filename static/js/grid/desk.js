// Wires one entry desk: sheet, changes, queue, pen, keyboard, pointer, clipboard, slip and foot bar.
import { Bank } from "./bank.js";
import { Changes } from "./change.js";
import { clipboard } from "./clipboard.js";
import { Columns } from "./columns.js";
import { Drafts } from "./drafts.js";
import { Foot } from "./foot.js";
import { Grid } from "./grid.js";
import { Hints } from "./hints.js";
import { keyboard } from "./keys.js";
import { Past } from "./past.js";
import { pointer } from "./pointer.js";
import { Pop } from "./pop.js";
import { Queue } from "./queue.js";
import { Sheet, unit } from "./sheet.js";
import { Store } from "./store.js";

function start(desk) {
  const wrap = desk.querySelector(".grid-wrap");
  const sheet = new Sheet(desk.querySelector("table.grid"));
  if (!sheet.height || !sheet.width) return;
  let grid = null;
  const { save: url, account } = desk.dataset;
  const told = (open) => {
    foot.show(grid);
    pop.hints?.heard(queue);
    if (!grid.editing) pop.show(grid.cell, grid);
    if (open.length) {
      const [first] = open;
      foot.say(`${open.length} ô cần xem: ${first.line.name}, ${first.column.label}.`);
    }
  };
  const queue = new Queue(sheet, { url, account, store: new Store(account, url), told });
  const foot = new Foot(desk, sheet, queue);
  const pop = new Pop(desk, wrap);
  const changes = new Changes(sheet, () => queue.touch());
  grid = new Grid({
    sheet, changes, wrap,
    say: (text) => foot.say(text),
    moved: (cell) => pop.show(cell, grid),
    older: () => past.open(),
  });
  const past = new Past(desk, sheet, queue, grid);
  const bank = desk.dataset.bank ? new Bank(desk, grid) : null;
  const drafts = bank && desk.querySelector("[data-drafts]") ? new Drafts(desk, grid, bank) : null;
  const hints = desk.dataset.hints ? new Hints(desk, grid, pop) : null;
  pop.hints = hints;
  keyboard(grid, pop, { bank, drafts });
  pointer(grid, pop);
  clipboard(grid);
  const columns = desk.querySelector("[data-vnedu]");
  if (columns) new Columns(columns, grid);
  desk.querySelector("[data-next-empty]")?.addEventListener("click", () => grid.nextEmpty());
  fit(desk, wrap, grid);
  begin(desk, sheet, grid);
  foot.show(grid);
  const restored = queue.restore(changes);
  if (restored) foot.say(`${restored} ô chưa lưu từ lần trước đã trở lại.`);
}

// The grid takes the height that the window leaves it, the foot bar stays in sight.
function fit(desk, wrap, grid) {
  const measure = () => {
    spread(wrap, grid.sheet.table);
    const above = wrap.getBoundingClientRect().top + scrollY;
    const below = desk.querySelector(".savebar").offsetHeight;
    wrap.style.maxHeight = `${Math.max(280, innerHeight - above - below - 2)}px`;
    grid.pen.lay();
  };
  addEventListener("resize", measure);
  measure();
}

// Columns keep their widths; what is left over goes to the comments, or stays free.
function spread(wrap, table) {
  const cols = [...table.querySelectorAll("col")];
  const texts = cols.filter((col) => col.className === "cm");
  for (const col of texts) col.style.width = "";
  table.style.width = "1px";
  const sum = cols.reduce((total, col) => total + parseFloat(getComputedStyle(col).width), 0);
  const free = wrap.clientWidth - sum;
  if (free > 0 && texts.length) {
    for (const col of texts) col.style.width = `${parseFloat(getComputedStyle(col).width) + free / texts.length}px`;
  }
  table.style.width = `${texts.length ? Math.max(sum, wrap.clientWidth) : sum}px`;
}

// A link may name the very cell; else the first empty one is ready for typing.
function begin(desk, sheet, grid) {
  const { goRow, goUnit, goField } = desk.dataset;
  const asked = goRow ? sheet.find(Number(goRow), unit(goUnit), goField) : null;
  grid.go(asked ?? grid.cell);
  if (asked || matchMedia("(pointer: fine)").matches) grid.pen.focus();
}

for (const desk of document.querySelectorAll("[data-grid]")) start(desk);
