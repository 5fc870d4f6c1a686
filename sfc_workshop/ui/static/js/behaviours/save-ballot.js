// Saves an answer when it is tapped, and says so. What has not reached the server is kept on the phone
// and sent later, under the same key, so that it counts once however often it is sent.

const NAME = "sfc:q";
const PAUSE = { dots: 150, ranking: 150, text: 1000 };
const PATIENCE = 15000;
const boxes = {};
const sending = {};
const tries = {};
const spare = {};

// The outbox: the newest send of each question. Another store may take its place.
const outbox = {
  get(id) {
    try { return JSON.parse(localStorage.getItem(NAME + id)) || spare[id]; } catch (e) { return spare[id]; }
  },
  put(id, send) {
    spare[id] = send;
    try { localStorage.setItem(NAME + id, JSON.stringify(send)); return true; } catch (e) { return false; }
  },
  ids() {
    try { return Object.keys(localStorage).filter((k) => k.startsWith(NAME)).map((k) => k.slice(NAME.length)); } catch (e) { return []; }
  },
};

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => (n + 256).toString(16).slice(1)).join("");
}

class Box {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.id = this.words.question;
    this.name = "q" + this.id;
    this.kind = this.words.kind;
    this.run = Number(this.words.run);
    this.status = element.querySelector(".save");
    this.count = element.querySelector("[data-count]");
    this.waiting = null;
    element.addEventListener("change", (event) => this.changed(event.target));
    if (this.kind === "text") element.addEventListener("input", () => this.wait());
  }

  controls() {
    return [...this.element.querySelectorAll("input, select, textarea")].filter(
      (c) => c.name === this.name || (c.name.startsWith(this.name + "-") && c.type !== "hidden"));
  }

  hidden(field) {
    return this.element.querySelector(`[name="${this.name}-${field}"]`);
  }

  // The answer as the server wants it, and everything the person was shown.
  answer() {
    const all = this.controls();
    const on = all.filter((c) => (c.type !== "radio" && c.type !== "checkbox") || c.checked);
    const value = on.length ? on[0].value : "";
    if (this.kind === "text") return { words: value };
    if (this.kind === "community") return { choice: value };
    if (this.kind === "consent") return { agreed: on.length > 0 };
    const marks = {};
    const key = (c) => c.name.slice(this.name.length + 1) || c.value;
    on.forEach((c) => {
      const mark = c.name === this.name ? 1 : parseInt(c.value, 10);
      if (mark || (mark === 0 && this.kind === "score")) marks[key(c)] = mark;
    });
    return { marks, seen: [...new Set(all.map(key))] };
  }

  // Puts a kept answer back on a page that was drawn without it.
  show(body) {
    const { marks, words, choice, agreed } = body;
    this.controls().forEach((c) => {
      const key = c.name.slice(this.name.length + 1);
      if (marks && c.name === this.name) c.checked = c.value in marks;
      else if (marks && c.type === "radio") c.checked = key in marks && String(marks[key]) === c.value;
      else if (marks) c.value = key in marks ? marks[key] : this.kind === "dots" ? 0 : "";
      else if (c.type === "checkbox") c.checked = agreed;
      else if (c.type === "radio") c.checked = c.value === choice;
      else c.value = words === undefined ? choice : words;
    });
    this.element.dispatchEvent(new CustomEvent("shown"));
    this.mark(body);
  }

  // The form that "Next" posts repeats the last send instead of making a second one.
  mark(body) {
    this.hidden("key").value = body.key;
    this.hidden("revision").value = body.revision;
  }

  say(state, words) {
    const old = this.status.firstChild;
    const next = document.createElement("span");
    next.textContent = words || this.words[state];
    this.status.className = "save save--" + state;
    if (old) this.status.replaceChild(next, old); else this.status.appendChild(next);
  }

  changed(control) {
    const cap = Number(this.words.cap);
    if (cap && control.checked && this.answer().seen && Object.keys(this.answer().marks).length > cap) {
      control.checked = false;
      this.say("refused", this.words.full);
      return;
    }
    this.wait(this.kind === "text" ? 0 : undefined);
  }

  wait(pause = PAUSE[this.kind] || 0) {
    clearTimeout(this.waiting);
    if (this.count) this.count.textContent = this.controls()[0].value.length;
    if (this.kind !== "text") this.say("saving");
    this.waiting = setTimeout(() => { this.keep(); deliver(this.id); }, pause);
  }

  // Remembers the answer under a new key before anything is sent.
  keep() {
    clearTimeout(this.waiting);
    this.waiting = null;
    const answer = this.answer();
    const old = outbox.get(this.id);
    if (old && old.run === this.run && old.body && this.kind === "text" && old.body.words === answer.words) return;
    const known = old && old.run === this.run ? old.revision : 0;
    const revision = Math.max(known, Number(this.words.revision)) + 1;
    const body = Object.assign({ key: newKey(), revision, run: this.run }, answer);
    this.stored = outbox.put(this.id, { url: this.words.saveUrl, run: this.run, revision, body });
    this.mark(body);
    tries[this.id] = 0;
  }
}

function tell(id, state, words) {
  if (boxes[id]) boxes[id].say(state, words);
}

function later(id) {
  tell(id, boxes[id] && boxes[id].stored === false ? "tryAgain" : "kept");
  tries[id] = Math.min((tries[id] || 0) + 1, 6);
  setTimeout(deliver, 1000 * 2 ** tries[id] * (0.5 + Math.random()), id);
}

// The server's word on a send; null when it did not come from our server (no network, a Wi-Fi sign-in page).
async function post(send) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const response = await fetch(send.url, {
      method: "POST", credentials: "same-origin", signal: giveUp.signal,
      headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(send.body),
    });
    if (response.status >= 500 || response.status === 429) return null;
    const said = await response.json().catch(() => null);
    if (response.ok) return said && "revision" in said ? said : null;
    return { refused: true, message: said && said.message };
  } catch (e) {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function deliver(id) {
  const send = outbox.get(id);
  if (sending[id] || !send || !send.body) return;
  sending[id] = true;
  tell(id, "saving");
  const said = await post(send);
  sending[id] = false;
  const now = outbox.get(id);
  if (now && now.body && now.body.key !== send.body.key) return deliver(id);
  if (!said) return later(id);
  tries[id] = 0;
  const revision = Math.max(said.revision || 0, send.revision);
  if (said.overtaken && !send.again) {
    const body = Object.assign({}, send.body, { key: newKey(), revision: revision + 1 });
    outbox.put(id, Object.assign({}, send, { again: true, revision: revision + 1, body }));
    if (boxes[id]) boxes[id].mark(body);
    return deliver(id);
  }
  outbox.put(id, { run: send.run, revision });
  tell(id, said.refused || said.overtaken ? "refused" : "saved", said.refused || said.overtaken ? said.message : "");
}

function deliverAll() {
  outbox.ids().forEach(deliver);
}

document.querySelectorAll('[data-behaviour~="save-ballot"]').forEach((element) => {
  const box = new Box(element);
  boxes[box.id] = box;
  const kept = outbox.get(box.id);
  if (kept && kept.body && kept.run === box.run) box.show(kept.body);
});
document.addEventListener("submit", () => {
  Object.keys(boxes).forEach((id) => { if (boxes[id].waiting) boxes[id].keep(); });
});
addEventListener("online", deliverAll);
deliverAll();
