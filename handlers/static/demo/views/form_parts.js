/** Parts of forms: each is {element, read}. */

import { h } from "../dom.js";
import { sayDay, sayMinutes } from "../words.js";

const STEP_MINUTES = 15;
const FIRST_HOUR = 6;
const MANY = 5;
const QUICK = [["1小时", 60], ["2小时", 120], ["半天", 240]];

/** One of a few, each a chip. */
export function chips(name, title, choices, chosen) {
  const boxes = choices.map(([code, words]) => {
    const box = h("input", { type: "radio", name, value: code, checked: code === chosen });
    return { box, element: h("label", { class: "chip" }, box, h("span", {}, words)) };
  });
  const element = h("fieldset", { class: "field" }, h("legend", {}, title), h("div", { class: choices.length > MANY ? "chips pairs" : "chips" }, boxes.map((one) => one.element)));
  return { element, read: () => boxes.find((one) => one.box.checked)?.box.value ?? "" };
}

export function dateInput(id, title, value, latest) {
  const told = h("p", { class: "quiet", role: "status" });
  const tell = () => { told.textContent = box.value ? sayDay(box.value) : "请选择日期。"; };
  const box = h("input", { class: "input", id, type: "date", value, max: latest, onchange: tell });
  tell();
  return { element: h("div", { class: "field" }, h("label", { htmlFor: id }, title), box, told), read: () => box.value };
}

const toClock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const toMinutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export function clockSelect(id, label, value) {
  const clocks = [];
  for (let minutes = FIRST_HOUR * 60; minutes < 24 * 60; minutes += STEP_MINUTES) clocks.push(toClock(minutes));
  if (!clocks.includes(value)) clocks.push(value);
  const options = clocks.sort().map((clock) => h("option", { value: clock, selected: clock === value }, clock));
  return h("select", { class: "input", id, "aria-label": label }, options);
}

/** From and to, with buttons that set the length. */
export function timeRange(from, to, changed) {
  const start = clockSelect("from", "开始时间", from);
  const end = clockSelect("to", "结束时间", to);
  const length = h("p", { class: "quiet", role: "status" });
  const tell = () => {
    const minutes = toMinutes(end.value) - toMinutes(start.value);
    length.textContent = minutes > 0 ? `共${sayMinutes(minutes)}` : "结束时间要晚于开始时间。";
  };
  const last = 24 * 60 - STEP_MINUTES;
  const take = (minutes) => () => {
    start.value = toClock(Math.min(toMinutes(start.value), last - minutes));
    end.value = toClock(toMinutes(start.value) + minutes);
    tell();
    changed();
  };
  start.addEventListener("change", tell);
  end.addEventListener("change", tell);
  tell();
  const quick = QUICK.map(([words, minutes]) => h("button", { class: "button second", type: "button", onclick: take(minutes) }, words));
  const element = h("fieldset", { class: "field" }, h("legend", {}, "从几点到几点"),
    h("div", { class: "from-to" }, start, h("span", { "aria-hidden": "true" }, "到"), end), h("div", { class: "chips" }, quick), length);
  return { element, read: () => ({ from_time: start.value, to_time: end.value }) };
}

/** A number with minus and plus. */
export function stepper(id, title, value, most, changed) {
  const box = h("input", { class: "input", id, inputmode: "numeric", value: String(value), autocomplete: "off" });
  const read = () => Number.parseInt(box.value, 10) || 0;
  const step = (by) => () => {
    box.value = String(Math.min(most, Math.max(0, read() + by)));
    changed();
  };
  const button = (words, label, by) => h("button", { type: "button", "aria-label": label, onclick: step(by) }, words);
  const element = h("div", { class: "field" }, h("label", { htmlFor: id }, title),
    h("div", { class: "stepper" }, button("−", "减少一人", -1), box, button("+", "增加一人", 1)));
  return { element, read };
}
