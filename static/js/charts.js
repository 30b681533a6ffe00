// Draws the charts of the page from their data attribute, in the colours of the theme that is on.
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const ROW = 26;
const LEGEND = 90;

function settings(data) {
  const ink = token("ink2"), line = token("line"), sheet = token("sheet");
  const percent = { min: 0, max: 100, stacked: true, grid: { color: line }, border: { color: line }, ticks: { color: ink, callback: (n) => `${n} %` } };
  const names = { stacked: true, grid: { display: false }, border: { color: line }, ticks: { color: ink, autoSkip: false } };
  const says = (at) => `${at.dataset.label}: ${String(at.raw).replace(".", ",")} %`;
  return {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: data.series.map((one) => ({ label: one.label, data: one.shares, backgroundColor: token(one.tone), borderColor: sheet, borderWidth: 1, maxBarThickness: data.upright ? 72 : 18 })),
    },
    options: {
      indexAxis: data.upright ? "x" : "y",
      animation: false,
      maintainAspectRatio: false,
      scales: data.upright ? { x: names, y: percent } : { x: percent, y: names },
      plugins: {
        legend: { position: "bottom", align: "start", labels: { color: ink, boxWidth: 12, boxHeight: 12 } },
        tooltip: { callbacks: { label: says } },
      },
    },
  };
}

function draw(box) {
  const data = JSON.parse(box.dataset.chart);
  const { Chart } = window;
  Chart.defaults.font.family = token("font");
  Chart.defaults.font.size = 13;
  if (!data.upright) box.style.height = `${data.labels.length * ROW + LEGEND}px`;
  let chart = new Chart(box.firstElementChild, settings(data));
  const again = () => { chart.destroy(); chart = new Chart(box.firstElementChild, settings(data)); };
  new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  matchMedia("print").addEventListener("change", () => chart.resize());
}

if (window.Chart) for (const box of document.querySelectorAll("[data-chart]")) draw(box);
