/** One booking as a card: where, when, who, why, what to bring; and what can be done with it. */

import { h, icon, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { sayClock, sayDay, sayMoment } from "../words.js";
import { answerCard } from "./answer.js";
import { pill } from "./bookings.js";
import { calendarButton, directionsButton } from "./going.js";
import { loadRating, ratingCard } from "./rating.js";

const WITH_MATERIALS = ["booked", "checked_in", "completed"];

const path = (one) => `/api/v1/bookings/${encodeURIComponent(one.id)}`;

export const booking = {
  title: "预约详情",
  load: async (phone, id) => {
    const one = await phone.identity.ask("GET", `/api/v1/bookings/${encodeURIComponent(id)}`);
    return { one, rating: one.state === "completed" ? await loadRating(phone, path(one)) : null };
  },
  draw: ({ one, rating }, phone, _id, isNew) => h("div", { class: "stack" },
    answerCard(one, phone),
    h("article", { class: "card", "data-booking": one.id }, head(one, isNew && one.state === "booked"), facts(one)),
    one.state === "booked" ? going(one, phone) : null,
    ratingCard(phone, path(one), rating, aboutOf(one)),
    actions(one, phone)),
};

const aboutOf = (one) => `${sayMoment(one.starts_at)}${one.provider ? `${one.provider.name}的` : ""}“${one.service_name}”`;

const head = (one, fresh) => fresh
  ? h("div", { class: "done-mark" }, icon("tick"), h("div", {}, h("h2", {}, "已经约好了"), h("p", {}, one.service_name)))
  : h("div", { class: "row-between" }, h("h2", {}, one.service_name), pill(one));

const fact = (term, ...told) => h("div", {}, h("dt", {}, term), told.map((one) => h("dd", {}, one)));

const facts = (one) => h("dl", { class: "facts" },
  h("div", {}, h("dt", {}, "时间"), h("dd", { class: "big" }, sayDay(one.starts_at), h("br"), `${sayClock(one.starts_at)} 到 ${sayClock(one.ends_at)}`)),
  h("div", {}, h("dt", {}, "地点"), h("dd", { class: "big" }, one.place), h("dd", { class: "quiet" }, one.way_name)),
  one.provider ? fact("见谁", h("strong", {}, `${one.provider.name} ${one.provider.kind_name}`), one.provider.organisation) : null,
  one.beneficiary_name ? fact("替谁约的", one.beneficiary_name) : null,
  fact("为什么是这位", one.why, one.green ? h("span", { class: "pill good" }, "绿色通道，优先安排") : ""),
  one.cancel_reason ? fact("取消的原因", one.cancel_reason) : null,
  one.materials.length && one.state !== "completed" ? fact("请带上", h("ul", { class: "bring" }, one.materials.map((thing) => h("li", {}, thing)))) : null,
  one.matter_number ? fact("关联诉求", h("a", { class: "link", href: `#/matter/${one.matter_number}` }, one.matter_number)) : null);

function going(one, phone) {
  const told = h("div", { role: "alert" });
  return h("div", { class: "actions" }, h("div", { class: "pair" }, calendarButton(one, phone, told), directionsButton(one, phone)), told);
}

function actions(one, phone) {
  const told = h("div", { role: "alert" });
  const cancel = h("button", { class: "button danger wide", type: "button", onclick: () => askCancel(one, phone, cancel, told) }, "取消预约");
  return h("div", { class: "actions" },
    h("a", { class: "button wide", href: "#/bookings" }, "查看我的预约"),
    one.materials.length && WITH_MATERIALS.includes(one.state) ? h("a", { class: "button second wide", href: `#/materials/${one.id}` }, "准备材料，看办理期限") : null,
    one.can_move ? h("a", { class: "button second wide", href: `#/move/${one.id}` }, "改期") : null,
    one.can_cancel && one.state !== "offered" ? cancel : null, told);
}

async function askCancel(one, phone, button, told) {
  const lines = [h("p", {}, `${sayMoment(one.starts_at)}的“${one.service_name}”将被取消，这个时间会让给别人。`)];
  if (!(await phone.confirm({ title: "确定取消预约吗？", lines, yes: "取消预约", danger: true }))) return;
  await whileBusy(button, async () => {
    try {
      await phone.identity.ask("POST", `${path(one)}/cancellation`, { body: {} });
      phone.say("预约已取消。");
      phone.replace(`booking/${one.id}`);
    } catch (error) {
      tellTrouble(told, error);
    }
  });
}
