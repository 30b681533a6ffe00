// "Quy trình" beside a grid: its words are fetched when it is first unfolded; a link stands there until then.
export function procedures(doc) {
  for (const box of doc.querySelectorAll("details[data-words]")) {
    box.addEventListener("toggle", () => box.open && !box.dataset.come && unfold(box));
  }
}

async function unfold(box) {
  const answer = await fetch(box.dataset.words, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return; // the link leads to the page, or to the sign-in
  box.dataset.come = "1";
  box.querySelector("[aria-live]").innerHTML = await answer.text();
}
