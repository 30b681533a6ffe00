// Sends unsaved cells as one batch about a second after typing stops, and again when the network
// comes back; nothing that was typed meanwhile is touched by the answer.
import { postJSON, token } from "../csrf.js";

const PAUSE = 1000;
const AGAIN = [5000, 10000, 20000, 40000];
const PATIENCE = 30000;

export class Queue {
  // told: hears after every change, with the cells that need a person's eyes
  constructor(sheet, { url, account, store, told }) {
    Object.assign(this, { sheet, url, account, store, told });
    this.failed = 0;
    this.timer = 0;
    this.sending = [];
    this.trouble = null;
    this.savedAt = "";
    this.rounds = 0;
    addEventListener("online", () => this.send());
    addEventListener("focus", () => { if (this.trouble) this.send(); });
    addEventListener("visibilitychange", () => { if (document.hidden) this.send(); });
    addEventListener("beforeunload", (event) => {
      if (this.waiting() || this.sheet.all().some((cell) => cell.bad || cell.clash)) event.preventDefault();
    });
  }

  waiting() { return this.sheet.dirty().length; }

  touch() {
    clearTimeout(this.timer);
    if (this.waiting()) this.timer = setTimeout(() => this.send(), PAUSE);
    this.keep();
    this.told([]);
  }

  // What isn't saved stays in the browser, with what its writer saw.
  keep() {
    const open = this.sheet.all().filter((cell) => cell.value !== cell.base || cell.bad);
    this.store.keep(open.map((cell) => ({ ...named(cell), old: cell.base, new: cell.value, bad: cell.bad?.text })));
  }

  // → how many cells came back from an earlier visit; the server compares them with what stands there.
  restore(changes) {
    const found = this.store.read()
      .map((kept) => ({ ...kept, cell: this.sheet.find(kept.row, kept.unit, kept.field) }))
      .filter(({ cell, bad, ...kept }) => cell && (bad || cell.value !== kept.new));
    for (const { cell, bad, ...kept } of found) {
      if (bad) changes.apply([[cell.row, cell.col, bad]], "khôi phục");
      else Object.assign(cell, { base: kept.old, value: kept.new });
      this.sheet.paint(cell);
    }
    this.touch();
    return found.length;
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
    this.failed = answers ? 0 : this.failed + 1;
    if (this.waiting()) {
      const pause = this.failed ? AGAIN[Math.min(this.failed, AGAIN.length) - 1] : PAUSE;
      this.timer = setTimeout(() => this.send(), pause);
    }
    this.keep();
    this.told(open);
  }

  async ask(batch, second = false) {
    const cells = batch.map(({ cell, sent, old }) => ({ ...named(cell), old: old || null, new: sent || null }));
    try {
      const { ok, status, answer } = await postJSON(this.url, { cells }, PATIENCE);
      if (ok && Array.isArray(answer.cells)) {
        this.trouble = null;
        this.savedAt = answer.saved_at;
        this.rounds += 1;
        return answer.cells;
      }
      this.trouble = { signedOut: ok || status === 401, message: answer.message };
      if (!second && (status === 401 || status === 403) && await this.renew()) return await this.ask(batch, true);
    } catch {
      this.trouble = { offline: true, message: "Mất mạng. Ô đã gõ vẫn còn đây, có mạng thì tự ghi." };
    }
    return null;
  }

  // After signing in again in another tab this page's token is old: take the new one from the server,
  // but never write in the name of somebody else who signed in there.
  async renew() {
    const response = await fetch(location.href, { credentials: "same-origin" });
    if (!response.ok) return false;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const given = fresh.querySelector('meta[name="csrf-token"]')?.content;
    const account = fresh.querySelector("[data-grid]")?.dataset.account;
    if (account && account !== this.account) {
      this.trouble = { message: "Trình duyệt này đang đăng nhập bằng tài khoản khác, nên chưa ghi gì." };
    }
    if (!given || account !== this.account || given === token()) return false;
    document.querySelector('meta[name="csrf-token"]').content = given;
    return true;
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

function named({ line, column }) { return { row: line.id, unit: column.unit, field: column.field }; }
