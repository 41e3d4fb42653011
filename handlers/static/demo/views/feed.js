/** The address with which a calendar program follows one's bookings; whoever knows it can read it. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { sayMoment } from "../words.js";

const PATH = "/api/v1/advisor/calendar-feed";

export const feed = {
  title: "日历订阅",
  load: (phone) => phone.identity.ask("GET", PATH),
  draw: (known, phone) => {
    const place = h("div", { class: "stack" });
    show(place, known, phone);
    return place;
  },
};

function show(place, known, phone) {
  const told = h("div", { role: "alert" });
  const act = (work) => async () => {
    told.replaceChildren();
    try {
      await work();
    } catch (error) {
      tellTrouble(told, error);
    }
  };
  const button = (look, words, work) => {
    const made = h("button", { class: look, type: "button", onclick: () => whileBusy(made, act(work)) }, words);
    return made;
  };
  const open = async () => show(place, await phone.identity.ask("POST", PATH, { body: {} }), phone);
  const close = async () => {
    await phone.identity.ask("DELETE", PATH);
    show(place, await phone.identity.ask("GET", PATH), phone);
  };
  place.replaceChildren(
    h("section", { class: "card" }, h("h2", {}, "在自己的日历里看预约"),
      h("p", {}, "生成一个地址，添加到手机或电脑的日历里，预约有变动会自己更新。里面不写居民的姓名和电话。"),
      known.active ? h("p", { class: "quiet" }, `正在使用的地址生成于${sayMoment(known.created_at)}。`) : null),
    known.url ? address(known.url, button) : "",
    told,
    button("button wide", known.active ? "换一个新地址，旧的作废" : "生成地址", open),
    known.active ? button("button danger wide", "停用", close) : "");
}

function address(url, button) {
  const box = h("input", { class: "input", id: "feed-url", value: url, readonly: true });
  const copy = button("button second wide", "复制地址", async () => {
    box.select();
    await navigator.clipboard?.writeText(url);
    copy.textContent = "已复制";
  });
  return h("section", { class: "card form" }, h("div", { class: "field" }, h("label", { htmlFor: "feed-url" }, "地址只显示这一次，不要转给别人"), box), copy);
}
