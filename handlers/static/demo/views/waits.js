/** The waitlist: to stand in line for a service, and one's place in it. */

import { h, whileBusy } from "../dom.js";
import { forgetFields, tellFields } from "../phone.js";
import { plusDays, sayDay, today } from "../words.js";
import { givePhone } from "./book.js";
import { chips, dateInput } from "./form_parts.js";
import { tellRefusal } from "./refusal.js";

const LATER = [["soon", "越早越好"], ["days", "我来定日子"]];
const LONGEST_DAYS = 60;

export const wait = {
  title: "登记候补",
  load: (phone, code) => phone.identity.ask("GET", `/api/v1/services/${encodeURIComponent(code)}`),
  draw: (one, phone) => {
    const when = chips("when", "哪几天方便", LATER, "soon");
    const latest = plusDays(today(), LONGEST_DAYS);
    const first = dateInput("first-day", "最早哪天", today(), latest);
    const last = dateInput("last-day", "最晚哪天", plusDays(today(), 14), latest);
    const days = h("div", { class: "form", hidden: true }, first.element, last.element);
    when.element.addEventListener("change", () => { days.hidden = when.read() !== "days"; });
    const told = h("div", { role: "alert" });
    const send = h("button", { class: "button wide", type: "submit" }, "登记候补");
    const read = () => ({ service_code: one.code, ...(when.read() === "days" ? { first_day: first.read(), last_day: last.read() } : {}) });
    const submit = (event) => {
      event.preventDefault();
      forgetFields(event.target);
      whileBusy(send, () => join(phone, read(), { told, places: { first_day: first.element, last_day: last.element } }));
    };
    return h("form", { class: "stack", onsubmit: submit, novalidate: true },
      h("section", { class: "card form" }, h("h2", {}, one.name), h("p", {}, "有人取消时，按登记的先后给您留位。我们会发消息给您，请在规定时间内确认。"), when.element, days, told, send));
  },
};

async function join(phone, body, { told, places }) {
  told.replaceChildren();
  if (!phone.identity.profile.phone_masked && !(await givePhone(phone, told))) return;
  try {
    const made = await phone.identity.ask("POST", "/api/v1/waits", { body });
    if (made.state === "waiting") phone.say("已登记候补，有空位马上告诉您。");
    phone.replace("bookings");
  } catch (error) {
    if (Object.keys(error.fields ?? {}).length) tellFields(told, places, error);
    else tellRefusal(told, error, { wish: body });
  }
}

/** Each place in line, with the way out of it. */
export const waitingCards = (waits, phone) => waits.map((one) => {
  const told = h("div", { role: "alert" });
  const leave = h("button", { class: "button second wide", type: "button", "aria-label": `取消候补：${one.service_name}`, onclick: () => whileBusy(leave, () => cancel(phone, one, told)) }, "取消候补");
  return h("article", { class: "card", "data-wait": one.id },
    h("div", { class: "row-between" }, h("h3", {}, one.service_name), h("span", { class: "pill warn" }, place(one))),
    h("p", {}, `${sayDay(one.first_day)}到${sayDay(one.last_day)}`, one.provider_name ? `，只等${one.provider_name}` : ""), leave, told);
});

const place = (one) => (one.ahead_count ? `前面还有${one.ahead_count}位` : "排在第一位");

async function cancel(phone, one, told) {
  if (!(await phone.confirm({ title: "不再候补了吗？", lines: [h("p", {}, `“${one.service_name}”的排队位置将不再保留。`)], yes: "取消候补", danger: true }))) return;
  try {
    await phone.identity.ask("POST", `/api/v1/waits/${encodeURIComponent(one.id)}/cancellation`, { body: {} });
    phone.say("已取消候补。");
    await phone.show();
  } catch (error) {
    tellRefusal(told, error);
  }
}
