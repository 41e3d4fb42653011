/** Who holds this phone. */

import { sentence } from "../api.js";
import { empty, h, whileBusy } from "../dom.js";
import { demoPeople } from "../identity.js";

/** `kind` is a list of GET /demo/people; `after` is where to go then. */
export const choosePerson = ({ kind, title, question, words, about, after }) => ({
  title,
  load: async () => (await demoPeople())[kind],
  draw: (people, phone) => {
    const row = (person) => {
      const button = h("button", { class: "cell cell-person", type: "button", onclick: () => whileBusy(button, enter) },
        h("span", { class: "avatar", "aria-hidden": "true" }, person.name.slice(0, 1)),
        h("span", { class: "cell-main" }, h("strong", {}, person.name), h("span", { class: "quiet" }, about(person))),
        h("span", { class: "arrow", "aria-hidden": "true" }, "›"));
      const enter = async () => {
        try {
          await phone.identity.become(person);
          await after(phone);
        } catch (error) {
          phone.identity.leave();
          phone.say(sentence(error));
        }
      };
      return h("li", {}, button);
    };
    if (!people.length) return empty("这里还没有演示人物。");
    return h("div", { class: "stack" }, h("div", { class: "hello" }, h("h2", {}, question), h("p", { class: "quiet" }, words)), h("ul", { class: "cells" }, people.map(row)));
  },
});
