// "/" goes to the nearest search field, "?" shows the keys; never while somebody is typing.
export function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function keys(doc) {
  const help = doc.getElementById("help-dialog");
  const open = () => { if (help && !help.open) help.showModal(); };
  doc.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const field = doc.querySelector("[data-find-here]") ?? doc.querySelector("[data-find]");
      if (field && field.offsetParent !== null) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "?") {
      event.preventDefault();
      open();
    }
  });
  doc.addEventListener("click", (event) => { if (event.target.closest("[data-help]")) open(); });
}
