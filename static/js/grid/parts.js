// The small parts that the grid builds itself: an element with words, a badge with its glyph.
export function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
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
