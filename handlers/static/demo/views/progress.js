/** How far each village's year has come: a sentence and a bar, village by village, compared with nobody. */

import { empty, h } from "../dom.js";
import { sayDay, sayMinutes, speakName } from "../words.js";
import { largeSwitch, leave } from "./me.js";

const OURS = ["hours_reminder", "entry_returned"];
const MOST_NOTICES = 5;

export const progress = {
  title: "进度",
  tab: "progress",
  load: async (phone) => {
    const [overview, ratings, notices] = await Promise.all(
      ["advisor/overview", "advisor/ratings", "me/notices?limit=20"].map((what) => phone.identity.ask("GET", `/api/v1/${what}`)));
    return { ...overview, ratings, notices: notices.items.filter((one) => OURS.includes(one.kind)).slice(0, MOST_NOTICES) };
  },
  draw: (overview, phone) => h("div", { class: "stack" },
    h("div", { class: "hello" }, h("h2", {}, `${overview.provider.name}，${overview.year}年`),
      h("p", { class: "quiet" }, `${overview.provider.kind_name} · ${overview.provider.organisation}`)),
    overview.notices.length ? [h("h2", { class: "section-title" }, "给您的提醒"), overview.notices.map(notice)] : null,
    overview.villages.length ? overview.villages.map(village) : empty("您目前没有受聘服务的村（社区）。"),
    h("p", { class: "quiet pad" }, overview.ratings.count ? `${overview.ratings.half_year}居民评价${overview.ratings.count}次，平均${overview.ratings.mean.toFixed(1)}分（满分5分）。` : `${overview.ratings.half_year}还没有居民评价。`),
    h("ul", { class: "cells" }, link("#/opening", "接待时间"), link("#/leaves", "请假"), link("#/feed", "日历订阅"), link("#/group-code", "群里绑定")),
    largeSwitch(),
    h("button", { class: "button second wide", type: "button", onclick: () => leave(phone) }, "换一个人")),
};

const notice = (one) => h("article", { class: "card" }, h("div", { class: "row-between" }, h("strong", {}, one.title), h("span", { class: "quiet" }, sayDay(one.created_at))), h("p", {}, one.text));

const link = (to, words) => h("li", {}, h("a", { class: "cell", href: to }, h("strong", {}, words), h("span", { class: "arrow", "aria-hidden": "true" }, "›")));

function village(one) {
  const left = one.target_minutes - one.approved_minutes;
  const words = left > 0 ? `全年要服务${sayMinutes(one.target_minutes)}，还差${sayMinutes(left)}。` : `全年要服务${sayMinutes(one.target_minutes)}，已经达到。`;
  return h("article", { class: "card" },
    h("h3", {}, speakName(one.name)),
    h("p", {}, `已通过${sayMinutes(one.approved_minutes)}`, one.awaiting_minutes ? `，待审核${sayMinutes(one.awaiting_minutes)}` : "", "。"),
    h("progress", { class: "progress", max: one.target_minutes, value: Math.min(one.approved_minutes, one.target_minutes), "aria-label": `${speakName(one.name)}全年工时进度` }),
    h("p", { class: "quiet" }, one.sentence ?? words),
    one.returned_count ? h("p", {}, h("span", { class: "pill bad" }, `有${one.returned_count}条被退回，请修改`)) : null);
}
