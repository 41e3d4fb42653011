/** The resident's bookings: what waits for an answer, what is to come, where one stands in line, what is over. */

import { empty, h } from "../dom.js";
import { BOOKING_TONES } from "../words.js";
import { answerCard } from "./answer.js";
import { moment } from "./moment.js";
import { waitingCards } from "./waits.js";

export const pill = (one) => h("span", { class: `pill ${BOOKING_TONES[one.state] ?? ""}` }, one.state_name);

const LIVE = ["booked", "checked_in"];
const PAST_AT_FIRST = 5;

export const bookings = {
  title: "我的预约",
  tab: "bookings",
  load: async (phone) => {
    const [mine, waits] = await Promise.all([
      phone.identity.ask("GET", "/api/v1/bookings?limit=50"),
      phone.identity.ask("GET", "/api/v1/waits?limit=50"),
    ]);
    return { items: mine.items, waits: waits.items.filter((one) => one.state === "waiting") };
  },
  draw: ({ items, waits }, phone) => {
    if (!items.length && !waits.length) return empty("您还没有预约。", h("a", { class: "button", href: "#/home" }, "去首页预约"));
    const live = items.filter((one) => LIVE.includes(one.state)).reverse();
    const past = items.filter((one) => !LIVE.includes(one.state) && one.state !== "offered");
    return h("div", { class: "stack" },
      items.map((one) => answerCard(one, phone)).filter(Boolean),
      live.length ? [h("h2", { class: "section-title" }, "要去的"), cells(live)] : null,
      waits.length ? [h("h2", { class: "section-title" }, "候补中"), waitingCards(waits, phone)] : null,
      past.length ? [h("h2", { class: "section-title" }, "以前的"), pastCells(past)] : null);
  },
};

const row = (one) => h("li", {}, h("a", { class: "cell", href: `#/booking/${one.id}` },
  h("span", { class: "cell-main" }, h("strong", {}, one.service_name), h("span", { class: "quiet" }, moment(one.starts_at)), one.beneficiary_name ? h("span", { class: "pill" }, `替${one.beneficiary_name}约`) : null),
  pill(one)));

const cells = (items) => h("ul", { class: "cells" }, items.map(row));

function pastCells(past) {
  const place = h("div", { class: "stack-list" }, cells(past.slice(0, PAST_AT_FIRST)));
  if (past.length > PAST_AT_FIRST) place.append(h("button", { class: "button second wide", type: "button", onclick: () => place.replaceChildren(cells(past)) }, "更早的"));
  return place;
}
