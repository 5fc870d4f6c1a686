// A line of a draft is dragged to its new place; the drop opens the form that asks why. Nothing is saved here.

document.querySelectorAll('[data-behaviour~="reorder"]').forEach((list) => {
  const lines = [...list.children];
  const EDGE = 96;
  let held;

  const isPast = (node, y, sign) => {
    const { top, height } = node.getBoundingClientRect();
    return sign * (y - top - height / 2) > 0;
  };

  function drag(y) {
    const { previousElementSibling: before, nextElementSibling: after } = held;
    if (before && isPast(before, y, -1)) list.insertBefore(before, after);
    else if (after && isPast(after, y, 1)) list.insertBefore(after, held);
    if (y < EDGE) window.scrollBy(0, -16);
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, 16);
  }

  const putBack = () => lines.forEach((line) => list.appendChild(line));

  function letGo() {
    const line = held;
    if (!line) return null;
    line.classList.remove("line--held");
    held = null;
    return line;
  }

  function drop() {
    const line = letGo();
    if (!line) return;
    const place = [...list.children].indexOf(line);
    if (place !== lines.indexOf(line)) window.location.assign(`${line.dataset.url}&place=${place + 1}`);
  }

  function cancel() {
    if (letGo()) putBack();
  }

  list.addEventListener("pointerdown", (event) => {
    if (!event.target.matches(".line__hold") || event.button > 0) return;
    held = event.target.closest("li");
    held.classList.add("line--held");
    list.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => { if (held) drag(event.clientY); });
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", cancel);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") cancel(); });
  window.addEventListener("pageshow", putBack); // coming back from the form without having moved anything
  list.querySelectorAll(".line__hold").forEach((handle) => { handle.hidden = false; });
});
