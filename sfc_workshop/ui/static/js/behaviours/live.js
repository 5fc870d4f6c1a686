// Keeps a page current: finished pieces come by a stream, or are asked for where streams are cut. A piece is made of
// areas; an area whose tag is the one on the page stays as it is, so nobody loses what they are typing.

const PATIENCE = 20000; // the server says something every 15 s
const POLL = 4000;
const root = document.querySelector('[data-behaviour~="live"]');
const { stream, piece, own, kept, gone } = root.dataset;
const lost = document.querySelector("[data-lost-said]");
const lostWords = lost.dataset.lost || root.dataset.lost;
const still = matchMedia("(prefers-reduced-motion: reduce)");
let tag = "";
let source;
let silence;
let polling;
let ahead = 0; // of this device's clock, in ms

const jitter = (ms) => ms * (0.5 + Math.random());
const wake = (state) => { lost.textContent = state ? "" : lostWords; };

// What a person has begun on the page outlives the area it stands in.
const drafts = {};
try { Object.assign(drafts, JSON.parse(sessionStorage["sfc:drafts"] || "{}")); } catch (e) { /* a private window */ }
function keepDraft(field) {
  drafts[field.dataset.keep] = field.value;
  try { sessionStorage["sfc:drafts"] = JSON.stringify(drafts); } catch (e) { /* as long as the page is open */ }
}
function restore(area) {
  area.querySelectorAll("[data-keep]").forEach((field) => {
    if (!field.value && drafts[field.dataset.keep]) field.value = drafts[field.dataset.keep];
  });
}

function grow(area, before) {
  area.querySelectorAll("[data-grow]").forEach((bar) => {
    const to = bar.getAttribute("width");
    if (still.matches) return;
    bar.setAttribute("width", before[bar.dataset.grow] || "0%");
    requestAnimationFrame(() => requestAnimationFrame(() => bar.setAttribute("width", to)));
  });
}

function replace(old, next) {
  const before = {};
  old.querySelectorAll("[data-grow]").forEach((bar) => { before[bar.dataset.grow] = bar.getAttribute("width"); });
  const ticked = [...old.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.id).filter(Boolean);
  const open = [...old.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(next);
  ticked.forEach((id) => { const box = document.getElementById(id); if (box) box.checked = true; });
  next.querySelectorAll("details > summary").forEach((summary) => {
    if (open.includes(summary.textContent)) summary.parentNode.open = true;
  });
  if (focus) {
    const main = next.querySelector(".button--main");
    const alike = focus.id ? document.getElementById(focus.id)
      : focus.matches(".button--main") ? main
      : [...next.querySelectorAll("button")].find((button) => button.textContent === focus.textContent) || main;
    if (alike) alike.focus();
  }
  restore(next);
  grow(next, before);
  next.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
}

function draw(html, all) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const areas = [...page.querySelectorAll("[data-area]")];
  const names = areas.map((area) => area.dataset.area);
  let changed = false;
  root.querySelectorAll("[data-area]").forEach((old) => {
    if (!names.includes(old.dataset.area)) old.remove();
  });
  areas.forEach((area, place) => {
    const old = root.querySelector(`[data-area="${area.dataset.area}"]`);
    const next = document.importNode(area, true);
    if (old && old.dataset.tag === area.dataset.tag && !all) return;
    if ("changes" in area.dataset) changed = true;
    if (old) { replace(old, next); return; }
    const before = place ? root.querySelector(`[data-area="${names[place - 1]}"]`) : null;
    if (before) before.after(next); else root.append(next);
    restore(next);
    next.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
  });
  tick();
  return changed;
}

// A piece is drawn for nobody in particular. A phone that has answered this before, or is asked something of
// its own, fetches it again for itself, not all at once.
const asked = () => [...root.querySelectorAll("[data-question]")].map((element) => element.dataset);
let sends = 0;
function given() {
  let answers = "";
  try { answers = asked().map(({ question }) => localStorage["sfc:q" + question]).join(); } catch (e) { /* none kept */ }
  return sends + answers;
}
function isOwn() {
  return asked().some(({ question, run, kind }) => {
    let last = null;
    try { last = JSON.parse(localStorage["sfc:q" + question] || "null"); } catch (e) { return true; }
    return kind === "pairwise" || kind === "consent" || (last && last.run === Number(run));
  }) || root.querySelector("[data-idea]");
}
async function fetchOwn() {
  const before = given();
  try {
    const response = await fetch(own, { credentials: "same-origin" });
    const words = await response.text();
    if (given() !== before) fetchOwn(); // something was given meanwhile, which these words do not know
    else if (response.ok) draw(words, true);
  } catch (e) { /* the next piece tries again */ }
}

