/** The front desk: six services, each one tap away; and whatever waits for an answer. */

import { empty, h, icon, whileBusy } from "../dom.js";
import { isLarge, setLarge } from "../type_size.js";
import { sayMoment, speakName } from "../words.js";
import { book } from "./book.js";

const ICONS = { lawyer: "scales", notary: "stamp", appraisal: "magnifier", legal_aid: "umbrella", mediation: "hands", advice: "speech" };
const IN_A_ROW = 2;

export const serviceIcon = (one) => h("span", { class: "service-icon" }, icon(ICONS[one.service_class]));

export const home = {
  title: "公共法律服务",
  tab: "home",
  load: async (phone) => {
    const [services, bookings] = await Promise.all([
      phone.identity.ask("GET", "/api/v1/services?front_desk=true"),
      phone.identity.ask("GET", "/api/v1/bookings?limit=50"),
    ]);
    return { services: services.items, bookings: bookings.items };
  },
  draw: ({ services, bookings }, phone) => h("div", { class: "stack" },
    h("div", { class: "hello row-between" },
      h("div", {}, h("h2", {}, `${phone.identity.person.name}，您好`), h("p", { class: "quiet" }, `${speakName(phone.identity.profile.village.name)}，点一下就约好。`)),
      largeButton()),
    waitingForAnswer(bookings),
    pushed(),
    services.length ? h("ul", { class: "tiles" }, tiles(phone, services)) : empty("服务事项还在准备中，请过几天再来。"),
    h("a", { class: "search-link", href: "#/all" }, icon("magnifier"), h("span", {}, "全部事项，按分类或名称查找")),
    h("p", { class: "quiet centred" }, "急事请拨打12348法律服务热线，遇到危险请拨打110。")),
};

function largeButton() {
  const button = h("button", { class: "button second", type: "button", "aria-pressed": String(isLarge()), onclick: () => {
    setLarge(!isLarge());
    button.setAttribute("aria-pressed", String(isLarge()));
  } }, "大字");
  return button;
}

/** Offers and proposals run out: they come before everything else. */
function waitingForAnswer(bookings) {
  const asked = bookings.filter((one) => one.state === "offered" || one.proposal);
  return asked.map((one) => h("a", { class: "asked", href: `#/booking/${one.id}` },
    h("span", {}, h("strong", {}, one.state === "offered" ? "候补有空位了，请确认" : "有一个预约要改期，请答复"), h("br"),
      `${one.service_name}，${sayMoment(one.proposal?.starts_at ?? one.starts_at)}`),
    h("span", { class: "arrow", "aria-hidden": "true" }, "›")));
}

/** Whoever came by the card of a push finds what it was about. */
function pushed() {
  const article = sessionStorage.getItem("demo:article");
  return article ? h("a", { class: "search-link", href: `#/article/${encodeURIComponent(article)}` }, icon("speech"), h("span", {}, "刚才群里推送的普法内容，去看一看")) : null;
}

/** Two in a row; under each row the place where a refusal is told. */
function tiles(phone, services) {
  const rows = [];
  for (let index = 0; index < services.length; index += IN_A_ROW) {
    const told = h("li", { class: "tiles-told", role: "alert" });
    rows.push(services.slice(index, index + IN_A_ROW).map((one) => tile(phone, one, told)), told);
  }
  return rows;
}

function tile(phone, one, told) {
  const button = h("button", { class: "tile-main", type: "button", "aria-label": `一键预约：${one.name}`, onclick: () => whileBusy(button, () => book(phone, { service_code: one.code }, told)) },
    serviceIcon(one), h("strong", {}, one.name), h("span", { class: "tile-do" }, "一键预约"));
  const guide = h("a", { class: "tile-guide", href: `#/service/${one.code}`, "aria-label": `办事指南：${one.name}` }, "办事指南");
  return h("li", { class: "tile" }, button, guide);
}
