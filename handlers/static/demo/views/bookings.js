/** The resident's bookings, and one of them as a card: where, when, who, why, what to bring. */

import { empty, h, icon, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { BOOKING_STATES, sayClock, sayDay, sayMoment } from "../words.js";

const pill = (state) => {
  const [words, tone] = BOOKING_STATES[state] ?? [state, ""];
  return h("span", { class: `pill ${tone}` }, words);
};

export const bookings = {
  title: "我的预约",
  tab: "bookings",
  load: async (phone) => (await phone.identity.ask("GET", "/api/v1/bookings?limit=50")).items,
  draw: (items) => {
    if (!items.length) return empty("您还没有预约。", h("a", { class: "button", href: "#/home" }, "去首页预约"));
    const row = (one) => h("li", {}, h("a", { class: "cell", href: `#/booking/${one.id}` },
      h("span", { class: "cell-main" }, h("strong", {}, one.service_name), h("span", { class: "quiet" }, sayMoment(one.starts_at))),
      pill(one.state)));
    return h("div", { class: "stack" }, h("ul", { class: "cells" }, items.map(row)));
  },
};

const fact = (term, ...told) => h("div", {}, h("dt", {}, term), told.map((one) => h("dd", {}, one)));

const who = (one) => one.provider
  ? fact("见谁", h("strong", {}, `${one.provider.name} ${one.provider.kind_name}`), one.provider.organisation)
  : null;

const bring = (one) => one.materials.length
  ? fact("请带上", h("ul", { class: "bring" }, one.materials.map((thing) => h("li", {}, thing))))
  : null;

export const booking = {
  title: "预约详情",
  load: (phone, id) => phone.identity.ask("GET", `/api/v1/bookings/${encodeURIComponent(id)}`),
  draw: (one, phone, _id, isNew) => {
    const fresh = isNew && one.state === "booked";
    const top = fresh ? h("div", { class: "done-mark" }, icon("tick"), h("div", {}, h("h2", {}, "已经约好了"), h("p", {}, one.service_name))) : h("div", { class: "row-between" }, h("h2", {}, one.service_name), pill(one.state));
    const when = h("div", {}, h("dt", {}, "时间"), h("dd", { class: "big" }, sayDay(one.starts_at), h("br"), `${sayClock(one.starts_at)} 到 ${sayClock(one.ends_at)}`));
    const where = h("div", {}, h("dt", {}, "地点"), h("dd", { class: "big" }, one.place));
    const facts = h("dl", { class: "facts" }, when, where, who(one), fact("为什么是这位", one.why), bring(one),
      one.matter_number ? fact("关联诉求", h("a", { class: "link", href: `#/matter/${one.matter_number}` }, one.matter_number)) : null);
    return h("div", { class: "stack" }, h("article", { class: "card", "data-booking": one.id }, top, facts), actions(one, phone));
  },
};

function actions(one, phone) {
  const told = h("div", { role: "alert" });
  const cancel = h("button", { class: "button danger wide", type: "button", onclick: () => askCancel(one, phone, cancel, told) }, "取消预约");
  return h("div", { class: "actions" },
    h("a", { class: "button wide", href: "#/bookings" }, "查看我的预约"),
    one.state === "booked" ? cancel : null, told);
}

async function askCancel(one, phone, button, told) {
  const lines = [h("p", {}, `${sayMoment(one.starts_at)}的“${one.service_name}”将被取消，这个时间会让给别人。`)];
  if (!(await phone.confirm({ title: "确定取消预约吗？", lines, yes: "取消预约", danger: true }))) return;
  await whileBusy(button, async () => {
    try {
      await phone.identity.ask("POST", `/api/v1/bookings/${encodeURIComponent(one.id)}/cancellation`, { body: {} });
      phone.say("预约已取消。");
      phone.replace(`booking/${one.id}`);
    } catch (error) {
      tellTrouble(told, error);
    }
  });
}
