// Filter forms send themselves when a choice changes, without the fields that were left empty.
export function filters(doc) {
  for (const form of doc.querySelectorAll("form[data-filters]")) {
    const send = () => {
      for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
      form.submit();
    };
    form.addEventListener("change", (event) => { if (event.target.matches("select")) send(); });
    form.addEventListener("lookup:chosen", send);
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  }
  doc.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
}
