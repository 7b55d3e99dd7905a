/* The phone page kept fresh. Everything here also works without it, by forms and links. */
"use strict";

(() => {
  const main = document.querySelector("main[data-version]");
  const status = document.getElementById("status");
  if (!main || !window.fetch) return;
  let sending = 0;

  /* Show a newer page: only the parts that differ, so that nobody loses their place. */
  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const next = page.querySelector("main[data-version]");
    if (!next || Number(next.dataset.version) < Number(main.dataset.version)) return;
    main.dataset.version = next.dataset.version;
    for (const part of next.querySelectorAll("[data-part]")) {
      const here = document.getElementById(part.id);
      if (!here) continue;
      if (part.dataset.part === "list") showList(here, part);
      else replace(here, part);
    }
  }

  /* Bubbles are added at the end or redrawn in place, so that a screen reader hears news only. */
  function showList(here, next) {
    for (const item of [...next.children]) {
      const known = document.getElementById(item.id);
      if (known) replace(known, item);
      else here.append(item);
    }
  }

  function replace(here, next) {
    if (here.outerHTML === next.outerHTML) return;
    const focused = here.contains(document.activeElement) ? document.activeElement : null;
    const screen = here.closest(".screen");
    here.replaceWith(next);
    if (!focused) return;
    const again = [...next.querySelectorAll("button")].find(
      (button) => button.name === focused.name && button.value === focused.value);
    (again || screen || main).focus();
  }

  async function send(event) {
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const field = form.querySelector("input[type=text]");
    if (field) field.value = "";
    form.setAttribute("aria-busy", "true");
    if (form.dataset.busy) tell(form.dataset.busy);
    sending += 1;
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      show(await answer.text());
      tell("");
    } catch {
      tell("That was not sent: the demo has stopped. Start it again with: kotha demo");
      if (field) field.value = body.get(field.name);
    }
    sending -= 1;
    form.removeAttribute("aria-busy");
  }

  async function watch() {
    for (;;) {
      try {
        const answer = await fetch("/phone/news?seen=" + main.dataset.version);
        show(await answer.text());
        if (!sending) tell("");
      } catch {
        tell("The demo has stopped. Start it again with: kotha demo");
        await new Promise((resume) => setTimeout(resume, 2000));
      }
    }
  }

  function tell(words) {
    if (status.textContent !== words) status.textContent = words;
  }

  main.tabIndex = -1;
  document.getElementById("plain").hidden = true;
  document.addEventListener("submit", send);
  watch();
})();
