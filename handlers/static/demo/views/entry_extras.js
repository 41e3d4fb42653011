/** What may be added to an entry and need not be: place, whom, result, remark, and whether one is in the village. */

import { h } from "../dom.js";
import * as wx from "../wx.js";

const FIELDS = [["place", "地点", "例如：村委会二楼调解室"], ["served", "对象", "姓名只留姓，例如：李桂香、王建国"], ["result", "结果", "例如：达成协议"], ["remark", "备注", ""]];
const LONGEST = 200;

/** {element, read}: a closed section that opens by itself when something stands in it. */
export function extras(facts) {
  const boxes = FIELDS.map(([name, title, example]) => {
    const box = h("input", { class: "input", id: name, maxlength: String(LONGEST), autocomplete: "off", placeholder: example, value: facts[name] ?? "" });
    return { name, box, element: h("div", { class: "field" }, h("label", { htmlFor: name }, title), box) };
  });
  const here = h("input", { type: "checkbox", id: "here" });
  const where = h("label", { class: "check", htmlFor: "here" }, here, h("span", {}, "附上“在不在村”（只记在或不在，位置不保存）"));
  const filled = boxes.some((one) => one.box.value);
  const element = h("details", { class: "question", open: filled }, h("summary", {}, "补充（都可以不填）"), boxes.map((one) => one.element), where);
  const read = () => Object.fromEntries(boxes.map((one) => [one.name, one.box.value.trim()]));
  return { element, read, spot: () => (here.checked ? wx.getLocation() : null) };
}
