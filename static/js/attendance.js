// The roll: one tap P, the second K, the third present again. Marks save themselves; "Xong" says
// that the roll is complete. What could not be sent waits in this browser, under the account's key.
import { postJSON } from "./csrf.js";

const NEXT = { "": "P", P: "K", K: "" };
const WORD = { "": "Có mặt", P: "Có phép", K: "Không phép" };
const PAUSE = 700;
const AGAIN = 5000;

const room = document.querySelector("[data-roll]");
const rows = [...room.querySelectorAll("[data-pupil]")];
const state = room.querySelector("[data-state]");
const undoButton = document.querySelector("[data-undo]");
const doneButton = document.querySelector("[data-done]");
const kept = `roll:${room.dataset.key}:${room.dataset.save}`;
const undone = [];
let timer = 0;
let sending = false;
let wantsDone = false;
let touched = new Set();

function paint(row) {
  const mark = row.dataset.mark;
  const button = row.querySelector("[data-mark-button]");
  row.className = mark.toLowerCase();
  button.className = `mark ${mark.toLowerCase()}`;
  button.replaceChildren(...(mark ? [Object.assign(document.createElement("b"), { textContent: mark }), ` ${WORD[mark]}`] : [WORD[""]]));
  button.setAttribute("aria-label", `${row.querySelector(".nm").firstChild.textContent.trim()}: ${WORD[mark]}`);
  row.querySelector("[data-why]").hidden = !mark;
}

function count() {
  const of = (mark) => rows.filter((row) => row.dataset.mark === mark).length;
  document.querySelector("[data-n-here]").textContent = of("");
  document.querySelector("[data-n-p]").textContent = of("P");
  document.querySelector("[data-n-k]").textContent = of("K");
  undoButton.disabled = !undone.length;
}

function say(word, kind) {
  const tag = document.createElement("span");
  tag.className = `tag ${kind}`;
  tag.textContent = word;
  state.replaceChildren(tag);
}

function tell(row, text) {
  const told = row.querySelector("[data-told]");
  told.textContent = text;
  told.hidden = !text;
}

function keep() {
  const waiting = [...touched].map((row) => [row.dataset.pupil, row.dataset.mark, row.querySelector("[data-why]").value]);
  if (waiting.length) localStorage.setItem(kept, JSON.stringify(waiting));
  else localStorage.removeItem(kept);
}

function set(row, mark, remember = true) {
  if (row.dataset.mark === mark) return;
  if (remember) undone.push([row, row.dataset.mark]);
  row.dataset.mark = mark;
  touch(row);
}

function touch(row) {
  touched.add(row);
  tell(row, "");
  paint(row);
  count();
  keep();
  say("Đang ghi", "info");
  clearTimeout(timer);
  timer = setTimeout(send, PAUSE);
}

function batch() {
  const proposed = wantsDone ? rows.filter((row) => row.dataset.mark !== row.dataset.old) : [];
  return [...new Set([...touched, ...proposed])];
}

async function send() {
  clearTimeout(timer);
  if (sending) return;
  const out = batch();
  if (!out.length && !wantsDone) return;
  sending = true;
  const done = wantsDone;
  const marks = out.map((row) => ({
    pupil: Number(row.dataset.pupil), old: row.dataset.old, new: row.dataset.mark,
    reason: row.dataset.mark ? row.querySelector("[data-why]").value : null,
  }));
  touched = new Set();
  for (const row of out) row.classList.add("busy");
  let answer = null;
  let trouble = "Mất mạng, tự ghi khi có mạng";
  try {
    const got = await postJSON(room.dataset.save, { marks, done });
    if (got.ok) answer = got.answer;
    else trouble = got.status === 401 ? "Hết phiên: đăng nhập lại ở thẻ khác, rồi bấm lại" : got.answer.message;
  } catch { answer = null; }
  sending = false;
  for (const row of out) row.classList.remove("busy");
  if (!answer) {
    for (const row of out) touched.add(row);
    keep();
    say(trouble, "bad");
    timer = setTimeout(send, AGAIN);
    return;
  }
  take(out, marks, answer, done);
}

function take(out, marks, answer, done) {
  out.forEach((row, place) => {
    const told = answer.marks[place];
    row.dataset.old = told.value;
    if (told.state === "conflict") tell(row, `Người khác vừa ghi: ${WORD[told.value]}. Bấm để ghi lại nếu khác.`);
    if (told.state === "refused") tell(row, told.reason);
    if (told.state !== "saved" && row.dataset.mark === marks[place].new) row.dataset.mark = told.value;
    paint(row);
  });
  if (done) wantsDone = false;
  count();
  keep();
  if (answer.called) {
    room.dataset.called = "1";
    say(`Đã điểm danh ${answer.saved_at}`, "ok");
  } else if (answer.marks.some((one) => one.state !== "saved")) say("Có em chưa ghi được", "bad");
  else say(room.dataset.called === "1" ? `Đã ghi ${answer.saved_at}` : `Đã ghi ${answer.saved_at}, chưa xong buổi`, room.dataset.called === "1" ? "ok" : "info");
  if (touched.size || wantsDone) timer = setTimeout(send, PAUSE);
}

function undo() {
  const last = undone.pop();
  if (last) set(last[0], last[1], false);
}

function move(row, step) {
  rows[Math.min(Math.max(rows.indexOf(row) + step, 0), rows.length - 1)].querySelector("[data-mark-button]").focus();
}

for (const row of rows) {
  row.querySelector("[data-mark-button]").addEventListener("click", () => set(row, NEXT[row.dataset.mark]));
  row.querySelector("[data-why]").addEventListener("input", () => touch(row));
}
room.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-pupil]");
  if (!row || event.target.matches("[data-why]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    ArrowDown: () => move(row, 1), ArrowUp: () => move(row, -1), p: () => set(row, "P"),
    k: () => set(row, "K"), c: () => set(row, ""), Backspace: () => set(row, ""),
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) { event.preventDefault(); act(); }
});
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.matches("input")) { event.preventDefault(); undo(); }
});
addEventListener("online", send);
addEventListener("beforeunload", (event) => { if (touched.size || sending) event.preventDefault(); });
undoButton.addEventListener("click", undo);
doneButton.addEventListener("click", () => { wantsDone = true; say("Đang ghi", "info"); send(); });

for (const [pupil, mark, why] of JSON.parse(localStorage.getItem(kept) ?? "[]")) {
  const row = rows.find((one) => one.dataset.pupil === pupil);
  if (row) { row.querySelector("[data-why]").value = why; row.dataset.mark = mark; touch(row); }
}
count();
