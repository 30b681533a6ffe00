// Lesson plans: keys of the approval queue, remark templates, ticked plans, lessons of a hand-in.
import { postJSON } from "./csrf.js";
import { typing } from "./keys.js";

function helpKeys(doc) {
  const own = doc.getElementById("page-keys");
  const list = doc.querySelector("#help-dialog .keys-list");
  if (own && list) list.prepend(own.content.cloneNode(true));
}

function queueKeys(doc) {
  const remark = doc.querySelector('[data-return-form] textarea[name="nhan_xet"]');
  const toRemark = () => {
    if (!remark || remark.disabled) return;
    remark.scrollIntoView({ block: "center" });
    remark.focus();
  };
  doc.querySelector("[data-return]")?.addEventListener("click", toRemark);
  doc.addEventListener("keydown", (event) => {
    if (event.target === remark && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      remark.form.requestSubmit();
      return;
    }
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.repeat;
    if (busy || (typing(event.target) && event.target.type !== "checkbox") || doc.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "j") doc.querySelector("[data-plan-next]")?.click();
    else if (key === "k") doc.querySelector("[data-plan-before]")?.click();
    else if (key === "d") doc.querySelector("[data-plan-beside]")?.click();
    else if (key === "a") doc.querySelector("[data-approve] button:not([disabled])")?.click();
    else if (key === "r") { event.preventDefault(); toRemark(); }
  });
  for (const chip of doc.querySelectorAll("[data-remark]")) {
    chip.addEventListener("click", () => {
      if (!remark || remark.disabled) return;
      const words = remark.value.trim();
      if (!words.includes(chip.dataset.remark)) {
        remark.value = words ? `${words}\n${chip.dataset.remark}` : chip.dataset.remark;
      }
      chip.classList.add("on");
      remark.focus();
    });
  }
}

function once(doc) {
  for (const form of doc.querySelectorAll("[data-approve], [data-return-form], [data-hand-in]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent === "yes") event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
}

function bulk(doc) {
  const form = doc.querySelector("[data-bulk]");
  if (!form) return;
  const boxes = [...doc.querySelectorAll('input[form="bulk"]')];
  const update = () => {
    const ticked = boxes.filter((box) => box.checked);
    const lessons = ticked.reduce((sum, box) => sum + Number(box.dataset.lessons), 0);
    const most = Number(form.dataset.most);
    form.hidden = ticked.length === 0;
    form.querySelector("[data-bulk-count]").textContent = `Đã chọn ${ticked.length} bản, ${lessons} tiết`;
    form.querySelector("[data-bulk-word]").textContent =
      ticked.length > most ? `Nhiều nhất ${most} bản` : `Duyệt ${ticked.length} bản`;
    form.querySelector("[data-bulk-go]").disabled = ticked.length > most;
    form.dataset.confirm = worries(ticked);
    form.dataset.confirmTitle = `Duyệt ${ticked.length} bản, ${lessons} tiết?`;
    form.dataset.confirmYes = `Duyệt ${ticked.length} bản`;
  };
  doc.addEventListener("change", (event) => { if (boxes.includes(event.target)) update(); });
  update();
}

// What to think of before approving several at once: which were never opened, which came late.
function worries(ticked) {
  const named = (boxes) => boxes.map((box) => box.dataset.name).join("; ");
  const unseen = ticked.filter((box) => box.dataset.seen !== "1"), late = ticked.filter((box) => Number(box.dataset.late) > 0);
  const said = ["Mỗi bản được duyệt đúng nội dung đang nộp."];
  if (unseen.length) said.push(`Chưa mở đọc: ${named(unseen)}.`);
  if (late.length) said.push(`Nộp muộn: ${named(late)}.`);
  return said.join(" ");
}

// The plan on screen counts as opened; the list and the tick boxes say so at once.
async function opened(doc) {
  const pane = doc.querySelector("[data-opened]");
  if (!pane) return;
  try {
    const { ok, answer } = await postJSON(pane.dataset.opened, { ban: pane.dataset.token });
    if (!ok || !answer.seen) return;
  } catch { return; }
  doc.querySelector(".queue > li.on [data-unseen]")?.remove();
  const box = doc.querySelector('.queue > li.on input[type="checkbox"]');
  if (box) { box.dataset.seen = "1"; box.dispatchEvent(new Event("change", { bubbles: true })); }
}

function lessons(doc) {
  const form = doc.querySelector("[data-hand-in]");
  if (!form) return;
  const boxes = () => [...form.querySelectorAll('input[name="tiet"]')];
  const update = () => {
    const all = boxes();
    const on = all.filter((box) => box.type === "hidden" || box.checked).length;
    form.querySelector("[data-count]").textContent = `${on} / ${all.length} tiết`;
    for (const group of form.querySelectorAll("[data-group]")) {
      const own = [...group.closest("tr").querySelectorAll('input[name="tiet"]')];
      const ticked = own.filter((box) => box.checked).length;
      group.hidden = false;
      group.checked = ticked === own.length;
      group.indeterminate = ticked > 0 && ticked < own.length;
    }
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-group]")) {
      const row = event.target.closest("tr");
      for (const box of row.querySelectorAll('input[name="tiet"]')) box.checked = event.target.checked;
    }
    update();
  });
  update();
}

for (const wire of [helpKeys, queueKeys, once, bulk, opened, lessons]) wire(document);
