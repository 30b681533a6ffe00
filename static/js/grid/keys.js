// The keyboard: arrows, Tab, Enter, F2, F3, Home, End, Delete, Ctrl+Z, Y, D; silent while an input
// method composes.
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const PAGE = 10;

// Enter on a draft makes it the pupil's comment; Ctrl+Enter says of a hint "this is right".
function looked(grid, pop, drafts, { key, shiftKey, ctrlKey, metaKey }) {
  const { cell } = grid;
  if (key !== "Enter" || shiftKey || grid.editing) return null;
  if (ctrlKey || metaKey) return cell.doubts.length ? () => pop.hints.right(cell) : pop.first() && (() => pop.enter());
  return drafts && cell.draft ? () => drafts.take(cell) : null;
}

export function keyboard(grid, pop, { bank, drafts }) {
  const { area } = grid.pen;
  area.addEventListener("keydown", (event) => {
    grid.pen.ready();
    if (event.isComposing || event.keyCode === 229) {
      const composed = { ...plain(event), key: event.code };
      const then = bank?.key(composed) ?? moves(grid, composed);
      if (then && (event.code === "Enter" || event.code === "Tab")) grid.pen.after = then;
      return;
    }
    const act = bank?.key(event) ?? looked(grid, pop, drafts, event) ?? command(grid, pop, event) ?? moves(grid, plain(event));
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "F3" && !event.defaultPrevented) { event.preventDefault(); grid.nextEmpty(); }
    else if (stray(event)) grid.pen.focus();
  });
}

// A letter typed while nothing is focused, as after a click beside the table or on a button that went
// away: the pen takes it.
function stray({ key, target, ctrlKey, metaKey, altKey, defaultPrevented }) {
  const letter = key === "Process" || (key.length === 1 && /[\p{L}\p{N}]/u.test(key));
  return letter && target === document.body && !ctrlKey && !metaKey && !altKey && !defaultPrevented;
}

function plain({ key, shiftKey, ctrlKey, metaKey, altKey }) { return { key, shiftKey, ctrlKey, metaKey, altKey }; }

function command(grid, pop, event) {
  const control = event.ctrlKey || event.metaKey;
  const letter = event.key.toLowerCase();
  if (control && !grid.editing && letter === "z") return () => grid.turn(!event.shiftKey);
  if (control && !grid.editing && letter === "y") return () => grid.turn(false);
  if (control && !grid.editing && letter === "d") return () => grid.fillDown();
  if (event.key === "F3") return () => grid.nextEmpty();
  if (event.key === "F2" && !grid.editing) return () => grid.open();
  if (event.key === "Escape") return grid.editing ? () => grid.cancel() : pop.close() && (() => {});
  if (grid.editing || control) return null;
  if (event.key === "Delete" || event.key === "Backspace") return () => grid.clear();
  if (event.key === "Enter" && !event.shiftKey && pop.choices()) return () => pop.enter();
  return null;
}

function moves(grid, { key, shiftKey, ctrlKey, metaKey, altKey }) {
  if (key === "Enter") {
    if (altKey && grid.editing && grid.cell.column.lines) return () => newline(grid);
    return () => grid.step(shiftKey ? -1 : 1, 0);
  }
  if (key === "Tab") return () => grid.tab(shiftKey ? -1 : 1);
  if (grid.editing === "opened") return null;
  const keep = shiftKey && !grid.editing;
  const far = ctrlKey || metaKey;
  if (ARROWS[key]) {
    const [rows, cols] = ARROWS[key];
    return () => grid.step(far ? rows * grid.sheet.height : rows, far ? cols * grid.sheet.width : cols, keep);
  }
  const { height, width } = grid.sheet;
  if (key === "Home") return () => grid.step(far ? -height : 0, -width, keep);
  if (key === "End") return () => grid.step(far ? height : 0, width, keep);
  if (key === "PageUp") return () => grid.step(-PAGE, 0, keep);
  if (key === "PageDown") return () => grid.step(PAGE, 0, keep);
  return null;
}

function newline(grid) {
  const { area } = grid.pen;
  area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end");
  grid.pen.grow();
}
