// What a column takes, by its kind (models/typed.py says the same on the server, which has the last
// word). The rules come from the column head. Normalising happens when a cell is committed, never
// while typing.
const TRAIT = { D: "Đ", DD: "Đ", "Ð": "Đ", "ĐĐ": "Đ" };
const KINDS = { level: letter, trait: letter, score: number, number, date, choice, text };

// → {value} | {value, changed: true} (stored otherwise than typed) | {reason}
export function normalise(column, typed) {
  const text = typed.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[ \t]+$/gm, "").trim();
  return text ? KINDS[column.kind](column, text) : { value: "" };
}

function letter(column, text) {
  let value = text.toUpperCase();
  if (column.kind === "trait") value = TRAIT[value] ?? value;
  return column.letters.includes(value) ? { value } : { reason: column.rule };
}

// A comma and a point are the same; as many decimals as the column takes, idle zeros fall off.
function number(column, text) {
  const found = /^(-?\d{1,9})(?:[.,](\d{0,6}))?$/.exec(text);
  const decimals = (found?.[2] ?? "").replace(/0+$/, "");
  const amount = found ? Number(`${found[1]}.${decimals || 0}`) : NaN;
  const fits = amount >= column.low && amount <= column.high && decimals.length <= column.places;
  if (!fits) return { reason: column.rule };
  const value = String(amount).replace(".", ",");
  return { value, changed: value !== text && value !== text.replace(".", ",") };
}

function date(column, text) {
  const found = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(text);
  if (!found) return { reason: column.rule };
  const [, day, month, year] = found;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const real = new Date(`${iso}T00:00:00Z`);
  const same = !Number.isNaN(real.valueOf()) && real.toISOString().startsWith(iso);
  if (!same || iso < column.low || iso > column.high) return { reason: column.rule };
  return { value: iso.split("-").reverse().join("/") };
}

// One of few, typed without diacritics as far as it is unambiguous ("n" for Nam).
function choice(column, text) {
  const asked = fold(text);
  const exact = column.options.filter((option) => fold(option) === asked);
  const begun = exact.length ? exact : column.options.filter((option) => fold(option).startsWith(asked));
  if (begun.length === 1) return { value: begun[0] };
  return column.options.includes(text) ? { value: text } : { reason: column.rule };
}

function text(column, typed) {
  const value = column.lines ? typed : typed.replace(/\s+/g, " ");
  if (value.length > column.most) {
    return { reason: `${column.what} dài ${value.length} chữ; chỉ ghi được ${column.most}.` };
  }
  return { value };
}

export function fold(words) {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").trim();
}
