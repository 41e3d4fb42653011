/** The card in the group was tapped: the matter becomes the resident's own, and the next view offers to book. */

import { h } from "../dom.js";

export const claim = {
  title: "正在打开",
  load: (phone, token) => phone.identity.ask("POST", "/api/v1/matters/claims", { body: { card_token: token } }),
  draw: (claimed, phone) => {
    phone.first = "home";
    history.replaceState(null, "", location.pathname);
    phone.replace(`matter/${claimed.number}/claimed`);
    return h("p");
  },
};
