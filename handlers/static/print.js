// A page for paper: its one button prints it.
"use strict";

document.querySelector("[data-print]").addEventListener("click", () => window.print());
