/** For whom one books: oneself, or somebody of the family who has agreed to it. */

import { h } from "../dom.js";
import { chips } from "./form_parts.js";

const RELATIONS = ["父亲", "母亲", "配偶", "子女", "其他亲属"].map((words) => [words, words]);

/** {element, read, places}; `read` gives the beneficiary, or null for oneself; `places` is where its fields are told about. */
export function whomPart(forFamily) {
  const who = chips("whom", "给谁约", [["self", "我自己"], ["family", "家里人"]], forFamily ? "family" : "self");
  const name = h("input", { class: "input", id: "family-name", maxlength: "30", autocomplete: "off" });
  const nameField = h("div", { class: "field" }, h("label", { htmlFor: "family-name" }, "家里人的姓名"), name);
  const relation = chips("relation", "是您的", RELATIONS, RELATIONS[0][0]);
  const consent = h("input", { type: "checkbox" });
  const family = h("div", { class: "form family", hidden: !forFamily },
    nameField, relation.element,
    h("label", { class: "switch" }, h("span", {}, "已经问过本人，本人同意由我代约"), consent));
  const element = h("div", { class: "form" }, who.element, family);
  element.addEventListener("change", () => { family.hidden = who.read() !== "family"; });
  const read = () => who.read() === "family" ? { name: name.value.trim(), relation: relation.read(), consent: consent.checked } : null;
  return { element, read, places: { "beneficiary.name": nameField, "beneficiary.relation": relation.element } };
}
