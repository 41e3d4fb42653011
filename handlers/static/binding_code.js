// A button with data-code asks for a binding code and shows right below it what to say in the group; one with data-join
// asks for a code to scan and shows where its picture is.
"use strict";

const sayCode = (place, answer) => { place.textContent = `在群里说：“${answer.say}”。30分钟内有效，只能用一次。`; };

function showPicture(place, answer) {
  const link = document.createElement("a");
  Object.assign(link, { href: answer.picture_url, target: "_blank", rel: "noopener", textContent: "打开入群码图片" });
  place.replaceChildren(link);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-code], [data-join]");
  if (!button) return;
  const place = button.parentElement.querySelector("[data-code-said]");
  button.disabled = true;
  try {
    const { ok, answer } = await callApi(button.dataset.code || button.dataset.join, "POST");
    if (!ok) place.textContent = answer.error.message;
    else if (button.dataset.code) sayCode(place, answer);
    else showPicture(place, answer);
  } catch {
    place.textContent = NETWORK_TROUBLE;
  } finally {
    button.disabled = false;
  }
});
