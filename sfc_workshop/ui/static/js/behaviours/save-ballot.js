// Saves an answer when it is tapped, and says so. What has not reached the server is kept on the phone
// and sent later under the same key, so it counts once however often it is sent.

const NAME = "sfc:q";
const PAUSE = { dots: 150, ranking: 150, text: 1000 };
const PATIENCE = 15000;
const boxes = {};
const sending = {};
const tries = {};

// The outbox: the newest send of each question, or only its revision once the server has it.
let store = {};
let lasts = true;
try { store = localStorage; } catch (e) { lasts = false; }
const outbox = {
  get: (id) => JSON.parse(store[NAME + id] || "null"),
  ids: () => Object.keys(store).filter((name) => name.startsWith(NAME)).map((name) => name.slice(NAME.length)),
  put(id, send) {
    try {
      store[NAME + id] = JSON.stringify(send);
    } catch (e) { // full, or a private window: as long as the page is open
      store = Object.assign({}, store, { [NAME + id]: JSON.stringify(send) });
      lasts = false;
    }
  },
};

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => (n + 256).toString(16).slice(1)).join("");

function start(element) {
  const words = element.dataset;
  const { kind, question: id } = words;
  const run = Number(words.run);
  const name = "q" + id;
  const status = element.querySelector(".save");
  const count = element.querySelector("[data-count]");
  const controls = [...element.querySelectorAll("input, select, textarea")].filter((c) => c.name && c.type !== "hidden");
  const item = (control) => control.name.slice(name.length + 1);
  let waiting;
  let last;

  // The answer as the server wants it, with everything the person was shown.
  function answer() {
    const given = controls.filter((c) => c.checked || !/radio|checkbox/.test(c.type));
    const value = given.length ? given[0].value : "";
    if (kind === "text") return { words: value };
    if (kind === "community") return { choice: value };
    if (kind === "consent") return { agreed: given.length > 0 };
    const marks = {};
    given.forEach((c) => {
      const mark = item(c) ? parseInt(c.value, 10) : 1;
      if (kind === "score") marks[item(c)] = c.value ? mark : null; // null is "I don't know"
      else if (mark) marks[item(c) || c.value] = mark;
    });
    return { marks, seen: [...new Set(controls.map((c) => item(c) || c.value))] };
  }

  // Puts a kept answer back on a page that was drawn without it.
  function show({ marks, words: text, choice, agreed }) {
    controls.forEach((c) => {
      const mark = marks && marks[item(c)];
      if (c.type === "checkbox") c.checked = marks ? (item(c) || c.value) in marks : agreed;
      else if (c.type === "radio") c.checked = !marks ? c.value === choice : item(c) ? (mark === null ? "" : String(mark)) === c.value : c.value in marks;
      else c.value = marks ? mark || (kind === "dots" ? 0 : "") : text || choice || "";
    });
    element.dispatchEvent(new CustomEvent("shown"));
  }

  // The form that the main button posts repeats the last send instead of making another.
  function mark(body) {
    ["key", "revision"].forEach((field) => { element.querySelector(`[name="${name}-${field}"]`).value = body[field]; });
  }

  function say(state, sentence) {
    status.className = "save save--" + state;
    status.innerHTML = "<span></span>";
    status.firstChild.textContent = sentence || words[state];
  }

  // Remembers the answer under a new key before anything is sent.
  function keep() {
    if (!waiting) return;
    clearTimeout(waiting);
    waiting = 0;
    const now = answer();
    if (kind === "text" && now.words === last) return;
    last = now.words;
    const old = outbox.get(id);
    const revision = Math.max(old && old.run === run ? old.revision : 0, words.revision) + 1;
    const body = Object.assign({ key: newKey(), revision, run }, now);
    outbox.put(id, { url: words.saveUrl, run, revision, body });
    mark(body);
    tries[id] = 0;
  }

  function wait(pause) {
    clearTimeout(waiting);
    if (count) count.textContent = controls[0].value.length; else say("saving");
    waiting = setTimeout(() => { keep(); deliver(id); }, pause);
  }

  element.addEventListener("change", (event) => {
    if (words.cap && controls.filter((c) => c.checked).length > words.cap) {
      event.target.checked = false;
      say("refused", words.full);
    } else wait(count ? 0 : PAUSE[kind] || 0);
  });
  if (count) element.addEventListener("input", () => wait(PAUSE.text));

  boxes[id] = { keep, mark, say };
  last = answer().words;
  const kept = outbox.get(id);
  if (kept && kept.body && kept.run === run) {
    show(kept.body);
    mark(kept.body);
    last = kept.body.words;
  }
}

// The server's word on a send; null when it is not our server's (no signal, too busy, a Wi-Fi sign-in page).
async function post(send) {
  const hurry = new AbortController();
  const timer = setTimeout(() => hurry.abort(), PATIENCE);
  try {
    const response = await fetch(send.url, {
      method: "POST", credentials: "same-origin", signal: hurry.signal,
      headers: { "Content-Type": "application/json" }, body: JSON.stringify(send.body),
    });
    if (response.status > 499 || response.status === 429) return null;
    const said = await response.json().catch(() => ({}));
    if (response.ok) return said.revision ? said : null;
    return { refused: true, message: said.message };
  } catch (e) {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function deliver(id) {
  const send = outbox.get(id);
  if (sending[id] || !send || !send.body) return;
  const box = boxes[id] || { say() {}, mark() {} };
  box.say("saving");
  sending[id] = true;
  const said = await post(send);
  sending[id] = false;
  const now = outbox.get(id);
  if (now && now.body && now.body.key !== send.body.key) {
    deliver(id);
  } else if (!said) {
    box.say(lasts ? "kept" : "tryAgain");
    tries[id] = Math.min((tries[id] || 0) + 1, 6);
    setTimeout(deliver, 1000 * 2 ** tries[id] * (0.5 + Math.random()), id);
  } else if (said.overtaken && !send.again) {
    const revision = said.revision + 1;
    const body = Object.assign(send.body, { key: newKey(), revision });
    outbox.put(id, Object.assign(send, { again: true, revision, body }));
    box.mark(body);
    deliver(id);
  } else {
    outbox.put(id, { run: send.run, revision: said.revision || send.revision });
    if (said.refused || said.overtaken) box.say("refused", said.message); else box.say("saved");
  }
}

const deliverAll = () => outbox.ids().forEach(deliver);

const startAll = (part) => part.querySelectorAll('[data-behaviour~="save-ballot"]').forEach(start);
startAll(document);
document.addEventListener("drawn", (event) => startAll(event.target));
document.addEventListener("submit", () => Object.values(boxes).forEach((box) => box.keep()));
addEventListener("online", deliverAll);
deliverAll();
