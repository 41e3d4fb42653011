// A button with data-services opens its dialog with only those services to choose from.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-services]");
  if (!button) return;
  const wanted = JSON.parse(button.dataset.services);
  const select = document.querySelector(`#${button.dataset.dialog} select[name=service_code]`);
  for (const option of select.options) {
    option.hidden = option.disabled = !wanted.includes(option.value);
  }
  const first = [...select.options].find((option) => !option.disabled);
  select.value = first ? first.value : "";
});
