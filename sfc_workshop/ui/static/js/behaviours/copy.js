// Copies what is in a field. The clipboard is closed to pages on http, as in a hall; selecting and copying is not.

document.querySelectorAll('[data-behaviour~="copy"]').forEach((element) => {
  const field = element.querySelector("[data-copied]");
  const button = element.querySelector("[data-copy]");
  const said = element.querySelector("[data-said]");

  button.hidden = false;
  button.addEventListener("click", () => {
    field.focus();
    field.select();
    field.setSelectionRange(0, field.value.length);
    if (document.execCommand("copy")) {
      said.textContent = button.dataset.done;
    }
  });
  field.addEventListener("focus", () => field.select());
});
