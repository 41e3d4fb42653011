// The menus of the console's navigation: one open at a time, closed by Escape and by a click elsewhere.
"use strict";

const menus = () => [...document.querySelectorAll("details.menu")];

function closeAllBut(kept) {
  for (const menu of menus()) if (menu !== kept) menu.open = false;
}

document.addEventListener("click", (event) => closeAllBut(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const open = menus().find((menu) => menu.open);
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
