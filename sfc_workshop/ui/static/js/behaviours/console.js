// The console without reloading: a button is sent, and what it changed comes back by the stream. By keyboard as well.

const root = document.querySelector('[data-behaviour~="console"]');
const said = root.querySelector("[data-said]");
let busy = false;

async function press(button) {
  if (busy || !button || button.disabled) return;
  busy = true;
  button.setAttribute("aria-busy", "true");
  const data = new FormData(root);
  if (button.name) data.append(button.name, button.value);
  try {
    const response = await fetch(button.formAction, {
      method: "POST", credentials: "same-origin", body: data, headers: { "X-Requested-With": "fetch" },
    });
    const words = response.status === 204 ? "" : await response.text();
    said.textContent = response.ok ? "" : words.startsWith("<") ? root.dataset.failed : words;
    if (response.ok) root.querySelectorAll("input[type=checkbox]:checked").forEach((box) => { box.checked = false; });
  } catch (e) {
    said.textContent = root.dataset.failed;
  }
  busy = false;
  button.removeAttribute("aria-busy");
}

root.addEventListener("submit", (event) => {
  event.preventDefault();
  press(event.submitter);
});

const SAME = { PageDown: "ArrowRight", PageUp: "ArrowLeft" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  const key = SAME[event.key] || (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const button = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  press(button);
});
