/** The stopwatch: a tap when the work begins, a tap when it is done, and then a draft to look over. It runs on the server. */

import { newKey } from "../api.js";
import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { sayMinutes, sayMoment, speakName } from "../words.js";
import { chips } from "./form_parts.js";

const MINUTE_MILLISECONDS = 60_000;
const ADDRESS = "/api/v1/advisor/stopwatch";

export function stopwatchCard(phone, villages, watch) {
  const told = h("div", { role: "alert" });
  const act = (button, work) => whileBusy(button, async () => {
    told.replaceChildren();
    try {
      await work();
    } catch (error) {
      tellTrouble(told, error);
    }
  });
  const parts = !watch.running ? idle(phone, villages, act) : watch.forgotten ? forgotten(phone, watch, act) : running(phone, watch, act);
  return h("section", { class: "card form", "aria-label": "计时" }, parts, told);
}

const tap = (words, look, act, work) => {
  const button = h("button", { class: look, type: "button", onclick: () => act(button, work) }, words);
  return button;
};

function idle(phone, villages, act) {
  const where = villages.length > 1 ? chips("watch-village", "现在开始计时，在哪个村", villages.map((one) => [one.code, speakName(one.name)]), villages[0].code) : null;
  const key = newKey();
  const start = async () => {
    await phone.identity.ask("POST", ADDRESS, { body: { village_code: where ? where.read() : villages[0].code, client_id: key } });
    phone.say("开始计时了，换手机也接着算。");
    await phone.show();
  };
  return [where ? where.element : h("p", { class: "quiet" }, "边做边记：开始点一下，做完点一下。"), tap("开始计时", "button wide", act, start)];
}

const head = (watch) => h("p", {}, h("strong", {}, `正在计时：${speakName(watch.village_name)}`), h("br"), `${sayMoment(watch.started_at)}开始`);

const stop = (phone, body = {}) => async () => {
  const draft = await phone.identity.ask("POST", `${ADDRESS}/stop`, { body });
  phone.say("已生成草稿，看一眼就能提交。");
  phone.go(`entry/${draft.id}`);
};

const drop = (phone) => async () => {
  if (!(await phone.confirm({ title: "不要这次计时了吗？", yes: "不要了", danger: true }))) return;
  await phone.identity.ask("DELETE", ADDRESS);
  phone.say("好的，没有记。");
  await phone.show();
};

function running(phone, watch, act) {
  return [head(watch), elapsed(watch.started_at),
    h("div", { class: "pair" }, tap("不要了", "button second", act, drop(phone)), tap("结束", "button", act, stop(phone)))];
}

/** How long it has run, told anew every minute while it is on the screen. */
function elapsed(since) {
  const words = h("strong", { class: "countdown", role: "timer" });
  const tick = () => { words.textContent = `已${sayMinutes(Math.max(0, Math.floor((Date.now() - Date.parse(since)) / MINUTE_MILLISECONDS)))}`; };
  tick();
  const timer = setInterval(() => (words.isConnected ? tick() : clearInterval(timer)), MINUTE_MILLISECONDS);
  return words;
}

/** Only the advisor knows when the work ended: nothing is guessed. */
function forgotten(phone, watch, act) {
  const box = h("input", { class: "input", id: "ended", type: "time", step: "300" });
  const end = async () => stop(phone, { to_time: box.value || null })();
  return [head(watch), h("p", {}, "这个计时开得有点久。请问当天实际几点结束？"),
    h("div", { class: "field" }, h("label", { htmlFor: "ended" }, "结束时间"), box),
    h("div", { class: "pair" }, tap("不要了", "button second", act, drop(phone)), tap("就是这个时间", "button", act, end))];
}
