// An empty cell that is somebody else's to fill: whose it is, and a reminder to them (Điều 4.4).
import { postJSON } from "../csrf.js";
import { button, make, tag } from "./parts.js";

// → what the slip shows, or null when there is nothing to say
export function owed(cell, grid, url) {
  const { owner, unit } = cell.column;
  if (!owner || !cell.shut || cell.value || !cell.expected) return null;
  const body = [make("p", "", `Ô này của ${owner}.`)];
  if (url) body.push(reminder(owner, unit, grid, url));
  return { tag: tag("warn", "alert", "Còn trống"), body };
}

function reminder(owner, unit, grid, url) {
  const element = button("btn s", `Nhắc ${owner}`, async () => {
    element.disabled = true;
    try {
      const { answer } = await postJSON(url, { unit });
      grid.say(answer.message);
    } catch { grid.say("Mất mạng, nên chưa nhắc."); element.disabled = false; }
    grid.pen.focus();
  });
  return element;
}
