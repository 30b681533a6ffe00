// Asks how far long work is, every two seconds, and reloads when something has ended.
const EVERY = 2000;
const SLOWER = 6000;

export function watch(box) {
  const meters = [...box.querySelectorAll("[data-job]")];
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.jobs, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const now = new Map((await answer.json()).lines.map((line) => [line.key, line]));
      for (const meter of meters) {
        const line = now.get(meter.dataset.job);
        if (!line || line.state !== meter.dataset.state) {
          location.reload();
          return;
        }
        meter.max = line.total || 1;
        meter.value = line.done;
        const words = box.querySelector(`[data-job-words="${line.key}"]`);
        if (words && line.words) words.textContent = line.words;
      }
      setTimeout(ask, EVERY);
    } catch {
      setTimeout(ask, SLOWER);
    }
  };
  setTimeout(ask, EVERY);
}

for (const box of document.querySelectorAll("[data-jobs]")) watch(box);
