// Dots by − and +, with what is left always in sight.

function start(element) {
  const { dots, cap } = element.dataset;
  const inputs = [...element.querySelectorAll("input")];
  const value = (input) => parseInt(input.value, 10) || 0;
  const left = () => dots - inputs.reduce((sum, input) => sum + value(input), 0);

  function draw() {
    const rest = Math.max(left(), 0);
    element.querySelector("[data-left]").textContent = left();
    element.querySelector("[data-row]").textContent = "●".repeat(rest) + "○".repeat(dots - rest);
    inputs.forEach((input) => {
      input.previousElementSibling.setAttribute("aria-disabled", value(input) < 1);
      input.nextElementSibling.setAttribute("aria-disabled", rest < 1 || value(input) >= cap);
    });
  }

  element.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step || step.getAttribute("aria-disabled") === "true") return;
    const input = step.parentNode.querySelector("input");
    input.value = value(input) + Number(step.dataset.step);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  element.addEventListener("change", ({ target }) => {
    const wish = value(target);
    target.value = 0;
    target.value = Math.max(0, Math.min(wish, cap, left()));
    draw();
  });
  element.closest(".question").addEventListener("shown", draw);
  element.querySelectorAll("[data-step]").forEach((step) => { step.hidden = false; });
  draw();
}

const startAll = (part) => part.querySelectorAll('[data-behaviour~="dots"]').forEach(start);
startAll(document);
document.addEventListener("drawn", (event) => startAll(event.target));
