/** What the resident asked for: each with its number and where it stands. */

import { empty, h } from "../dom.js";
import { sayMoment } from "../words.js";
import { bookButton } from "./book.js";
import { loadRating, ratingCard } from "./rating.js";

const TONES = { open: "warn", accepted: "good", answered: "good", closed: "" };
const pill = (one) => h("span", { class: `pill ${TONES[one.state] ?? ""}` }, one.state_name);

export const matters = {
  title: "我的诉求",
  tab: "matters",
  load: async (phone) => (await phone.identity.ask("GET", "/api/v1/matters?limit=50")).items,
  draw: (items) => {
    const row = (one) => h("li", {}, h("a", { class: "cell", href: `#/matter/${one.number}` },
      h("span", { class: "cell-main" }, h("strong", { class: "clamped" }, one.text), h("span", { class: "quiet" }, `${one.kind_name} ${one.number}`)),
      pill(one)));
    return h("div", { class: "stack" },
      h("div", { class: "pair" }, h("a", { class: "button", href: "#/ask" }, "我要提问题"), h("a", { class: "button second", href: "#/complain" }, "投诉反映")),
      items.length ? h("ul", { class: "cells" }, items.map(row)) : empty("您还没有提过诉求。有法律上的事，尽管问。"));
  },
};

const pathOf = (one) => `/api/v1/matters/${encodeURIComponent(one.number)}`;

const step = (event) => h("li", {}, h("p", {}, event.text), h("p", { class: "quiet" }, sayMoment(event.at)));

export const matter = {
  title: "诉求详情",
  load: async (phone, number) => {
    const [one, services] = await Promise.all([
      phone.identity.ask("GET", `/api/v1/matters/${encodeURIComponent(number)}`),
      phone.identity.ask("GET", "/api/v1/services?front_desk=true"),
    ]);
    const done = one.state === "answered" || one.state === "closed";
    return { one, services: services.items, rating: done ? await loadRating(phone, pathOf(one)) : null };
  },
  draw: ({ one, services, rating }, phone, _number, isNew) => h("div", { class: "stack" },
    one.urgent_words ? h("p", { class: "trouble", role: "alert" }, one.urgent_words) : null,
    isNew ? h("p", { class: "said-yes" }, isNew === "claimed" ? "这件诉求已归到您名下，随时可以来这里看进展。" : "已经收到您的诉求，请记住下面的编号。") : null,
    h("article", { class: "card" },
      h("div", { class: "row-between" }, h("h2", { class: "number" }, one.number), pill(one)),
      h("p", { class: "said" }, one.text),
      h("dl", { class: "facts" },
        one.owner_name ? h("div", {}, h("dt", {}, "由谁办理"), h("dd", {}, one.owner_name)) : null,
        one.state === "open" || one.state === "accepted" ? h("div", {}, h("dt", {}, "最晚答复"), h("dd", {}, sayMoment(one.deadline_at))) : null)),
    ratingCard(phone, pathOf(one), rating, `诉求${one.number}的办理`),
    one.state === "closed" || one.kind === "complaint" ? null : bookFor(phone, one, services),
    h("h2", { class: "section-title" }, "办理经过"),
    h("section", { class: "card" }, h("ol", { class: "timeline" }, [...one.history].reverse().map(step)))),
};

/** To meet somebody about it: the service it belongs to, or else the resident's choice. */
function bookFor(phone, one, services) {
  const known = services.find((service) => service.code === one.service_code);
  if (known) {
    const { button, told } = bookButton(phone, { service_code: known.code, matter_number: one.number });
    return h("section", { class: "card" }, h("h2", {}, "要不要当面谈谈？"), h("p", { class: "quiet" }, `${known.name}：${known.summary}`), button, told);
  }
  const cell = (service) => h("li", {}, h("a", { class: "cell", href: `#/service/${service.code}/${one.number}` },
    h("strong", {}, service.name), h("span", { class: "arrow", "aria-hidden": "true" }, "›")));
  return h("section", { class: "actions" }, h("h2", { class: "section-title" }, "要不要当面谈谈？"), h("ul", { class: "cells" }, services.map(cell)));
}
