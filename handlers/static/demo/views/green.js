/** The green channel: who goes first, by their own word and with a consent of its own. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";

export const GREEN_REASONS = [["aged_70", "年满70周岁"], ["disabled", "残疾人"], ["hurt_at_work", "务工受伤"], ["in_hospital", "住院治疗"]];

export const green = {
  title: "绿色通道",
  load: (phone) => phone.identity.refreshProfile(),
  draw: (profile, phone) => {
    const kept = profile.green_reasons ?? [];
    const boxes = GREEN_REASONS.map(([code, words]) => tickLine(words, kept.includes(code), code));
    const consent = tickLine("我同意登记以上情况，只用于优先安排", false, "consent");
    const told = h("div", { role: "alert" });
    const read = () => ({ reasons: boxes.filter((one) => one.box.checked).map((one) => one.box.value), consent: consent.box.checked });
    const send = h("button", { class: "button wide", type: "button", onclick: () => whileBusy(send, () => put(phone, read(), told)) }, kept.length ? "更新登记" : "登记");
    const withdraw = h("button", { class: "button danger wide", type: "button", onclick: () => whileBusy(withdraw, () => put(phone, { reasons: [], consent: false }, told)) }, "撤回登记");
    return h("div", { class: "stack" },
      h("section", { class: "card" }, h("h2", {}, "有下面的情况，优先安排"), h("p", {}, "可以约到别人约满的日子，不用提前很久，行动不便的还可以请人上门。")),
      h("fieldset", { class: "cells" }, h("legend", { class: "visually-hidden" }, "您的情况"), boxes.map((one) => one.element)),
      h("p", { class: "quiet pad" }, "这些情况属于敏感个人信息，要您单独同意才登记；现在不用交证明，办事时再核对。随时可以撤回。"),
      h("div", { class: "cells" }, consent.element), told, send, kept.length ? withdraw : null);
  },
};

function tickLine(words, checked, value) {
  const box = h("input", { type: "checkbox", value, checked });
  return { box, element: h("label", { class: "switch" }, h("span", {}, words), box) };
}

async function put(phone, body, told) {
  told.replaceChildren();
  if (body.reasons.length === 0 && !phone.identity.profile.green_reasons?.length) {
    told.replaceChildren(h("p", { class: "trouble" }, "请先选一种情况。"));
    return;
  }
  try {
    phone.identity.keepProfile(await phone.identity.ask("PUT", "/api/v1/me/green-channel", { body }));
    phone.say(body.reasons.length ? "已登记，以后预约优先安排。" : "已撤回登记。");
    phone.replace("me");
  } catch (error) {
    tellTrouble(told, error);
  }
}
