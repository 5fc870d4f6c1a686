// Looks again now and then until there is something to do here; whoever waits need not touch the phone.

const NEXT = 10000;
const jitter = () => NEXT * (0.7 + 0.6 * Math.random()); // a whole hall does not ask at once

async function look() {
  try {
    const response = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (response.ok && !(await response.text()).includes('data-behaviour="wait"')) {
      location.reload();
      return;
    }
  } catch (e) { /* no signal: later */ }
  setTimeout(look, jitter());
}
setTimeout(look, jitter());
