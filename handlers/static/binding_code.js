// A button with data-code asks for a binding code and shows right below it what to say in the group.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-code]");
  if (!button) return;
  const place = button.parentElement.querySelector("[data-code-said]");
  button.disabled = true;
  try {
    const { ok, answer } = await callApi(button.dataset.code, "POST");
    place.textContent = ok ? `在群里说：“${answer.say}”。30分钟内有效，只能用一次。` : answer.error.message;
  } catch {
    place.textContent = NETWORK_TROUBLE;
  } finally {
    button.disabled = false;
  }
});
