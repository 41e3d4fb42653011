/** What a push was about: to read, and for those who cannot read it, to listen to. */

import { h } from "../dom.js";

export const article = {
  title: "普法内容",
  tab: "home",
  load: (phone, id) => phone.identity.ask("GET", `/api/v1/articles/${encodeURIComponent(id)}`),
  draw: (one) => h("article", { class: "stack" },
    h("h2", {}, one.title),
    one.audio_url ? h("audio", { controls: true, preload: "none", src: one.audio_url, "aria-label": "听一听" }) : null,
    h("p", {}, one.summary),
    one.body.map((line) => h("p", {}, line)),
    h("div", { class: "card stack" },
      h("h3", {}, `《${one.law_name}》${one.article_number_text}`),
      one.article_text.split("\n").map((line) => h("p", {}, line))),
    h("p", { class: "quiet" }, "这是法律条文和讲解，供您了解，不代替律师意见。"),
    h("a", { class: "button wide", href: "#/home" }, "预约本村法律顾问")),
};
