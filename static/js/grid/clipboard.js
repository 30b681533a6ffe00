// Copy and paste with Excel in both directions, each pasted cell checked before it goes in.
import { parse, write } from "./tsv.js";

export function clipboard(grid) {
  const { area } = grid.pen;
  for (const kind of ["copy", "cut"]) {
    area.addEventListener(kind, (event) => {
      if (grid.editing) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", write(grid.range().map((row) => row.map((cell) => cell.value))));
      if (kind === "cut") grid.clear();
      grid.say(`Đã chép ${grid.range().flat().length} ô.`);
    });
  }
  area.addEventListener("paste", (event) => {
    if (grid.editing) return;
    event.preventDefault();
    paste(grid, parse(event.clipboardData.getData("text/plain")));
  });
}

function paste(grid, rows) {
  const { top, left, bottom, right } = grid.corners();
  const single = rows.length === 1 && rows[0].length === 1;
  const places = single
    ? grid.range().flat().map((cell) => [cell.row, cell.col, rows[0][0]])
    : rows.flatMap((row, r) => row.map((text, c) => [top + r, left + c, text]));
  const report = grid.changes.apply(places, "dán");
  const end = single ? [bottom, right] : [top + rows.length - 1, left + Math.max(...rows.map((row) => row.length)) - 1];
  const { sheet } = grid;
  grid.from = sheet.at(top, left);
  grid.go(sheet.at(Math.min(end[0], sheet.height - 1), Math.min(end[1], sheet.width - 1)), true);
  grid.say(said(report, places.length));
  if (report.refused.length) grid.go(report.refused[0]);
}

function said({ taken, refused, shut, outside }, total) {
  const parts = [`Đã dán ${taken} trong ${total} ô.`];
  if (refused.length) {
    const named = refused.slice(0, 3).map((cell) => `${cell.line.name}, ${cell.column.label}`).join("; ");
    parts.push(`${refused.length} ô chưa nhận: ${named}${refused.length > 3 ? "…" : ""}.`);
  }
  if (shut) parts.push(`${shut} ô chỉ đọc nên giữ nguyên.`);
  if (outside) parts.push(`${outside} ô nằm ngoài bảng nên bỏ qua.`);
  return parts.join(" ");
}
