/** One service and its guide, told once and completely: who, what to bring, how, how long, what it costs, where. */

import { h } from "../dom.js";
import { bookButton } from "./book.js";
import { serviceIcon } from "./home.js";

export const service = {
  title: "办事指南",
  load: (phone, code) => phone.identity.ask("GET", `/api/v1/services/${encodeURIComponent(code)}`),
  draw: (one, phone, _code, matterNumber) => h("div", { class: "stack" },
    h("section", { class: "card" },
      h("div", { class: "service-head" }, serviceIcon(one), h("h2", {}, one.name)),
      h("p", {}, one.summary),
      one.bookable ? bookParts(phone, one, matterNumber) : notBookable(one)),
    h("section", { class: "card guide" }, chapters(one)),
    one.questions.length ? h("section", { class: "card" }, h("h3", {}, "常有人问"), one.questions.map(question)) : null),
};

function bookParts(phone, one, matterNumber) {
  const wish = { service_code: one.code, ...(matterNumber ? { matter_number: matterNumber } : {}) };
  const { button, told } = bookButton(phone, wish);
  const after = matterNumber ? `/${matterNumber}` : "/-";
  return [button, told,
    h("div", { class: "pair" },
      h("a", { class: "button second", href: `#/times/${one.code}${after}` }, "自己挑时间"),
      h("a", { class: "button second", href: `#/times/${one.code}${after}/family` }, "替家人约"))];
}

const notBookable = (one) => [
  h("p", { class: "quiet" }, "这件事不用预约，按下面的指南直接去办就行。"),
  one.ask_first ? h("a", { class: "button wide", href: `#/service/${one.ask_first}` }, "拿不准，先约人问一问") : null];

const chapter = (title, ...told) => h("section", {}, h("h3", {}, title), told);
const list = (lines, tag = "ul") => lines.length > 1 || tag === "ol" ? h(tag, { class: tag === "ol" ? "steps" : "bring" }, lines.map((line) => h("li", {}, line))) : h("p", {}, lines[0] ?? "");

function chapters(one) {
  return [
    chapter("谁能办", list(one.applicants)),
    chapter("要带什么", h("ul", { class: "bring" }, one.material_details.map(material))),
    chapter("怎么办", list(one.steps, "ol")),
    chapter("多久", h("p", {}, one.time_limit.text), one.time_limit.legal ? h("p", { class: "quiet" }, `依据：${one.time_limit.legal}`) : null),
    chapter("收费", h("p", {}, one.fee)),
    chapter("办完有什么", h("p", {}, one.outcome)),
    one.green_channel ? chapter("绿色通道", h("p", {}, one.green_channel), h("a", { class: "link", href: "#/green" }, "登记绿色通道")) : null,
    chapter("依据", list(one.legal_basis)),
    chapter("在哪里", h("p", {}, one.place)),
    chapter("电话", h("a", { class: "button second wide", href: `tel:${one.phone}` }, `拨打${one.phone}`)),
  ];
}

/** 身份证：原件，另带复印件1份; and under it when it is needed, and what to mind. */
const material = (one) => h("li", {},
  h("strong", {}, one.name), `：${one.form_text}`,
  one.needed_if || one.note ? h("p", { class: "quiet" }, [one.needed_if ? `${one.needed_if}${one.form === "on_the_spot" ? "要填" : "要带"}。` : "", one.note ?? ""].join("")) : null);

const question = (one) => h("details", { class: "question" }, h("summary", {}, one.question), h("p", {}, one.answer));
