// A number is shown in place of its masked form, once it is asked for; the look is written down by the server.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-reveal]");
  if (!button) return;
  setBusy(button, true);
  try {
    const { ok, answer } = await callApi(button.dataset.reveal, "POST", {});
    if (!ok) { showTrouble(button, answer.error?.message || "暂时看不到，请稍后再试。"); return; }
    button.parentElement.querySelector("[data-phone]").textContent = answer.phone;
    button.remove();
  } catch {
    showTrouble(button, NETWORK_TROUBLE);
  } finally {
    setBusy(button, false);
  }
});
