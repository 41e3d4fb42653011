/** The advisor's entries: a stopwatch and a quick form on top, what was logged below; all of it also without a network. */

import { ApiError, sentence } from "../api.js";
import { empty, h, whileBusy } from "../dom.js";
import { sayDay, sayMinutes, speakName } from "../words.js";
import { entryForm, takeUp } from "./entry_form.js";
import { photoRow } from "./entry_photos.js";
import { stopwatchCard } from "./stopwatch.js";

const TONES = { draft: "warn", submitted: "warn", approved: "good", returned: "bad" };
const KNOWN = "demo:advisor";

export const entries = {
  title: "记工时",
  tab: "entries",
  load: async (phone) => {
    const key = `${KNOWN}:${phone.identity.person.user}`;
    try {
      const [overview, mine, watch] = await Promise.all(
        ["overview", "entries?limit=50", "stopwatch"].map((what) => phone.identity.ask("GET", `/api/v1/advisor/${what}`)));
      localStorage.setItem(key, JSON.stringify({ overview, items: mine.items }));
      return { overview, items: mine.items, watch };
    } catch (error) {
      const known = JSON.parse(localStorage.getItem(key) ?? "null");
      if (!(error instanceof ApiError) || error.code !== "offline" || !known) throw error;
      return { ...known, watch: null };
    }
  },
  draw: ({ overview, items, watch }, phone) => {
    if (!overview.villages.length) return empty("您目前没有受聘服务的村（社区），暂时不用记工时。");
    const drafts = items.filter((one) => one.state === "draft");
    const others = items.filter((one) => one.state !== "draft");
    const waiting = phone.queue.items;
    return h("div", { class: "stack" },
      watch ? stopwatchCard(phone, overview.villages, watch) : h("p", { class: "card", role: "status" }, "现在没有网络，照样可以记：先存在手机里，联网后自动提交。"),
      waiting.length ? [h("h2", { class: "section-title" }, `等着提交的 ${waiting.length}条`), waiting.map((one) => queued(phone, overview, one))] : null,
      drafts.length ? [h("h2", { class: "section-title" }, `等您核对的草稿 ${drafts.length}条`), drafts.map((one) => logged(one, phone))] : null,
      entryForm(phone, overview, null),
      h("h2", { class: "section-title" }, "我记过的"),
      others.length ? others.map((one) => logged(one, phone)) : h("p", { class: "card quiet" }, "今年还没有记录。"));
  },
};

/** An entry that waits on the phone, or that the server refused: it is shown why. */
function queued(phone, overview, one) {
  const { draft, refused, client_id: clientId } = one;
  const village = overview.villages.find((each) => each.code === draft.village_code);
  const leave = () => { phone.queue.remove(clientId); return phone.show(); };
  const change = () => { takeUp(draft); return leave(); };
  const button = (words, look, work) => h("button", { class: look, type: "button", onclick: work }, words);
  return h("article", { class: "card", "data-queued": clientId },
    h("div", { class: "row-between" }, h("strong", {}, village ? speakName(village.name) : draft.village_code), h("span", { class: refused ? "pill bad" : "pill warn" }, refused ? "没能提交" : "等联网")),
    h("p", {}, `${sayDay(draft.on)} ${draft.from_time}到${draft.to_time}`), h("p", { class: "quiet said" }, draft.summary),
    refused ? [h("p", { class: "trouble" }, refused), h("div", { class: "pair" }, button("不要了", "button second", leave), button("改一改", "button", change))] : null);
}

function dropButton(one, phone) {
  const button = h("button", { class: "button second", type: "button", "aria-label": `不要这条草稿：${one.summary}`, onclick: () => whileBusy(button, drop) }, "不要了");
  const drop = async () => {
    if (!(await phone.confirm({ title: "不要这条草稿了吗？", yes: "不要了", danger: true }))) return;
    try {
      await phone.identity.ask("DELETE", `/api/v1/advisor/entries/${encodeURIComponent(one.id)}`);
      phone.say("好的，没有记。");
      await phone.show();
    } catch (error) {
      phone.say(sentence(error));
    }
  };
  return button;
}

const logged = (one, phone) => h("article", { class: "card", "data-entry": one.id },
  h("div", { class: "row-between" }, h("strong", {}, `${speakName(one.village_name)} · ${one.kind_name}`), h("span", { class: `pill ${TONES[one.state] ?? ""}` }, one.state_name)),
  h("p", {}, `${sayDay(one.on)} ${one.from_time}到${one.to_time} `, h("span", { class: "nowrap" }, `共${sayMinutes(one.minutes)}`)),
  h("p", { class: "quiet said" }, one.summary),
  photoRow(phone, one),
  one.state === "draft" ? h("div", { class: "pair" }, dropButton(one, phone), h("a", { class: "button", href: `#/entry/${one.id}` }, "核对并提交")) : null,
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
