/** The advisor's entries: a quick form on top, what was logged below; a returned one can be corrected. */

import { empty, h } from "../dom.js";
import { sayDay, sayMinutes, speakName } from "../words.js";
import { entryForm } from "./entry_form.js";

const TONES = { draft: "warn", submitted: "warn", approved: "good", returned: "bad" };

export const entries = {
  title: "记工时",
  tab: "entries",
  load: async (phone) => {
    const [overview, mine] = await Promise.all([
      phone.identity.ask("GET", "/api/v1/advisor/overview"),
      phone.identity.ask("GET", "/api/v1/advisor/entries?limit=50"),
    ]);
    return { overview, items: mine.items };
  },
  draw: ({ overview, items }, phone) => {
    if (!overview.villages.length) return empty("您目前没有受聘服务的村（社区），暂时不用记工时。");
    const drafts = items.filter((one) => one.state === "draft");
    const others = items.filter((one) => one.state !== "draft");
    return h("div", { class: "stack" },
      drafts.length ? [h("h2", { class: "section-title" }, `等您核对的草稿 ${drafts.length}条`), drafts.map(logged)] : null,
      entryForm(phone, overview, null),
      h("h2", { class: "section-title" }, "我记过的"),
      others.length ? others.map(logged) : h("p", { class: "card quiet" }, "今年还没有记录。"));
  },
};

const logged = (one) => h("article", { class: "card", "data-entry": one.id },
  h("div", { class: "row-between" }, h("strong", {}, `${speakName(one.village_name)} · ${one.kind_name}`), h("span", { class: `pill ${TONES[one.state] ?? ""}` }, one.state_name)),
  h("p", {}, `${sayDay(one.on)} ${one.from_time}到${one.to_time} `, h("span", { class: "nowrap" }, `共${sayMinutes(one.minutes)}`)),
  h("p", { class: "quiet said" }, one.summary),
  one.state === "draft" ? h("a", { class: "button wide", href: `#/entry/${one.id}` }, "核对并提交") : null,
  one.state === "returned" ? [
    h("p", { class: "trouble" }, `退回原因：${one.return_reason}`),
    h("a", { class: "button wide", href: `#/entry/${one.id}` }, "修改后再交"),
  ] : null);

export const entry = {
  title: "核对工时",
  load: async (phone, id) => {
    const [overview, one] = await Promise.all([
      phone.identity.ask("GET", "/api/v1/advisor/overview"),
      phone.identity.ask("GET", `/api/v1/advisor/entries/${encodeURIComponent(id)}`),
    ]);
    return { overview, one };
  },
  draw: ({ overview, one }, phone) => h("div", { class: "stack" },
    one.state === "returned" ? h("p", { class: "trouble" }, `退回原因：${one.return_reason}`) : null,
    entryForm(phone, overview, one)),
};
