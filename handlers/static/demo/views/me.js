/** What the program keeps of the resident, messages, and larger type. */

import { empty, h, whileBusy } from "../dom.js";
import { demoPeople } from "../identity.js";
import { tellTrouble } from "../phone.js";
import { isLarge, setLarge } from "../type_size.js";
import { sayMoment } from "../words.js";
import * as wx from "../wx.js";
import { givePhone } from "./book.js";

const KINDS = [["booking_confirmed", "预约成功"], ["booking_reminder", "预约前一天提醒"], ["wait_offered", "候补有空位"]];

export const me = {
  title: "我的",
  tab: "me",
  load: (phone) => phone.identity.refreshProfile(),
  draw: (profile, phone) => h("div", { class: "stack" },
    h("div", { class: "cells" }, h("div", { class: "cell cell-person" },
      h("span", { class: "avatar", "aria-hidden": "true" }, phone.identity.person.name.slice(0, 1)),
      h("span", { class: "cell-main" }, h("strong", {}, phone.identity.person.name), h("span", { class: "quiet" }, profile.village?.full_name ?? "还没有选择村（社区）")))),
    h("ul", { class: "cells" },
      h("li", {}, phoneCell(profile, phone)),
      h("li", {}, stationCell(profile.village)),
      h("li", {}, linkCell("#/village", "更换村（社区）")),
      h("li", {}, linkCell("#/green", "绿色通道", profile.green_reasons?.length ? h("span", { class: "pill good" }, "已登记") : arrow())),
      h("li", {}, linkCell("#/messages", "消息")),
      h("li", {}, linkCell("#/complain", "投诉反映"))),
    largeSwitch(),
    h("button", { class: "button second wide", type: "button", onclick: () => leave(phone) }, "换一个人")),
};

const arrow = () => h("span", { class: "arrow", "aria-hidden": "true" }, "›");
const linkCell = (to, words, end = arrow()) => h("a", { class: "cell", href: to }, h("strong", {}, words), end);

/** Where the village's room of legal service is, if the village has said so. */
function stationCell(village) {
  if (!village?.station_address && !village?.phone) return h("div", { class: "cell" }, h("strong", {}, "村法律服务室"), h("span", { class: "quiet" }, "还没有登记"));
  const lines = [village.station_address, village.directions, village.phone && `电话${village.phone}`].filter(Boolean);
  return h("div", { class: "cell" }, h("span", { class: "cell-main" }, h("strong", {}, "村法律服务室"), h("span", { class: "quiet" }, lines.join("，"))));
}

function phoneCell(profile, phone) {
  if (profile.phone_masked) return h("div", { class: "cell" }, h("strong", {}, "手机号"), h("span", {}, profile.phone_masked));
  const told = h("div", { role: "alert" });
  const give = async () => { if (await givePhone(phone, told)) phone.show(); };
  return h("div", {}, h("button", { class: "cell", type: "button", onclick: give }, h("strong", {}, "授权手机号"), h("span", { class: "pill warn" }, "未授权")), told);
}

export function largeSwitch() {
  const box = h("input", { type: "checkbox", role: "switch", checked: isLarge(), onchange: () => setLarge(box.checked) });
  return h("div", { class: "cells" }, h("label", { class: "switch" }, h("strong", {}, "大字模式"), box));
}

export function leave(phone) {
  phone.identity.leave();
  phone.replace(phone.first);
}

export const messages = {
  title: "消息",
  load: async (phone) => (await phone.identity.ask("GET", "/api/v1/me/notices?limit=50")).items,
  draw: (items, phone) => h("div", { class: "stack" }, consent(phone),
    items.length ? items.map(message) : empty("还没有消息。")),
};

const message = (one) => h("article", { class: "card" },
  h("h2", {}, one.title), h("p", { class: "said" }, one.text), h("p", { class: "quiet" }, sayMoment(one.created_at)),
  one.booking_id ? h("a", { class: "button second wide", href: `#/booking/${one.booking_id}` }, "看这个预约") : null);

function consent(phone) {
  const told = h("div", { role: "alert" });
  const button = h("button", { class: "button wide", type: "button", onclick: () => whileBusy(button, () => subscribe(phone, told)) }, "接收微信提醒");
  return h("section", { class: "card" }, h("p", {}, "同意后，下一次预约成功、预约前一天和候补有空位时，会在微信里各提醒您一次。"), button, told);
}

async function subscribe(phone, told) {
  const lines = [h("ul", { class: "bring" }, KINDS.map(([, words]) => h("li", {}, words)))];
  if (!(await phone.confirm({ title: "允许发送以下提醒各一次", lines, yes: "允许", no: "不允许" }))) return;
  try {
    const { templates } = await demoPeople();
    for (const [kind] of KINDS) {
      if (templates[kind]) await wx.acceptTemplate(phone.identity.person.user, templates[kind]);
      await phone.identity.ask("POST", "/api/v1/me/subscriptions", { body: { kind } });
    }
    phone.say("好的，到时候会提醒您。");
  } catch (error) {
    tellTrouble(told, error);
  }
}

