/** A day at the desk: who comes, and what was asked that nobody has taken yet. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { plusDays, sayDay, sayMoment, speakName, today } from "../words.js";
import { deskBooking } from "./desk_booking.js";
import { moment } from "./moment.js";

const OVER = ["completed", "no_show", "expired"];

export const day = {
  title: "今日",
  tab: "day",
  load: async (phone, on) => {
    const [desk, matters, ahead] = await Promise.all([
      phone.identity.ask("GET", `/api/v1/advisor/day${on ? `?on=${encodeURIComponent(on)}` : ""}`),
      phone.identity.ask("GET", "/api/v1/advisor/matters?limit=50"),
      phone.identity.ask("GET", "/api/v1/advisor/bookings?limit=50"),
    ]);
    return { desk, matters: matters.items, ahead: ahead.items.filter((one) => one.starts_at.slice(0, 10) > desk.on) };
  },
  draw: ({ desk, matters, ahead }, phone) => h("div", { class: "stack" },
    dayBar(desk, phone),
    desk.leave ? h("p", { class: "said-yes" }, "这一天您请了假，不再接新的预约。") : null,
    people(desk, phone),
    desk.on === today() ? asked(matters, phone) : null,
    ahead.length ? [h("h2", { class: "section-title" }, "往后的预约"), h("ul", { class: "cells" }, ahead.map(later))] : null),
};

const dayLink = (on, words, label) => h("a", { class: "button second", href: `#/day/${on}`, "aria-label": label }, words);

const dayBar = (desk, phone) => [
  h("div", { class: "day-bar" }, dayLink(plusDays(desk.on, -1), "‹", "前一天"),
    h("h2", {}, desk.on === today() ? `今天 ${sayDay(desk.on)}` : sayDay(desk.on)), dayLink(plusDays(desk.on, 1), "›", "后一天")),
  desk.on === today()
    ? h("div", { class: "pair" }, h("a", { class: "button", href: "#/walk-in" }, "现场登记"), h("button", { class: "button second", type: "button", onclick: () => phone.show() }, "刷新"))
    : h("a", { class: "button second wide", href: "#/day" }, "回到今天"),
];

function people(desk, phone) {
  const waiting = desk.items.filter((one) => !OVER.includes(one.state));
  const over = desk.items.filter((one) => OVER.includes(one.state));
  return [
    h("h2", { class: "section-title" }, `要接待的 ${waiting.length}位`),
    waiting.length ? waiting.map((one) => deskBooking(one, phone)) : h("p", { class: "card quiet" }, "没有等着接待的人。"),
    over.length ? [h("h2", { class: "section-title" }, `已经处理的 ${over.length}位`), over.map((one) => deskBooking(one, phone))] : null,
  ];
}

function asked(matters, phone) {
  const waiting = matters.filter((one) => one.state === "open");
  const taken = matters.filter((one) => one.state === "accepted");
  return [
    h("h2", { class: "section-title" }, `新诉求 ${waiting.length}件`),
    waiting.length ? waiting.map((one) => newMatter(one, phone)) : h("p", { class: "card quiet" }, "没有等待接单的诉求。"),
    taken.length ? [h("h2", { class: "section-title" }, `我在办的 ${taken.length}件`), taken.map(takenMatter)] : null,
  ];
}

const later = (one) => h("li", {}, h("a", { class: "cell", href: `#/day/${one.starts_at.slice(0, 10)}` },
  h("span", { class: "cell-main" }, h("strong", {}, moment(one.starts_at)), h("span", { class: "quiet" }, `${one.service_name} · ${speakName(one.village_name)}`)),
  h("span", { class: "arrow", "aria-hidden": "true" }, "›")));

const matterHead = (one) => [
  h("div", { class: "row-between" }, h("strong", { class: "number" }, one.number), h("span", { class: one.urgent ? "pill bad" : "pill" }, one.urgent ? `紧急 · ${speakName(one.village_name)}` : speakName(one.village_name))),
  h("p", { class: "said" }, one.text),
];

const takenMatter = (one) => h("article", { class: "card" }, matterHead(one), h("p", { class: "quiet" }, `请在${sayMoment(one.deadline_at)}前答复。`));

function newMatter(one, phone) {
  const told = h("div", { role: "alert" });
  const take = h("button", { class: "button wide", type: "button", "aria-label": `接单：${one.number}`, onclick: () => whileBusy(take, accept) }, "接单");
  const accept = async () => {
    try {
      await phone.identity.ask("POST", `/api/v1/advisor/matters/${encodeURIComponent(one.number)}/acceptance`, { body: {} });
      phone.say("已接单，居民会看到由您办理。");
      await phone.show();
    } catch (error) {
      tellTrouble(told, error);
    }
  };
  return h("article", { class: "card", "data-matter": one.number }, matterHead(one), h("p", { class: "quiet" }, `最晚答复：${sayMoment(one.deadline_at)}`), take, told);
}
