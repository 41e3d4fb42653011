/** Where one lives, step by step: county, township, village; a box filters long lists. */

import { empty, h, whileBusy } from "../dom.js";
import { sentence } from "../api.js";
import { speakName } from "../words.js";

const FILTER_FROM = 6;
const ASKED = { county: "您在哪个县（市、区）？", township: "您在哪个乡镇（街道）？", village: "您在哪个村（社区）？" };

export const village = {
  title: "选择村（社区）",
  load: async (phone) => ({ path: [], below: await below(phone) }),
  draw: (start, phone) => {
    const place = h("div", { class: "stack" });
    const choose = async (one) => {
      await phone.identity.chooseVillage(one.code);
      phone.replace(phone.path[0] === "village" ? "home" : phone.path.join("/"));
    };
    showStep({ place, phone, choose }, start);
    return place;
  },
};

/** The same steps as a part of another view; `choose` gets the village. */
export function villagePicker(phone, choose) {
  const place = h("div", { class: "stack-list" });
  open({ place, phone, choose }, []);
  return place;
}

const below = async (phone, parent) =>
  (await phone.identity.ask("GET", `/api/v1/divisions?limit=500${parent ? `&parent=${parent}` : ""}`)).items;

function showStep(step, { path, below: divisions }) {
  const { place } = step;
  const list = h("ul", { class: "cells" });
  const draw = (wanted) => {
    const shown = divisions.filter((one) => one.name.includes(wanted.trim()));
    list.replaceChildren(...shown.map((one) => h("li", {}, cell(step, path, one))));
    if (!shown.length) list.replaceChildren(h("li", {}, empty("没有找到，请换一个字试试。")));
  };
  draw("");
  const box = h("input", { class: "input", id: "filter", type: "search", autocomplete: "off", placeholder: "输入名称中的字", oninput: () => draw(box.value) });
  const filter = divisions.length >= FILTER_FROM ? h("div", { class: "field" }, h("label", { htmlFor: "filter", class: "visually-hidden" }, "按名称查找"), box) : null;
  const question = h("h2", { tabindex: "-1" }, ASKED[divisions[0]?.level] ?? "您住在哪里？");
  place.replaceChildren(h("div", { class: "hello" }, question), crumbs(step, path), filter ?? "", divisions.length ? list : empty("这里还没有可选的村（社区）。"));
  if (path.length) question.focus();
}

const crumbs = (step, path) => path.length
  ? h("div", { class: "crumbs", role: "group", "aria-label": "已选" }, path.map((one, index) =>
      h("button", { type: "button", onclick: () => open(step, path.slice(0, index)) }, `${speakName(one.name)} ✕`)))
  : "";

function cell(step, path, one) {
  const choose = () => whileBusy(button, async () => {
    if (one.level !== "village") return open(step, [...path, one]);
    try {
      await step.choose(one);
    } catch (error) {
      step.phone.say(sentence(error));
    }
  });
  const button = h("button", { class: "cell", type: "button", onclick: choose }, h("strong", {}, speakName(one.name)), h("span", { class: "arrow", "aria-hidden": "true" }, "›"));
  return button;
}

async function open(step, path) {
  try {
    showStep(step, { path, below: await below(step.phone, path.at(-1)?.code) });
  } catch (error) {
    step.phone.say(sentence(error));
  }
}
