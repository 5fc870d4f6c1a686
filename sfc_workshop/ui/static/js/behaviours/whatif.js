// Shows the order under other weights while the sliders move; the last answer asked for wins.

const PAUSE = 150;

document.querySelectorAll('[data-behaviour~="whatif"]').forEach((form) => {
  let waiting;
  let newest = 0;

  async function show() {
    const number = (newest += 1);
    const address = "?" + new URLSearchParams(new FormData(form));
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || number !== newest) return;
      document.getElementById("tried").replaceChildren(...page.getElementById("tried").childNodes);
      history.replaceState(null, "", address);
    } catch (e) { /* no network: the button still asks */ }
  }

  form.addEventListener("input", (event) => {
    const said = form.querySelector(`output[for="${event.target.id}"]`);
    if (said) said.textContent = event.target.value + "%";
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
});
