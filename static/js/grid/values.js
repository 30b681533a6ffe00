// What a column takes: letters, a whole number or text. The rules come from the column head, the
// server has the last word. Normalising happens when a cell is committed, never while typing.
const TRAIT = { D: "Đ", DD: "Đ", "Ð": "Đ", "ĐĐ": "Đ" };

// → {value} | {value, changed: true} (typed otherwise than stored) | {reason}
export function normalise(column, typed) {
  const text = typed.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[ \t]+$/gm, "").trim();
  if (!text) return { value: "" };
  if (column.kind === "comment") {
    if (text.length > column.most) {
      return { reason: `Nhận xét dài ${text.length} chữ; chỉ ghi được ${column.most}.` };
    }
    return { value: text };
  }
  if (column.kind === "score") return score(column, text);
  return letter(column, text);
}

function letter(column, text) {
  let value = text.toUpperCase();
  if (column.letters.includes("Đ")) value = TRAIT[value] ?? value;
  if (!column.letters.includes(value)) return { reason: column.rule };
  return { value };
}

function score(column, text) {
  const whole = /^(\d{1,3})(?:[.,]0*)?$/.exec(text);
  const number = whole ? Number(whole[1]) : NaN;
  if (!(number >= column.low && number <= column.high)) return { reason: column.rule };
  return { value: String(number), changed: String(number) !== text };
}
