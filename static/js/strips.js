// Strips that scroll sideways on a phone (menu, days, tabs) open with what is current in their middle.
const STRIPS = ".nav-words, .tabs, .seg, .desk-top";

export function strips(doc) {
  const centre = () => {
    for (const strip of doc.querySelectorAll(STRIPS)) {
      const current = strip.querySelector("[aria-current]");
      if (!current || strip.scrollWidth <= strip.clientWidth) continue;
      const [place, frame] = [current.getBoundingClientRect(), strip.getBoundingClientRect()];
      strip.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2);
    }
  };
  centre();
  doc.fonts.ready.then(centre); // our own letters are wider than the system's
}
