// Dots by − and +, with what is left always in sight.

document.querySelectorAll('[data-behaviour~="dots"]').forEach((element) => {
  const dots = Number(element.dataset.dots);
  const cap = Number(element.dataset.cap);
  const inputs = [...element.querySelectorAll("input")];
  const left = element.querySelector("[data-left]");
  const row = element.querySelector("[data-row]");
  const value = (input) => parseInt(input.value, 10) || 0;
  const remaining = () => dots - inputs.reduce((sum, input) => sum + value(input), 0);

  function draw() {
    const rest = remaining();
    left.textContent = rest;
    row.textContent = "●".repeat(Math.max(rest, 0)) + "○".repeat(Math.min(dots - rest, dots));
    inputs.forEach((input) => {
      input.previousElementSibling.setAttribute("aria-disabled", value(input) < 1);
      input.nextElementSibling.setAttribute("aria-disabled", rest < 1 || value(input) >= cap);
    });
  }

  function set(input, wish) {
    const most = Math.min(cap, value(input) + remaining());
    input.value = Math.max(0, Math.min(wish, most));
    draw();
  }

  element.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step || step.getAttribute("aria-disabled") === "true") return;
    const input = step.parentNode.querySelector("input");
    set(input, value(input) + Number(step.dataset.step));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  element.addEventListener("change", (event) => {
    const wish = value(event.target);
    event.target.value = 0;
    set(event.target, wish);
  });
  element.closest(".question").addEventListener("shown", draw);
  element.querySelectorAll("[data-step]").forEach((step) => { step.hidden = false; });
  draw();
});
