// A budget to spend by ticks: what is left is always in sight, and cannot be overspent.

function start(element) {
  const { budget, full } = element.dataset;
  const inputs = [...element.querySelectorAll("input")];
  const said = element.querySelector("[data-said]");
  const left = () => budget - inputs.reduce((sum, input) => sum + (input.checked ? Number(input.value) : 0), 0);

  function draw() {
    element.querySelector("[data-left]").textContent = left().toLocaleString("en");
    element.querySelector("progress").value = Math.max(left(), 0);
  }

  element.addEventListener("change", (event) => {
    const isOver = event.target.checked && left() < 0;
    said.textContent = isOver ? full : "";
    if (isOver) {
      event.target.checked = false;
      event.stopPropagation(); // nothing has changed that could be saved
    }
    draw();
  });
  element.closest(".question").addEventListener("shown", draw);
  draw();
}

const startAll = (part) => part.querySelectorAll('[data-behaviour~="budget"]').forEach(start);
startAll(document);
document.addEventListener("drawn", (event) => startAll(event.target));
