// Long choices can be searched: <input data-filter="ID"> narrows the <select id="ID"> to the options that contain the words.
"use strict";

function narrow(input) {
  const select = document.getElementById(input.dataset.filter);
  const wanted = input.value.trim();
  for (const option of select.options) {
    option.hidden = wanted !== "" && !`${option.textContent} ${option.value}`.includes(wanted);
  }
  const shown = [...select.options].filter((option) => !option.hidden);
  if (shown.length && select.selectedOptions[0]?.hidden !== false) select.value = shown[0].value;
  const note = input.parentElement.querySelector("[data-none]");
  if (note) note.hidden = shown.length > 0;
}

document.addEventListener("input", (event) => {
  if (event.target.dataset.filter) narrow(event.target);
});

// Enter in the search narrows; it does not send the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.dataset.filter) event.preventDefault();
});

document.addEventListener("reset", (event) => {
  setTimeout(() => event.target.querySelectorAll("[data-filter]").forEach(narrow));
});
