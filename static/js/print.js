// Asks how far a print run is, once a second, and shows its files when it is finished.
const EVERY = 1000;
const SLOWER = 5000;

export function watch(box) {
  const words = box.querySelector("[data-print-words]");
  const meter = box.querySelector("progress");
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.printProgress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      words.textContent = now.sentence;
      meter.max = now.total || 1;
      meter.value = now.done;
      if (now.finished || now.state !== box.dataset.printState || String(now.files) !== box.dataset.printFiles) {
        location.reload();
        return;
      }
      setTimeout(ask, EVERY);
    } catch {
      setTimeout(ask, SLOWER);
    }
  };
  setTimeout(ask, EVERY);
}

for (const box of document.querySelectorAll("[data-print-progress]")) watch(box);
