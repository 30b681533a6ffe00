// An empty cell that is somebody else's to fill: whose it is, and a reminder to them (Điều 4.4).
import { postJSON } from "../csrf.js";
import { make, tag } from "./parts.js";

// → what the slip shows, or null when there is nothing to say
export function owed(cell, grid, url) {
  const { owner, unit } = cell.column;
  if (!owner || !cell.shut || cell.value || !cell.expected) return null;
  const body = [make("p", "", `Ô này của ${owner}.`)];
  if (url) body.push(button(owner, unit, grid, url));
  return { tag: tag("warn", "alert", "Còn trống"), body };
}

function button(owner, unit, grid, url) {
  const element = make("button", "btn s", `Nhắc ${owner}`);
  element.type = "button";
  element.addEventListener("click", async () => {
    element.disabled = true;
    try {
      const { answer } = await postJSON(url, { unit });
      grid.say(answer.message);
    } catch { grid.say("Mất mạng, nên chưa nhắc."); element.disabled = false; }
    grid.pen.focus();
  });
  return element;
}
