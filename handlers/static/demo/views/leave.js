/** Leave: which days, what becomes of the bookings, and whom it touched. */

import { h, whileBusy } from "../dom.js";
import { forgetFields, tellFields, tellTrouble } from "../phone.js";
import { plusDays, sayDay, sayMoment, today } from "../words.js";
import { chips, dateInput } from "./form_parts.js";

const WAYS = [["move", "直接改期并通知"], ["offer", "先问居民愿不愿意"]];
const LONGEST_DAYS = 366;

export const leaves = {
  title: "请假",
  load: async (phone) => (await phone.identity.ask("GET", "/api/v1/advisor/leaves")).items,
  draw: (items, phone) => {
    const result = h("div", { class: "stack-list", role: "status" });
    const list = h("div", { class: "stack-list" });
    showList(list, items, phone);
    return h("div", { class: "stack" }, form(phone, result, async () => showList(list, await leaves.load(phone), phone)), result,
      h("h2", { class: "section-title" }, "已请的假"), list);
  },
};

const showList = (list, items, phone) => list.replaceChildren(...(items.length ? items.map((one) => kept(one, phone)) : [h("p", { class: "card quiet" }, "没有请假。")]));

const days = (one) => (one.first_day === one.last_day ? sayDay(one.first_day) : `${sayDay(one.first_day)}到${sayDay(one.last_day)}`);

function form(phone, result, taken) {
  const latest = plusDays(today(), LONGEST_DAYS);
  const first = dateInput("first-day", "从哪天", plusDays(today(), 1), latest);
  const last = dateInput("last-day", "到哪天", plusDays(today(), 1), latest);
  const how = chips("move", "这几天已有的预约", WAYS, "move");
  const reason = h("input", { class: "input", id: "reason", maxlength: "100", autocomplete: "off" });
  const told = h("div", { role: "alert" });
  const send = h("button", { class: "button wide", type: "submit" }, "请假");
  const body = () => ({ first_day: first.read(), last_day: last.read(), reason: reason.value.trim(), move: how.read() });
  const submit = (event) => {
    event.preventDefault();
    forgetFields(event.target);
    whileBusy(send, () => post(phone, body(), { told, result, taken, places: { first_day: first.element, last_day: last.element } }));
  };
  return h("form", { class: "card form", onsubmit: submit, novalidate: true }, first.element, last.element, how.element,
    h("div", { class: "field" }, h("label", { htmlFor: "reason" }, "原因（可以不写，居民看不到）"), reason), told, send);
}

async function post(phone, body, { told, result, taken, places }) {
  told.replaceChildren();
  try {
    const made = await phone.identity.ask("POST", "/api/v1/advisor/leaves", { body });
    await taken();
    result.replaceChildren(...outcome(made));
    result.scrollIntoView({ block: "nearest" });
  } catch (error) {
    tellFields(told, places, error);
  }
}

const OUTCOMES = {
  moved: (one) => `改到${sayMoment(one.new_starts_at)}，已通知居民。`,
  asked: (one) => `建议改到${one.new_starts_at ? sayMoment(one.new_starts_at) : "别的时间"}，等居民答复。`,
  cancelled: () => "没有合适的时间，已取消并告诉居民。",
  kept: () => "保持不变。",
};

const outcome = ({ leave, bookings }) => [
  h("p", { class: "said-yes" }, `已请假：${days(leave)}。${bookings.length ? `有${bookings.length}个预约受影响：` : "没有预约受影响。"}`),
  ...bookings.map((one) => h("p", { class: "card" }, h("strong", {}, sayMoment(one.old_starts_at)), h("br"), OUTCOMES[one.outcome]?.(one) ?? "",
    one.call_needed ? h("span", { class: "pill warn" }, "现场登记的，请打电话告知") : null)),
];

function kept(one, phone) {
  const told = h("div", { role: "alert" });
  const end = async () => {
    const lines = [h("p", {}, "撤销后可以再约这几天；已经改期的预约不会改回来。")];
    if (!(await phone.confirm({ title: "撤销请假吗？", lines, yes: "撤销" }))) return;
    try {
      await phone.identity.ask("DELETE", `/api/v1/advisor/leaves/${encodeURIComponent(one.id)}`);
      phone.say("已撤销请假。");
      await phone.show();
    } catch (error) {
      tellTrouble(told, error);
    }
  };
  const button = h("button", { class: "button second", type: "button", "aria-label": `撤销请假：${days(one)}`, onclick: () => whileBusy(button, end) }, "撤销");
  return h("article", { class: "card" }, h("div", { class: "row-between" }, h("strong", {}, days(one)), button),
    one.reason ? h("p", { class: "quiet" }, one.reason) : null, told);
}
