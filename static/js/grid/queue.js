// Sends unsaved cells as one batch about a second after typing stops, and again when the network
// comes back; nothing that was typed meanwhile is touched by the answer.
import { postJSON, token } from "../csrf.js";

const PAUSE = 1000;
const AGAIN = 5000;

export class Queue {
  constructor(sheet, url, told) {
    this.sheet = sheet;
    this.url = url;
    this.told = told;
    this.timer = 0;
    this.sending = [];
    this.trouble = null;
    this.savedAt = "";
    addEventListener("online", () => this.send());
    addEventListener("focus", () => { if (this.trouble?.signedOut) this.send(); });
    addEventListener("visibilitychange", () => { if (document.hidden) this.send(); });
    addEventListener("beforeunload", (event) => {
      if (this.waiting() || this.sheet.all().some((cell) => cell.bad || cell.clash)) event.preventDefault();
    });
  }

  waiting() { return this.sheet.dirty().length; }

  touch() {
    clearTimeout(this.timer);
    if (this.waiting()) this.timer = setTimeout(() => this.send(), PAUSE);
    this.told([]);
  }

  async send() {
    clearTimeout(this.timer);
    if (this.sending.length) return;
    const batch = this.sheet.dirty().map((cell) => ({ cell, sent: cell.value, old: cell.base }));
    if (!batch.length) return;
    this.sending = batch;
    for (const { cell } of batch) { cell.state = "busy"; this.sheet.paint(cell); }
    this.told([]);
    const answers = await this.ask(batch);
    this.sending = [];
    const open = answers ? this.take(batch, answers) : this.putBack(batch);
    if (this.waiting()) {
      this.timer = setTimeout(() => this.send(), this.trouble ? AGAIN : PAUSE);
    }
    this.told(open);
  }

  async ask(batch, second = false) {
    const cells = batch.map(({ cell, sent, old }) => ({
      row: cell.line.id, unit: cell.column.unit, field: cell.column.field, old: old || null, new: sent || null,
    }));
    try {
      const { ok, status, answer } = await postJSON(this.url, { cells });
      if (ok) { this.trouble = null; this.savedAt = answer.saved_at; return answer.cells; }
      if (!second && (status === 401 || status === 403) && await renew()) return await this.ask(batch, true);
      this.trouble = { signedOut: status === 401, message: answer.message };
    } catch {
      this.trouble = { offline: true, message: "Mất mạng. Ô đã gõ vẫn còn đây, có mạng thì tự ghi." };
    }
    return null;
  }

  putBack(batch) {
    for (const { cell } of batch) { cell.state = ""; this.sheet.paint(cell); }
    return [];
  }

  // Returns the cells that need a person's eyes.
  take(batch, answers) {
    const open = [];
    batch.forEach(({ cell, sent }, place) => {
      const answer = answers[place];
      const stands = "value" in answer ? text(answer.value) : cell.base;
      cell.state = "";
      if (answer.state === "saved") {
        const untouched = cell.value === sent;
        cell.base = stands;
        if (untouched) { cell.value = stands; cell.state = "done"; }
      } else if (answer.state === "conflict") {
        cell.clash = { stored: stands, who: answer.who, at: answer.at, same: answer.same };
        open.push(cell);
      } else if (cell.value === sent) {
        cell.bad = { text: sent, reason: answer.reason };
        cell.base = cell.value = stands;
        open.push(cell);
      }
      this.sheet.paint(cell);
    });
    return open;
  }
}

function text(value) { return value === null || value === undefined ? "" : String(value); }

// After signing in again in another tab this page's token is old: take the new one from the server.
async function renew() {
  const response = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) return false;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const given = fresh.querySelector('meta[name="csrf-token"]')?.content;
  if (!given || !fresh.querySelector("[data-grid]") || given === token()) return false;
  document.querySelector('meta[name="csrf-token"]').content = given;
  return true;
}
