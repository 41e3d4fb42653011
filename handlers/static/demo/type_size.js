/** Large type: kept for the tab, and put on before anything is drawn. */

const KEY = "demo:large";

export const isLarge = () => document.documentElement.classList.contains("large");

export const applyLarge = () => document.documentElement.classList.toggle("large", sessionStorage.getItem(KEY) === "yes");

export function setLarge(on) {
  sessionStorage.setItem(KEY, on ? "yes" : "no");
  applyLarge();
}
