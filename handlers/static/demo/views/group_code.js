/** A code to be said once in the staff's group, so that the bot there knows the advisor. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";

export const groupCode = {
  title: "群里绑定",
  load: () => null,
  draw: (_, phone) => {
    const said = h("div", { role: "status" });
    const make = h("button", { class: "button wide", type: "button", onclick: () => whileBusy(make, () => show(said, phone)) }, "取一个绑定码");
    return h("div", { class: "stack" },
      h("section", { class: "card" }, h("h2", {}, "让工作群里的机器人认得您"),
        h("p", {}, "取一个绑定码，在工作群里@机器人说出来，以后就能在群里接单、看预约、记工时。"), make, said));
  },
};

async function show(place, phone) {
  place.replaceChildren();
  try {
    const made = await phone.identity.ask("POST", "/api/v1/advisor/group-code", { body: {} });
    place.replaceChildren(h("p", {}, "在群里说：", h("strong", {}, `@小助手 ${made.say}`)), h("p", { class: "quiet" }, "30分钟内有效，只能用一次。"));
  } catch (error) {
    tellTrouble(place, error);
  }
}
