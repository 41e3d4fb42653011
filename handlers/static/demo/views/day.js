/** Today: who comes, and what was asked that nobody has taken yet. */

import { empty, h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { sayMoment, speakName } from "../words.js";

export const day = {
  title: "今日",
  tab: "day",
  load: async (phone) => {
    const [bookings, matters] = await Promise.all([
      phone.identity.ask("GET", "/api/v1/advisor/bookings?limit=50"),
      phone.identity.ask("GET", "/api/v1/advisor/matters?limit=50"),
    ]);
    return { bookings: bookings.items, matters: matters.items };
  },
  draw: ({ bookings, matters }, phone) => {
    const waiting = matters.filter((one) => one.state === "open");
    const taken = matters.filter((one) => one.state === "accepted");
    return h("div", { class: "stack" },
      h("div", { class: "row-between" }, h("h2", { class: "section-title" }, `新诉求 ${waiting.length}件`),
        h("button", { class: "button second", type: "button", onclick: () => phone.show() }, "刷新")),
      waiting.length ? waiting.map((one) => newMatter(one, phone)) : h("p", { class: "card quiet" }, "没有等待接单的诉求。"),
      taken.length ? [h("h2", { class: "section-title" }, `我在办的 ${taken.length}件`), taken.map(takenMatter)] : null,
      h("h2", { class: "section-title" }, `预约 ${bookings.length}个`),
      bookings.length ? h("ul", { class: "cells" }, bookings.map(booked)) : h("p", { class: "card quiet" }, "今天往后还没有人预约。"));
  },
};

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

const booked = (one) => h("li", {}, h("div", { class: "cell" },
  h("span", { class: "cell-main" }, h("strong", {}, sayMoment(one.starts_at)),
    h("span", {}, one.service_name), h("br"),
    h("span", { class: "quiet" }, [speakName(one.village_name), one.phone_masked, one.place].filter(Boolean).join(" · ")))));
