// Sets the chosen theme before the first paint, so that a dark room stays dark.
(function () {
  const root = document.documentElement;
  function apply(choice) {
    if (choice === "light" || choice === "dark") root.setAttribute("data-theme", choice);
    else root.removeAttribute("data-theme");
  }
  function read() {
    try { return localStorage.getItem("so-truong-theme") || ""; } catch { return ""; }
  }
  apply(read());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice;
    try { localStorage.setItem("so-truong-theme", choice); } catch { /* private window */ }
    apply(choice);
  });
})();
