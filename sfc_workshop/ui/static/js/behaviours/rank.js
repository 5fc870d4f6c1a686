// An order by buttons and by drag. The list is the order; below the line nothing has a place.

document.querySelectorAll('[data-behaviour~="rank"]').forEach((list) => {
  const places = Number(list.dataset.places);
  const line = list.querySelector("[data-line]");
  const items = [...list.querySelectorAll(".rank__item")];
  const said = list.parentNode.querySelector("[data-said]");
  const select = (item) => item.querySelector("select");
  const title = (item) => item.querySelector("label").textContent;
  const placed = () => [...list.children].slice(0, [...list.children].indexOf(line));
  let held = null;

  function draw() {
    const order = placed();
    items.forEach((item) => {
      const place = order.indexOf(item) + 1;
      select(item).value = place || "";
      item.classList.toggle("rank__item--in", place > 0);
      item.querySelector(".rank__place").textContent = place || "≡";
      item.querySelector(".rank__take").hidden = place > 0;
      item.querySelector(".rank__moves").hidden = !place;
      item.querySelector('[data-move="up"]').setAttribute("aria-disabled", place === 1);
    });
    line.hidden = order.length === items.length;
  }

  // The line never has more above it than there are places.
  function settle() {
    const order = placed();
    if (order.length > places) list.insertBefore(line, order[places]);
    draw();
  }

  function tell(item) {
    const words = select(item).value ? list.dataset.placed : list.dataset.unplaced;
    said.textContent = words.replace("{title}", title(item)).replace("{place}", select(item).value);
    select(item).dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(item, how) {
    const order = placed();
    const at = order.indexOf(item);
    if (how === "take") list.insertBefore(item, order.length < places ? line : order[places - 1]);
    else if (how === "up" && at > 0) list.insertBefore(item, order[at - 1]);
    else if (how === "down") list.insertBefore(item, item.nextElementSibling.nextElementSibling);
    else return;
    settle();
    const again = item.querySelector(select(item).value ? `[data-move="${how === "take" ? "up" : how}"]` : '[data-move="take"]');
    again.focus();
    tell(item);
  }

  // The held item stays where it is in the page; its neighbours step past it.
  function drag(y) {
    const before = held.previousElementSibling;
    const after = held.nextElementSibling;
    const order = placed();
    const last = before === line && order.length === places ? order[places - 1] : before;
    const middle = (node) => { const at = node.getBoundingClientRect(); return at.top + at.height / 2; };
    if (last && y < middle(last)) {
      list.insertBefore(last, held.nextSibling);
      if (last !== before) list.insertBefore(line, last);
    }
    else if (after && y > middle(after)) list.insertBefore(after, held);
    else return;
    draw();
  }

  function drop() {
    if (!held) return;
    held.classList.remove("rank__item--held");
    settle();
    tell(held);
    held = null;
  }

  function fromSelects() {
    items.filter((item) => select(item).value)
      .sort((a, b) => select(a).value - select(b).value)
      .forEach((item) => list.insertBefore(item, line));
    items.filter((item) => !select(item).value).forEach((item) => list.appendChild(item));
    draw();
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) move(button.closest(".rank__item"), button.dataset.move);
  });
  list.addEventListener("pointerdown", (event) => {
    if (!event.target.classList.contains("rank__place") || event.button > 0) return;
    held = event.target.parentNode;
    held.classList.add("rank__item--held");
    list.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => { if (held) drag(event.clientY); });
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
  list.closest(".question").addEventListener("shown", fromSelects);

  items.forEach((item) => {
    select(item).hidden = true;
    item.querySelector(".rank__place").hidden = false;
  });
  list.insertBefore(line, list.firstChild);
  fromSelects();
});
