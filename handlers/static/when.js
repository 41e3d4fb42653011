// Parts of a form that matter only with one choice: <div data-when="repeat:calendar"> shows while the field "repeat" is "calendar".
"use strict";

function showParts(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const [name, values] = part.dataset.when.split(":");
    const shown = values.split("|").includes(form.elements[name].value);
    part.hidden = !shown;
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !shown;
  }
}

document.addEventListener("change", (event) => event.target.form && showParts(event.target.form));
document.addEventListener("reset", (event) => setTimeout(() => showParts(event.target)));
for (const form of document.forms) showParts(form);
