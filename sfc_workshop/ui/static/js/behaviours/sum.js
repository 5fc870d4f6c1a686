// Says at once whether the weights of a table add up to a whole. What counts is what the server says.

function share(words) {
  const typed = words.replace(/[% ]/g, "").replace(",", ".");
  const parts = typed.split("/");
  return parts.length === 2 ? (100 * Number(parts[0])) / Number(parts[1]) : Number(typed || 0);
}

document.querySelectorAll('[data-behaviour~="sum"]').forEach((element) => {
  const said = element.querySelector("[data-said]");
  const removed = (input) => {
    const tick = input.closest("tr").querySelector('[name$="-remove"]');
    return tick && tick.checked;
  };

  function add() {
    const inputs = [...element.querySelectorAll('[name$="-weight"]')].filter((input) => !removed(input));
    const sum = inputs.reduce((total, input) => total + share(input.value), 0);
    const right = Math.abs(sum - 100) < 1e-6;
    said.className = "declared__sum declared__sum--" + (right ? "right" : "other");
    said.textContent = right ? element.dataset.right : element.dataset.other.replace("{sum}", isNaN(sum) ? "?" : Number(sum.toFixed(2)));
  }

  element.addEventListener("input", add);
  add();
});
