// The small parts that the grid builds itself: an element with words, a button, a
// badge with its glyph; and where a slip lies.
export function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export function button(css, words, act) {
  const element = make("button", css, words);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

// Lays a slip of the desk under an element, above it where the window ends.
export function lay(slip, desk, element) {
  const at = element.getBoundingClientRect();
  const from = desk.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left - from.left, from.width - slip.offsetWidth - 8));
  const below = at.bottom + slip.offsetHeight + 60 < innerHeight;
  slip.style.left = `${left}px`;
  slip.style.top = `${below ? at.bottom - from.top + 4 : at.top - from.top - slip.offsetHeight - 4}px`;
}

export function tag(kind, glyph, words) {
  const element = make("span", `tag ${kind}`);
  element.append(icon(glyph), words);
  return element;
}

function icon(glyph) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "ic");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.querySelector("[data-sprite]").dataset.sprite}#${glyph}`);
  svg.append(use);
  return svg;
}
