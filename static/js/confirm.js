// A form or button marked data-confirm asks first; its words come from the page.
// data-confirm: the sentence · data-confirm-title · data-confirm-yes: words of the button
export function confirms(doc) {
  const dialog = doc.getElementById("confirm-dialog");
  if (!dialog) return;
  let waiting = null;
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    const source = event.submitter?.dataset.confirm !== undefined ? event.submitter : form;
    if (source.dataset.confirm === undefined || form.dataset.confirmed === "yes") return;
    event.preventDefault();
    waiting = { form, submitter: event.submitter };
    doc.getElementById("confirm-title").textContent = source.dataset.confirmTitle ?? "Chắc chắn?";
    doc.getElementById("confirm-text").textContent = source.dataset.confirm;
    doc.getElementById("confirm-yes").textContent = source.dataset.confirmYes ?? "Làm";
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes" && waiting) {
      waiting.form.dataset.confirmed = "yes";
      waiting.form.requestSubmit(waiting.submitter ?? undefined);
    }
    waiting = null;
  });
}
