// The seating plan: pick a pupil up (tray or seat), put it down on a seat; two who sit swap.
// Mouse, finger and keyboard do the same; what is shown goes into the form's hidden fields.

const form = document.querySelector("[data-seats]");
const tray = form.querySelector("[data-tray]");
const seats = [...form.querySelectorAll("[data-seat]")];
const teams = [...form.querySelectorAll("[data-id]")];
const names = new Map(teams.map((line) => [line.dataset.id, line.dataset.name]));
const say = form.querySelector("[data-say]");
const changed = form.querySelector("[data-changed]");
const shut = !form.querySelector("button.main");
let held = null; // the button whose pupil is in the hand
let dirty = false;

const [wide, deep] = [
  Math.max(...seats.map((seat) => Number(seat.dataset.seat.split("-")[1]))),
  Math.max(...seats.map((seat) => Number(seat.dataset.seat.split("-")[0]))),
];
const at = (line, place) => form.querySelector(`[data-seat="${line}-${place}"]`);
const free = () => seats.filter((seat) => !seat.dataset.pupil);
const waiting = () => [...tray.querySelectorAll("[data-pupil]")];

function paint(seat) {
  const name = names.get(seat.dataset.pupil) || "";
  const [line, place] = seat.dataset.seat.split("-");
  seat.textContent = name;
  seat.setAttribute("aria-label", `Hàng ${line}, cột ${place}: ${name || "trống"}`);
}

function count() {
  const n = waiting().length;
  form.querySelector("[data-waiting]").textContent = n ? `${n} em` : "";
  form.querySelector("[data-none]").hidden = n > 0;
  for (const line of teams) {
    const seat = seats.find((one) => one.dataset.pupil === line.dataset.id);
    line.querySelector("[data-place]").value = seat ? seat.dataset.seat : "";
  }
}

function touch() {
  dirty = true;
  if (changed) changed.textContent = "Đã đổi, chưa ghi.";
  count();
}

function drop() {
  held?.classList.remove("held");
  held?.setAttribute("aria-pressed", "false");
  held = null;
  say.textContent = "";
}

function take(button) {
  drop();
  held = button;
  button.classList.add("held");
  button.setAttribute("aria-pressed", "true");
  say.textContent = `${names.get(button.dataset.pupil)}: chọn chỗ`;
}

function chip(pupil) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: names.get(pupil) });
  made.dataset.pupil = pupil;
  tray.insertBefore(made, tray.querySelector("[data-none]"));
}

function put(seat) {
  const from = held;
  const [mover, sitter] = [from.dataset.pupil, seat.dataset.pupil];
  drop();
  if (from === seat) return;
  seat.dataset.pupil = mover;
  paint(seat);
  if (from.dataset.seat) {
    from.dataset.pupil = sitter;
    paint(from);
  } else {
    from.remove();
    if (sitter) chip(sitter);
  }
  touch();
}

function unseat(seat) {
  if (!seat.dataset.pupil) return;
  drop();
  chip(seat.dataset.pupil);
  seat.dataset.pupil = "";
  paint(seat);
  touch();
}

function press(button) {
  if (shut) return;
  if (!button.dataset.seat) return button === held ? drop() : take(button);
  if (held) put(button);
  else if (button.dataset.pupil) take(button);
}

function move(seat, key) {
  const [line, place] = seat.dataset.seat.split("-").map(Number);
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  at(Math.min(deep, Math.max(1, line + step[0])), Math.min(wide, Math.max(1, place + step[1])))?.focus();
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-seat], [data-tray] [data-pupil]");
  if (button) press(button);
  else if (held?.dataset.seat && event.target.closest("[data-tray]")) unseat(held);
});
form.addEventListener("keydown", (event) => {
  const seat = event.target.closest("[data-seat]");
  if (event.key === "Escape") drop();
  else if (seat && event.key.startsWith("Arrow")) {
    event.preventDefault();
    move(seat, event.key);
  } else if (seat && !shut && (event.key === "Delete" || event.key === "Backspace")) {
    event.preventDefault();
    unseat(seat);
  }
});
form.querySelector("[data-fill]")?.addEventListener("click", () => {
  drop();
  const open = free();
  for (const button of waiting().slice(0, open.length)) {
    const seat = open.shift();
    seat.dataset.pupil = button.dataset.pupil;
    paint(seat);
    button.remove();
  }
  touch();
});
form.querySelector("[data-teams]")?.addEventListener("click", () => {
  for (const seat of seats.filter((one) => one.dataset.pupil)) {
    const team = Math.ceil(Number(seat.dataset.seat.split("-")[1]) / 2);
    document.getElementById(`to-${seat.dataset.pupil}`).value = String(team);
  }
  touch();
});
form.addEventListener("change", touch);
form.addEventListener("submit", () => { dirty = false; });
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
count();
