/** When one can be booked: hours of each weekday, how one meets, and how many a day. The rest stays as it is. */

import { h, whileBusy } from "../dom.js";
import { forgetFields, tellFields } from "../phone.js";
import { sayMoment } from "../words.js";
import { clockSelect } from "./form_parts.js";

const PATH = "/api/v1/advisor/opening";
const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const USUAL = [["09:00", "12:00"], ["14:00", "17:00"]];
const KEPT = ["exceptions", "make_up_weekday", "buffer_before_minutes", "buffer_after_minutes", "lead_minutes", "horizon_days", "lengths"];

export const opening = {
  title: "接待时间",
  load: (phone) => phone.identity.ask("GET", PATH),
  draw: (rule, phone) => {
    const days = WEEKDAYS.map((name, number) => dayPart(name, number, rule.spans.filter((span) => span.weekday === number)));
    const ways = waysPart(rule);
    const holidays = h("input", { type: "checkbox", role: "switch", checked: rule.keeps_holidays });
    const cap = h("input", { class: "input", id: "cap", inputmode: "numeric", autocomplete: "off", value: rule.daily_cap ?? "" });
    const capField = h("div", { class: "field" }, h("label", { htmlFor: "cap" }, "每天最多接待几个（不限就不写）"), cap);
    const told = h("div", { role: "alert" });
    const outside = h("div", { class: "stack-list", role: "status" });
    showOutside(outside, rule.affected);
    const send = h("button", { class: "button wide", type: "submit" }, "保存");
    const body = () => ({
      ...Object.fromEntries(KEPT.map((name) => [name, rule[name]])),
      spans: days.flatMap((day) => day.read()),
      ways: ways.read(),
      keeps_holidays: holidays.checked,
      daily_cap: cap.value.trim() === "" ? null : Number(cap.value),
    });
    const places = { ways: ways.element, daily_cap: capField, ...Object.fromEntries(days.map((day, number) => [`spans.${number}`, day.element])) };
    const submit = (event) => {
      event.preventDefault();
      forgetFields(event.target);
      whileBusy(send, () => save(phone, body(), { told, places, outside }));
    };
    return h("form", { class: "stack", onsubmit: submit, novalidate: true },
      h("p", { class: "quiet pad" }, "居民只能约这些时间；已经约好的不受影响。某一天临时有事，请到“请假”里登记。"),
      outside,
      h("section", { class: "card form" }, days.map((day) => day.element)),
      h("div", { class: "cells" }, h("label", { class: "switch" }, h("strong", {}, "节假日不接待，调休上班日接待"), holidays)),
      h("section", { class: "card form" }, ways.element, capField),
      told, send);
  },
};

function dayPart(name, number, spans) {
  const rows = h("div", { class: "stack-list" });
  const closed = h("p", { class: "quiet" }, "不接待");
  const show = () => { closed.hidden = rows.children.length > 0; };
  const add = ([from, to]) => {
    const id = `${number}-${rows.children.length}`;
    const drop = h("button", { class: "button second", type: "button", "aria-label": `删去${name}的这一段`, onclick: () => { row.remove(); show(); } }, "✕");
    const row = h("div", { class: "from-to with-drop" }, clockSelect(`from-${id}`, `${name}开始`, from), h("span", { "aria-hidden": "true" }, "到"), clockSelect(`to-${id}`, `${name}结束`, to), drop);
    rows.append(row);
    show();
  };
  for (const span of spans) add([span.from_time, span.to_time]);
  show();
  const more = h("button", { class: "button second", type: "button", "aria-label": `${name}加一段`, onclick: () => add(USUAL[Math.min(rows.children.length, 1)]) }, "加一段");
  const read = () => [...rows.querySelectorAll(".from-to")].map((row) => {
    const [from, to] = row.querySelectorAll("select");
    return { weekday: number, from_time: from.value, to_time: to.value };
  });
  return { element: h("fieldset", { class: "field" }, h("legend", {}, name), closed, rows, more), read };
}

function waysPart(rule) {
  const boxes = rule.way_choices.map((way) => {
    const box = h("input", { type: "checkbox", name: "ways", value: way.code, checked: rule.ways.includes(way.code) });
    return { box, element: h("label", { class: "chip" }, box, h("span", {}, way.name)) };
  });
  const order = (code) => (rule.ways.includes(code) ? rule.ways.indexOf(code) : rule.ways.length);
  const element = h("fieldset", { class: "field" }, h("legend", {}, "怎么见面（可以选几种）"), h("div", { class: "chips" }, boxes.map((one) => one.element)));
  return { element, read: () => boxes.filter((one) => one.box.checked).map((one) => one.box.value).sort((a, b) => order(a) - order(b)) };
}

function showOutside(place, affected) {
  place.replaceChildren(...(affected.length ? [h("section", { class: "card" }, h("h2", {}, "不在接待时间里的预约"),
    h("p", {}, "这些预约仍然有效，请联系居民改期，或按约接待。"),
    h("ul", { class: "bring" }, affected.map((one) => h("li", {}, `${sayMoment(one.starts_at)}，${one.service_name}${one.phone_masked ? `，${one.phone_masked}` : ""}`))))] : []));
}

async function save(phone, body, { told, places, outside }) {
  told.replaceChildren();
  try {
    const kept = await phone.identity.ask("PUT", PATH, { body });
    showOutside(outside, kept.affected);
    phone.say("已保存，居民现在看到的就是新的时间。");
    if (kept.affected.length) outside.scrollIntoView({ block: "start" });
  } catch (error) {
    tellFields(told, places, error);
  }
}
