/** How it was: five answers, a few words if one likes, and the way to complain. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { sayDay } from "../words.js";
import { chips } from "./form_parts.js";

const SCORES = [["5", "很满意"], ["4", "满意"], ["3", "一般"], ["2", "不满意"], ["1", "很不满意"]];
const LONGEST_WORDS = 300;

/** What is known of the rating of a booking or a matter; null when it cannot be rated (yet). */
export const loadRating = (phone, path) => phone.identity.ask("GET", `${path}/rating`);

/** The card under what is done; null when there is nothing to say about it. */
export function ratingCard(phone, path, rating, complainAbout) {
  if (!rating || (rating.score === null && !rating.open)) return null;
  const place = h("div", { class: "stack-list" });
  place.replaceChildren(...(rating.score === null ? form(phone, path, rating, place) : said(phone, path, rating, place)));
  return h("section", { class: "card" }, place, complain(complainAbout));
}

function said(phone, path, rating, place) {
  const change = h("button", { class: "button second wide", type: "button", onclick: () => place.replaceChildren(...form(phone, path, rating, place)) }, "修改评价");
  return [
    h("h2", {}, "您的评价"),
    h("p", {}, h("span", { class: `pill ${rating.score >= 4 ? "good" : rating.score <= 2 ? "bad" : "warn"}` }, rating.score_name)),
    rating.words ? h("p", { class: "said" }, rating.words) : "",
    rating.score <= 2 ? h("p", { class: "quiet" }, "工作人员会打电话问您情况。") : "",
    rating.open ? h("p", { class: "quiet" }, `${sayDay(rating.change_until)}前可以修改。`) : "",
    rating.open ? change : "",
  ];
}

function form(phone, path, rating, place) {
  const score = chips("score", "满意不满意？", SCORES, String(rating.score ?? ""));
  const words = h("textarea", { class: "input", id: "rating-words", rows: "3", maxlength: String(LONGEST_WORDS), value: rating.words });
  const told = h("div", { role: "alert" });
  const send = h("button", { class: "button wide", type: "button", onclick: () => whileBusy(send, post) }, "提交评价");
  const post = async () => {
    told.replaceChildren();
    if (!score.read()) { told.replaceChildren(h("p", { class: "field-wrong" }, "请先选一项。")); return; }
    try {
      const kept = await phone.identity.ask("PUT", `${path}/rating`, { body: { score: Number(score.read()), words: words.value } });
      phone.say("谢谢您的评价。");
      place.replaceChildren(...said(phone, path, kept, place));
    } catch (error) {
      tellTrouble(told, error);
    }
  };
  return [
    h("h2", {}, "这次服务怎么样？"), score.element,
    h("div", { class: "field" }, h("label", { htmlFor: "rating-words" }, "想说的话（可以不写）"), words),
    h("p", { class: "quiet" }, "只有司法局的工作人员看得到，办事的人看不到是谁评的。"), told, send,
  ];
}

const complain = (about) => h("p", {}, h("a", { class: "link", href: `#/complain${about ? `/${encodeURIComponent(about)}` : ""}` }, "要投诉反映"));
