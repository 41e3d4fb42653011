/** A complaint: goes to the justice office, never to whom it is about. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { chips } from "./form_parts.js";

const DRAFT = "demo:complaint";
const WHAT = [["服务态度不好", "态度不好"], ["没有按约定的时间接待", "没有按时"], ["多收钱或乱收费", "乱收费"], ["答复不清楚或迟迟不办", "迟迟不办"], ["其他", "其他"]];

export const complain = {
  title: "投诉反映",
  draw: (_data, phone, about = "") => {
    const told = h("div", { role: "alert" });
    const what = chips("what", "反映什么", WHAT, "");
    const text = h("textarea", { class: "input", id: "complaint", rows: "6", maxlength: "800", value: sessionStorage.getItem(DRAFT) ?? "", oninput: () => sessionStorage.setItem(DRAFT, text.value) });
    const send = h("button", { class: "button wide", type: "submit" }, "提交");
    const submit = (event) => {
      event.preventDefault();
      whileBusy(send, () => post(phone, { about, what: what.read(), text: text.value.trim() }, told));
    };
    return h("form", { class: "stack", onsubmit: submit, novalidate: true },
      h("p", { class: "said-yes" }, "直接转给司法所，被反映的人看不到。您会得到一个编号，随时可以查办到哪一步。"),
      about ? h("p", {}, `关于：${about}`) : null,
      what.element,
      h("div", { class: "field" }, h("label", { htmlFor: "complaint" }, "说说经过"), text,
        h("p", { class: "quiet" }, "写清时间、是谁、什么事就行，不必写身份证号和家庭住址。")),
      told, send);
  },
};

async function post(phone, { about, what, text }, told) {
  told.replaceChildren();
  const full = [about ? `关于${about}：` : "", what ? `${what}。` : "", text].join("");
  if (!text && !what) { told.replaceChildren(h("p", { class: "field-wrong" }, "请选一项，或写几个字。")); return; }
  try {
    const made = await phone.identity.ask("POST", "/api/v1/matters", { body: { text: full, complaint: true } });
    sessionStorage.removeItem(DRAFT);
    phone.replace(`matter/${made.number}/new`);
  } catch (error) {
    tellTrouble(told, error);
  }
}
