// Keeps a progress bar moving, and shows the page anew when the work is over.

const PAUSE = 1000;

async function look(element) {
  let page = "";
  try {
    const response = await fetch(element.dataset.url, { credentials: "same-origin" });
    if (response.ok) page = await response.text();
  } catch (e) { /* no network for a moment: ask again */ }
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector('[data-behaviour~="progress"]');
  if (fresh && fresh.dataset.over) location.reload();
  else {
    if (fresh) element.querySelector(".progress").replaceWith(fresh.querySelector(".progress"));
    setTimeout(look, PAUSE, element);
  }
}

document.querySelectorAll('[data-behaviour~="progress"]').forEach((element) => setTimeout(look, PAUSE, element));
