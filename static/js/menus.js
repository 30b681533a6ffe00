// Small menus made of <details> close on a click outside and on Esc.
export function menus(doc) {
  const opened = () => doc.querySelectorAll("details.me[open], details.drop[open]");
  doc.addEventListener("click", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
  });
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) { menu.open = false; menu.querySelector("summary")?.focus(); }
  });
}
