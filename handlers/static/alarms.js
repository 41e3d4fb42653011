// Somebody in danger must not wait until staff turn a page: the bar of alarms is asked for anew while a page stands open.
// On the page of alarms itself only what it does not show yet is told.
"use strict";

(() => {
  const EVERY_MILLISECONDS = 15_000;
  const box = document.querySelector("[data-alarms]");
  if (!box) return;
  const title = document.title;
  const shown = new Set(box.dataset.alarms.split(" ").filter(Boolean));
  let last = box.innerHTML.trim();

  /** False when there is nobody signed in any more. */
  async function look() {
    const answer = await fetch("/console/alarms/bar");
    if (!answer.ok || answer.redirected) return false;
    const now = (await answer.text()).trim();
    if (now !== last) show(now);
    return true;
  }

  function show(markup) {
    last = markup;
    const parsed = new DOMParser().parseFromString(markup, "text/html").body.firstElementChild;
    const ids = parsed ? parsed.dataset.ids.split(" ") : [];
    const news = ids.some((id) => !shown.has(id));
    box.replaceChildren(...(parsed && (news || !("known" in box.dataset)) ? [parsed] : []));
    document.title = news ? `【提醒】${title}` : title;
  }

  async function repeat() {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MILLISECONDS));
      try {
        if (!(await look())) return;
      } catch {
        // The network is away for a moment: ask again.
      }
    }
  }

  repeat();
})();
