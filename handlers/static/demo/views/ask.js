/** A question in one's own words. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";

const DRAFT = "demo:question";

export const ask = {
  title: "我要提问题",
  draw: (_data, phone) => {
    const told = h("div", { role: "alert" });
    const text = h("textarea", { class: "input", id: "question", rows: "6", maxlength: "500", value: sessionStorage.getItem(DRAFT) ?? "",
      placeholder: "例如：邻居盖房挡了我家的光，该怎么办？", oninput: () => sessionStorage.setItem(DRAFT, text.value) });
    const send = h("button", { class: "button wide", type: "submit" }, "提交");
    const submit = (event) => {
      event.preventDefault();
      whileBusy(send, () => post(phone, text.value, told));
    };
    return h("form", { class: "stack", onsubmit: submit, novalidate: true },
      h("div", { class: "field" }, h("label", { htmlFor: "question" }, "您想问什么？"), text,
        h("p", { class: "quiet" }, "说清时间、地点和您的想法就行，不必写身份证号和家庭住址。")),
      told, send);
  },
};

async function post(phone, text, told) {
  told.replaceChildren();
  try {
    const made = await phone.identity.ask("POST", "/api/v1/matters", { body: { text } });
    sessionStorage.removeItem(DRAFT);
    phone.replace(`matter/${made.number}/new`);
  } catch (error) {
    tellTrouble(told, error);
  }
}
