/** Whoever stands at the desk: service and village are enough. */

import { newKey } from "../api.js";
import { h, whileBusy } from "../dom.js";
import { forgetFields, tellFields } from "../phone.js";
import { speakName } from "../words.js";
import { chips } from "./form_parts.js";
import { villagePicker } from "./village.js";

const LENGTHS = [["", "按常用时长"], ["15", "15分钟"], ["30", "30分钟"], ["60", "1小时"]];
const OTHER = "other";

export const walkIn = {
  title: "现场登记",
  load: async (phone) => {
    const [overview, services] = await Promise.all([
      phone.identity.ask("GET", "/api/v1/advisor/overview"),
      phone.identity.ask("GET", "/api/v1/services?bookable=true&limit=200"),
    ]);
    return { villages: overview.villages, services: services.items.filter((one) => overview.provider.service_codes.includes(one.code)) };
  },
  draw: ({ villages, services }, phone) => {
    const key = newKey();
    const service = serviceField(services);
    const village = villagePart(phone, villages);
    const name = textField("visitor-name", "姓名（可以不写）", { maxlength: "30" });
    const number = textField("visitor-phone", "电话（可以不写）", { inputmode: "tel", maxlength: "20" });
    const minutes = chips("minutes", "大约多久", LENGTHS, "");
    const told = h("div", { role: "alert" });
    const places = { service_code: service.element, village_code: village.element, name: name.element, phone: number.element, minutes: minutes.element };
    const read = () => ({
      service_code: service.read(), village_code: village.read(), name: name.read(), phone: number.read(),
      minutes: minutes.read() ? Number(minutes.read()) : null,
    });
    const send = h("button", { class: "button wide", type: "submit" }, "登记，现在接待");
    const submit = (event) => {
      event.preventDefault();
      forgetFields(event.target);
      whileBusy(send, () => post(phone, read(), key, { told, places }));
    };
    return h("form", { class: "stack", onsubmit: submit, novalidate: true },
      h("section", { class: "card form" }, service.element, village.element, name.element, number.element, minutes.element, told, send));
  },
};

function textField(id, title, attributes) {
  const box = h("input", { class: "input", id, autocomplete: "off", ...attributes });
  return { element: h("div", { class: "field" }, h("label", { htmlFor: id }, title), box), read: () => box.value.trim() || null };
}

function serviceField(services) {
  const box = h("select", { class: "input", id: "walk-in-service" }, services.map((one) => h("option", { value: one.code }, one.name)));
  return { element: h("div", { class: "field" }, h("label", { htmlFor: "walk-in-service" }, "办什么事"), box), read: () => box.value };
}

/** The villages that one serves, or any other of the county. */
function villagePart(phone, villages) {
  let other = "";
  const own = villages.map((one) => [one.code, speakName(one.name)]);
  const choice = chips("village", "哪个村的", [...own, [OTHER, "其他村（社区）"]], own[0]?.[0] ?? OTHER);
  const place = h("div", {});
  const open = () => place.replaceChildren(...(choice.read() === OTHER ? [villagePicker(phone, (one) => {
    other = one.code;
    place.replaceChildren(h("p", { class: "said-yes" }, one.full_name));
  })] : []));
  choice.element.addEventListener("change", open);
  open();
  return { element: h("div", { class: "form" }, choice.element, place), read: () => (choice.read() === OTHER ? other : choice.read()) };
}

async function post(phone, body, key, { told, places }) {
  told.replaceChildren();
  try {
    await phone.identity.ask("POST", "/api/v1/advisor/walk-ins", { body, headers: { "Idempotency-Key": key } });
    phone.say("已登记，请开始接待。");
    phone.replace("day");
  } catch (error) {
    tellFields(told, places, error);
  }
}
