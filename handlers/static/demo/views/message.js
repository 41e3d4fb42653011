/** One message of a group: words, a picture that can be enlarged, or a mini-program card. */

import { h, icon } from "../dom.js";
import { sayClock } from "../words.js";

const BADGES = { bot: "助手", advisor: "法律顾问", owner: "群主" };

/** `grown` is called when a picture has arrived and the row is taller. */
export function messageRow(message, me, grown) {
  const mine = message.sender === me;
  const named = message.sender_name !== message.sender;
  const badge = BADGES[message.sender_role];
  const name = named ? message.sender_name : badge ?? message.sender;
  return h("article", { class: `message ${mine ? "mine" : ""} ${message.sender_role}`, "data-seq": message.seq },
    h("span", { class: "avatar", "aria-hidden": "true" }, message.sender_role === "bot" ? icon("scales") : name.slice(0, 1)),
    h("div", { class: "message-main" },
      h("p", { class: "message-who" }, name, badge && badge !== name ? h("span", { class: "pill" }, badge) : null, h("time", {}, sayClock(message.at))),
      contentOf(message, grown)));
}

function contentOf(message, grown) {
  if (message.msgtype === "image") return picture(samePlace(message.image.url), grown);
  if (message.msgtype === "card") return card(message.card);
  return h("p", { class: "bubble said" }, message.text?.content ?? "");
}

/** The address on this very server, whatever name the server calls itself by. */
const samePlace = (url) => {
  const address = new URL(url, location.href);
  return address.pathname + address.search;
};

function picture(url, grown) {
  const image = h("img", { src: url, alt: "普法海报，点按放大", onload: grown });
  return h("button", { class: "picture", type: "button", onclick: () => enlarge(url) }, image);
}

function enlarge(url) {
  const close = h("button", { class: "button second", type: "button", onclick: () => dialog.close() }, "关闭");
  const dialog = h("dialog", { class: "enlarged", "aria-label": "大图" }, h("img", { src: url, alt: "普法海报" }), close);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const card = (facts) => h("a", { class: "mini-card", href: `/demo/resident?${queryOf(facts)}`, target: "_blank", rel: "noopener" },
  h("span", { class: "mini-card-from" }, "公共法律服务"), h("strong", {}, facts.title), h("span", { class: "mini-card-go" }, "小程序 · 点按打开"));

/** A card names its scene either as a page's query or bare. */
function queryOf({ page = "", scene = "" }) {
  const query = scene || page.split("?")[1] || "";
  const bare = query.startsWith("scene=") ? new URLSearchParams(query).get("scene") : query;
  return `scene=${encodeURIComponent(bare)}`;
}
