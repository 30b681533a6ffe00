// The token that every non-GET request carries in X-CSRF-Token, and JSON with readable errors.
export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

// patience: after how many milliseconds a silent server counts as unreachable.
export async function postJSON(url, body, patience = 60000) {
  const response = await fetch(url, {
    method: "POST",
    signal: AbortSignal.timeout(patience),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token() },
    body: JSON.stringify(body),
    credentials: "same-origin",
  });
  const answer = await response.json().catch(() => ({ message: "Máy chủ không trả lời." }));
  return { ok: response.ok, status: response.status, answer };
}

export async function getJSON(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}
