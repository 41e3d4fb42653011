/** All services: by class, or by a word of their name. */

import { sentence } from "../api.js";
import { empty, h } from "../dom.js";

const QUIET_MILLISECONDS = 300;
const MOST = 200;

const arrow = () => h("span", { class: "arrow", "aria-hidden": "true" }, "›");
const cell = (to, name, about, end = arrow()) => h("li", {}, h("a", { class: "cell", href: to },
  h("span", { class: "cell-main" }, h("strong", {}, name), h("span", { class: "quiet" }, about)), end));
const serviceCell = (one) => cell(`#/service/${one.code}`, one.name, one.summary);

const services = async (phone, query) => (await phone.identity.ask("GET", `/api/v1/services?limit=${MOST}&${new URLSearchParams(query)}`)).items;

export const all = {
  title: "全部事项",
  load: async (phone) => (await phone.identity.ask("GET", "/api/v1/service-classes")).items,
  draw: (classes, phone) => {
    const place = h("div", { "aria-live": "polite" });
    const showClasses = () => place.replaceChildren(h("ul", { class: "cells" }, classes.map((one) => cell(`#/class/${one.code}`, one.name, one.summary, h("span", { class: "count" }, `${one.count}项 ›`)))));
    const box = h("input", { class: "input", id: "seek", type: "search", autocomplete: "off", maxlength: "40", placeholder: "例如：欠薪、离婚、遗嘱" });
    box.addEventListener("input", seekLater(phone, box, place, showClasses));
    showClasses();
    return h("div", { class: "stack" }, h("div", { class: "field" }, h("label", { htmlFor: "seek" }, "找一件事"), box), place);
  },
};

/** Ask once the typing rests; an answer that comes after another word was typed is dropped. */
function seekLater(phone, box, place, showClasses) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    const words = box.value.trim();
    if (!words) return showClasses();
    timer = setTimeout(async () => {
      const found = await services(phone, { q: words }).then(results, (error) => empty(sentence(error)));
      if (words === box.value.trim()) place.replaceChildren(found);
    }, QUIET_MILLISECONDS);
  };
}

const results = (found) => found.length
  ? h("ul", { class: "cells" }, found.map(serviceCell))
  : empty("没有找到，请换个词试试，也可以直接提问。", h("a", { class: "button", href: "#/ask" }, "我要提问题"));

export const oneClass = {
  title: "事项分类",
  load: (phone, code) => services(phone, { class_code: code }),
  draw: (found) => h("div", { class: "stack" },
    found.length ? [h("h2", { class: "section-title" }, found[0].class_name), h("ul", { class: "cells" }, found.map(serviceCell))] : empty("这一类暂时没有事项。")),
};
