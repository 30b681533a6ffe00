// Mouse and touch: a click makes a cell active, dragging marks a range, the second tap opens.
export function pointer(grid, pop) {
  const { sheet, wrap, pen } = grid;
  let dragging = false;

  const under = (event) => {
    const lift = pen.area.style.pointerEvents;
    pen.area.style.pointerEvents = "none";
    const hit = document.elementFromPoint(event.clientX, event.clientY);
    pen.area.style.pointerEvents = lift;
    const td = hit?.closest("td[data-c]");
    return td && sheet.table.contains(td) ? sheet.of(td) : null;
  };

  wrap.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    if (event.target === pen.area && grid.editing) return;
    const cell = under(event);
    if (!cell) return;
    event.preventDefault();
    dragging = true;
    grid.go(cell, event.shiftKey);
    pen.focus();
  });
  wrap.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    const cell = under(event);
    if (cell && cell !== grid.cell) grid.go(cell, true);
  });
  addEventListener("pointerup", () => { dragging = false; });
  wrap.addEventListener("dblclick", (event) => {
    if (under(event) && !grid.editing) grid.open();
  });
  wrap.addEventListener("click", (event) => {
    if (event.pointerType !== "touch" || (event.target === pen.area && grid.editing)) return;
    const cell = under(event);
    if (!cell) return;
    const again = cell === grid.cell && document.activeElement === pen.area;
    grid.go(cell);
    pen.focus();
    if (again) grid.open();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!wrap.contains(event.target) && !pop.box.contains(event.target)) pop.close();
  });
}
