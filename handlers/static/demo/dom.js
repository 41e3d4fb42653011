/** Small helpers over the DOM. Texts are always text nodes: nothing a person typed becomes markup. */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "htmlFor", "required"]);

/** h("button", {class: "button", onclick: go}, "去") */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

const PATHS = {
  home: "M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6",
  calendar: "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4M9 15l2 2 4-4",
  speech: "M4 5h16v11H11l-5 4v-4H4z",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21c0-5 4-7 8-7s8 2 8 7",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l4 2",
  bars: "M4 20h16M7 16v-5M12 16V6M17 16v-8",
  scales: "M12 4v16M8 20h8M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
  stamp: "M5 20h14M6 16h12v-3h-4c0-3 1-4 1-6a3 3 0 0 0-6 0c0 2 1 3 1 6H6z",
  magnifier: "M10 4a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15 15l5 5",
  umbrella: "M12 4v1M3 13a9 8 0 0 1 18 0zM12 13v6a2 2 0 0 0 4 0",
  hands: "M8 11a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM16 11a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM3 20c0-4 2-6 5-6 2 0 3 1 4 2 1-1 2-2 4-2 3 0 5 2 5 6",
  book: "M4 5h6a2 2 0 0 1 2 2v13a2 2 0 0 0-2-2H4zM20 5h-6a2 2 0 0 0-2 2v13a2 2 0 0 1 2-2h6z",
  tick: "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zM7 12l4 4 6-8",
};

/** A line drawing that is only decoration. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const facts = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.8", "aria-hidden": "true",
    "stroke-linecap": "round", "stroke-linejoin": "round", class: "icon" };
  for (const [key, value] of Object.entries(facts)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.book);
  svg.append(path);
  return svg;
}

/** What a list shows when there is nothing in it. */
export const empty = (words, ...more) => h("div", { class: "empty" }, h("p", {}, words), ...more);

/** An error's sentence with a way to try again. */
export const trouble = (words, again) =>
  h("div", { class: "waiting", role: "alert" }, h("p", {}, words), h("button", { class: "button second", type: "button", onclick: again }, "再试一次"));

/** Keep a button from being tapped twice while its work runs. */
export async function whileBusy(button, work) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}
