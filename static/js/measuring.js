// Beside the grid of a round: BMI and its class are worked out as heights and weights change, and a
// value that is unlikely for a child gets a question mark. Nothing here is sent or blocked.
const place = document.querySelector("[data-reckoning]");
const table = document.querySelector("table.grid");
if (place && table) watch(table, JSON.parse(place.dataset.reckoning));

function watch(grid, { limits, words, likely }) {
  const heads = [...grid.tHead.querySelectorAll("[data-field]")];
  const names = heads.map((head) => head.dataset.field);
  const cellsOf = (tr) => Object.fromEntries([...tr.querySelectorAll("td[data-c]")].map((td, at) => [names[at], td]));
  const odd = new Map();

  function reckon(tr) {
    const cells = cellsOf(tr);
    const height = number(cells.height);
    const weight = number(cells.weight);
    const bmi = height && weight ? Math.round((weight / (height / 100) ** 2) * 10) / 10 : null;
    write(cells.bmi, bmi === null ? "" : String(bmi).replace(".", ","));
    write(cells.nutrition, bmi === null ? "" : stands(bmi, limits[tr.dataset.row], words));
    const found = names.filter((name) => likely[name] && !within(name === "bmi" ? bmi : number(cells[name]), likely[name]));
    const [high, low] = [number(cells.systolic), number(cells.diastolic)];
    if (high && low && low >= high && !found.includes("diastolic")) found.push("diastolic");
    for (const name of names) mark(cells[name], found.includes(name));
    odd.set(tr, found);
  }

  function say() {
    const lines = [...odd].filter(([, found]) => found.length);
    const [first] = lines;
    place.textContent = first
      ? `${lines.length} em có số đáng xem lại: ${first[0].dataset.name}, ${first[1].map((name) => heads[names.indexOf(name)].dataset.label).join(", ")}.`
      : "";
  }

  for (const tr of grid.tBodies[0].rows) reckon(tr);
  say();
  new MutationObserver((changes) => {
    const rows = new Set(changes.map(({ target }) => (target.closest ? target : target.parentElement)?.closest("tr")));
    for (const tr of rows) if (tr) reckon(tr);
    say();
  }).observe(grid.tBodies[0], { childList: true, characterData: true, subtree: true });
}

function number(td) {
  const text = td?.textContent.trim().replace(",", ".");
  return text && Number.isFinite(Number(text)) ? Number(text) : null;
}

function within(value, [low, high]) { return value === null || (value >= low && value <= high); }

// The words come in the order thin, normal, over, obese; what lies on a limit is still inside.
function stands(bmi, limits, words) {
  if (!limits) return "";
  const [thin, over, obese] = limits;
  return words[bmi < thin ? 0 : bmi > obese ? 3 : bmi > over ? 2 : 1];
}

function write(td, text) { if (td && td.textContent !== text) td.textContent = text; }

function mark(td, yes) { td?.classList.toggle("odd", yes); }
