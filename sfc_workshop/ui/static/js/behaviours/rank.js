// An order by buttons and by drag. The list is the order; below the line nothing has a place.

function start(list) {
  const { places, placed, unplaced } = list.dataset;
  const line = list.querySelector("[data-line]");
  const items = [...list.querySelectorAll(".rank__item")];
  const part = (item, what) => item.querySelector(what);
  const select = (item) => part(item, "select");
  let held;

  const order = () => {
    const all = [...list.children];
    return all.slice(0, all.indexOf(line));
  };

  function draw() {
    const above = order();
    if (above.length > places) {
      list.insertBefore(line, above[places]);
      draw();
      return;
    }
    items.forEach((item) => {
      const place = above.indexOf(item) + 1;
      select(item).value = place || "";
      item.classList.toggle("rank__item--in", place > 0);
      part(item, ".rank__place").textContent = place || "≡";
      part(item, ".rank__take").hidden = place;
      part(item, ".rank__moves").hidden = !place;
      part(item, "[data-move=up]").setAttribute("aria-disabled", place === 1);
    });
    line.hidden = above.length === items.length;
  }

  function done(item) {
    const place = select(item).value;
    list.parentNode.querySelector("[data-said]").textContent = (place ? placed : unplaced)
      .replace("{title}", part(item, "label").textContent).replace("{place}", place);
    select(item).dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(item, how) {
    const above = order();
    const at = above.indexOf(item);
    if (how === "take") list.insertBefore(item, above[places - 1] || line);
    else if (how === "down") list.insertBefore(item, item.nextElementSibling.nextElementSibling);
    else if (at) list.insertBefore(item, above[at - 1]);
    else return;
    draw();
    part(item, `[data-move=${!select(item).value ? "take" : how === "take" ? "up" : how}]`).focus();
    done(item);
  }

  // The held item stays where it is in the page; its neighbours step past it.
  function drag(y) {
    const { previousElementSibling: before, nextElementSibling: after } = held;
    const above = order();
    const rival = before === line ? above[places - 1] || line : before;
    const isPast = (node, sign) => {
      const { top, height } = node.getBoundingClientRect();
      return sign * (y - top - height / 2) > 0;
    };
    if (rival && isPast(rival, -1)) {
      list.insertBefore(rival, held.nextElementSibling);
      if (rival !== before) list.insertBefore(line, rival);
    } else if (after && isPast(after, 1)) list.insertBefore(after, held);
    else return;
    draw();
  }

  function drop() {
    if (!held) return;
    held.classList.remove("rank__item--held");
    done(held);
    held = null;
  }

  function read() {
    const place = (item) => select(item).value || Infinity;
    items.sort((a, b) => place(a) - place(b) || 0).forEach((item) => list.appendChild(item));
    list.insertBefore(line, items.find((item) => !select(item).value) || null);
    draw();
  }

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (button) move(button.closest("li"), button.dataset.move);
  });
  list.addEventListener("pointerdown", (event) => {
    if (!event.target.matches(".rank__place") || event.button > 0) return;
    held = event.target.parentNode;
    held.classList.add("rank__item--held");
    list.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => { if (held) drag(event.clientY); });
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
  list.closest(".question").addEventListener("shown", read);

  items.forEach((item) => {
    select(item).hidden = true;
    part(item, ".rank__place").hidden = false;
  });
  read();
}

const startAll = (part) => part.querySelectorAll('[data-behaviour~="rank"]').forEach(start);
startAll(document);
document.addEventListener("drawn", (event) => startAll(event.target));