function take(html, name) {
  tag = name;
  if (draw(html) && own && isOwn()) setTimeout(fetchOwn, Math.random() * 1500);
}

function hear() {
  clearTimeout(silence);
  wake(true);
  silence = setTimeout(() => { wake(false); listen(); }, PATIENCE);
}

function listen() {
  if (source) source.close();
  clearTimeout(polling);
  if (!window.EventSource) { poll(); return; }
  source = new EventSource(`${stream}?have=${tag}`);
  source.addEventListener("open", hear);
  source.addEventListener("clock", (event) => { ahead = Date.now() - Number(event.data); hear(); tick(); });
  source.addEventListener("piece", (event) => { hear(); take(event.data, event.lastEventId); });
  source.addEventListener("gone", () => { source.close(); clearTimeout(silence); lost.textContent = gone || lostWords; });
  source.addEventListener("error", () => {
    wake(false);
    if (source.readyState === EventSource.CLOSED) { // refused, not cut: ask again and again instead
      clearTimeout(silence);
      poll();
    }
  });
}

async function poll() {
  clearTimeout(polling);
  let wait = POLL;
  try {
    const response = await fetch(`${piece}?have=${tag}`, { credentials: "same-origin", cache: "no-store" });
    if (response.status === 200) {
      ahead = Date.now() - Date.parse(response.headers.get("Date"));
      take(await response.text(), response.headers.get("X-Piece"));
    }
    if (response.status === 403 || response.status === 404) { lost.textContent = gone || lostWords; return; }
    wake(response.ok);
    if (!response.ok) wait *= 3;
  } catch (e) {
    wake(false);
  }
  polling = setTimeout(() => (Math.random() < 0.1 ? listen() : poll()), jitter(wait));
}

// The timer runs here; when it is over is the server's to say.
function tick() {
  root.querySelectorAll("[data-ends]").forEach((timer) => {
    const left = Math.max(0, Math.round((timer.dataset.ends - (Date.now() - ahead)) / 1000));
    timer.querySelector(".timer__left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    timer.classList.toggle("timer--up", left === 0);
  });
}
setInterval(tick, 500);

// Ideas and support are sent without leaving the page.
async function send(button) {
  const said = root.querySelector("[data-said]");
  const data = new FormData(root);
  if (button.name) data.append(button.name, button.value);
  button.setAttribute("aria-busy", "true");
  sends += 1;
  try {
    const response = await fetch(button.formAction, {
      method: "POST", credentials: "same-origin", body: data, headers: { "X-Requested-With": "fetch" },
    });
    const words = response.status === 204 ? "" : await response.text();
    const isPage = words.startsWith("<");
    if (button.dataset.send === "idea") {
      const field = root.querySelector("#idea");
      root.querySelector("#idea-wrong").textContent = response.ok ? "" : isPage ? kept : words;
      if (said) said.textContent = response.ok ? words : "";
      if (response.ok) {
        field.value = "";
        keepDraft(field);
        root.querySelector('[name="idea-key"]').value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => (n + 256).toString(16).slice(1)).join("");
      }
      field.focus();
    } else if (response.ok) {
      sends += 1;
      const isNow = button.value.startsWith("yes");
      const { idea } = button.dataset; // the list may have been drawn anew meanwhile
      root.querySelectorAll(`[data-idea="${idea}"]`).forEach((one) => {
        one.value = (isNow ? "no-" : "yes-") + idea;
        one.setAttribute("aria-pressed", isNow);
      });
    } else lost.textContent = isPage ? kept : words;
  } catch (e) {
    const wrong = root.querySelector("#idea-wrong");
    if (wrong) wrong.textContent = kept; else lost.textContent = kept;
  }
  button.removeAttribute("aria-busy");
}

if (own) {
  root.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !(button.dataset.send || button.dataset.idea)) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy") !== "true") send(button);
  });
  root.addEventListener("input", (event) => { if (event.target.dataset.keep) keepDraft(event.target); });
}
document.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });
document.addEventListener("drawn", (event) => event.target.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; }));
document.querySelectorAll("form[data-send-at-once]").forEach((form) => { setTimeout(() => form.submit(), Math.random() * 1000); });
addEventListener("online", listen);
// A phone that slept comes back to the present step.
document.addEventListener("visibilitychange", () => { if (!document.hidden) listen(); });
restore(root);
listen();
