/** Free times by day, of everybody or of one person; `pick` is called with the one that was tapped. */

import { empty, h } from "../dom.js";
import { sayClock, sayDay } from "../words.js";

const DAYS_AT_FIRST = 3;

/** `first` is the id of the person chosen to begin with, if any. */
export function timeList(times, pick, first = "") {
  const people = [...new Map(times.map((one) => [one.provider_id, one])).values()];
  const days = h("div", { class: "stack-list" });
  let all = false;
  const draw = (person) => {
    const shown = times.filter((one) => !person || one.provider_id === person);
    days.replaceChildren(...byDay(shown, { all, pick, named: !person && people.length > 1, more: () => { all = true; draw(person); } }));
  };
  const known = people.some((one) => one.provider_id === first) ? first : "";
  draw(known);
  return h("div", { class: "stack-list" }, people.length > 1 ? personChips(people, known, draw) : null, days);
}

function personChips(people, chosen, draw) {
  const chip = (id, words) => h("label", { class: "chip" },
    h("input", { type: "radio", name: "person", value: id, checked: id === chosen, onchange: () => draw(id) }), h("span", {}, words));
  return h("fieldset", { class: "field" }, h("legend", {}, "想见哪一位"),
    h("div", { class: "chips" }, chip("", "谁都行"), people.map((one) => chip(one.provider_id, `${one.provider_name} ${one.provider_kind_name}`))));
}

function byDay(times, { all, pick, named, more }) {
  if (!times.length) return [empty("近期没有可约的时间。")];
  const days = group(times);
  const sorted = [...days.entries()].sort(([one], [other]) => one.localeCompare(other));
  const shown = all ? sorted : sorted.slice(0, DAYS_AT_FIRST);
  const parts = shown.map(([, ofDay]) => oneDay(ofDay, pick, named));
  if (shown.length < sorted.length) parts.push(h("button", { class: "button second wide", type: "button", onclick: more }, "后面几天"));
  return parts;
}

const dayOf = (one) => one.starts_at.slice(0, 10);

function group(times) {
  const days = new Map();
  for (const one of times) days.set(dayOf(one), [...(days.get(dayOf(one)) ?? []), one]);
  return days;
}

function oneDay(times, pick, named) {
  const sorted = [...times].sort((one, other) => one.starts_at.localeCompare(other.starts_at));
  const cell = (one) => h("li", {}, h("button", { class: "time", type: "button", onclick: () => pick(one) },
    h("strong", {}, sayClock(one.starts_at)), named ? h("span", { class: "quiet" }, one.provider_name) : null));
  return h("section", {}, h("h3", { class: "section-title" }, sayDay(times[0].starts_at)), h("ul", { class: "times" }, sorted.map(cell)));
}
