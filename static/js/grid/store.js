// Cells that aren't saved yet stay in this browser, by account and grid, until they are saved or the
// person signs out: a tab that closes while the network is away loses nothing.
const PREFIX = "so-truong:cells:";
const LIFE = 7 * 24 * 60 * 60 * 1000;

export class Store {
  constructor(account, address) { this.key = `${PREFIX}${account}:${address}`; }

  // cells: [{row, unit, field, old, new, bad}]; bad: what was typed and refused
  keep(cells) {
    try {
      if (cells.length) localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), cells }));
      else localStorage.removeItem(this.key);
    } catch { /* a full or closed store: the page itself still holds the cells */ }
  }

  read() {
    try {
      const { at, cells } = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      return Date.now() - at < LIFE ? cells : [];
    } catch { return []; }
  }
}

// Whoever signs out leaves nothing behind on this machine.
export function forgetful(doc) {
  doc.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]") && !event.defaultPrevented) forget();
  });
}

function forget() {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, n) => localStorage.key(n));
    for (const key of keys) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch { /* nothing was kept where nothing can be */ }
}
