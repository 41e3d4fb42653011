/** Somebody at the desk: who it is, what is flagged, and what can be done with the booking now. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { BOOKING_TONES, sayClock } from "../words.js";
import { chips } from "./form_parts.js";

const LONGEST_RESULT = 400;
const LENGTHS = [15, 30, 45, 60, 90, 120];

export function deskBooking(one, phone) {
  const told = h("div", { role: "alert" });
  return h("article", { class: "card", "data-booking": one.id },
    h("div", { class: "row-between" }, h("h3", {}, `${sayClock(one.starts_at)}到${sayClock(one.ends_at)}`), h("span", { class: `pill ${BOOKING_TONES[one.state] ?? ""}` }, one.state_name)),
    h("p", {}, one.service_name, h("br"), h("span", { class: "quiet" }, [one.resident_name, one.village_name, one.phone_masked].filter(Boolean).join(" · "))),
    flags(one),
    h("p", { class: "quiet" }, `${one.way_name}：${one.place}`),
    one.result ? h("p", { class: "said" }, `结果：${one.result}`) : null,
    buttons(one, phone, told), told);
}

function flags(one) {
  const shown = [
    one.green ? ["good", ["绿色通道", ...one.green_reasons].join(" · ")] : null,
    one.beneficiary_name ? ["", `替${one.beneficiary_name}约的`] : null,
    one.walked_in ? ["", "现场登记"] : null,
    one.awaits_answer ? ["warn", "已建议改期，等居民答复"] : null,
  ].filter(Boolean);
  return shown.length ? h("p", { class: "flags" }, shown.map(([tone, words]) => h("span", { class: `pill ${tone}` }, words))) : null;
}

const post = (phone, one, step, body = {}) => phone.identity.ask("POST", `/api/v1/advisor/bookings/${encodeURIComponent(one.id)}/${step}`, { body });

const STEPS = {
  check_in: { words: "登记到场", look: "button", run: (phone, one) => change(phone, one, "check-in", {}, "已登记到场。") },
  complete: { words: "办结", look: "button", run: complete },
  no_show: { words: "未到场", look: "button second", run: noShow },
  phone_reveal: { words: "打电话", look: "button second", run: call },
};

/** One main button, the others quieter. */
function buttons(one, phone, told) {
  const made = one.can.map((name, index) => {
    const step = STEPS[name];
    const run = () => whileBusy(button, async () => {
      told.replaceChildren();
      await step.run(phone, one).catch((error) => tellTrouble(told, error));
    });
    const button = h("button", { class: index ? "button second" : step.look, type: "button", onclick: run }, step.words);
    return button;
  });
  return made.length ? h("div", { class: "pair" }, made) : null;
}

async function change(phone, one, step, body, said) {
  await post(phone, one, step, body);
  phone.say(said);
  await phone.show();
}

async function complete(phone, one) {
  const booked = Math.round((Date.parse(one.ends_at) - Date.parse(one.starts_at)) / 60_000);
  const lengths = [...new Set([...LENGTHS, booked])].sort((shorter, longer) => shorter - longer);
  const length = chips("minutes", "用了多久", lengths.map((minutes) => [String(minutes), `${minutes}分钟`]), String(booked));
  const result = h("textarea", { class: "input", id: "result", rows: "3", maxlength: String(LONGEST_RESULT), placeholder: "例如：讲清了补偿标准，约好下周陪同协商" });
  const lines = [h("div", { class: "form" }, length.element,
    h("div", { class: "field" }, h("label", { htmlFor: "result" }, "办得怎么样（可以不写）"), result),
    h("p", { class: "quiet" }, "办结后会生成一条工时草稿，核对一下就能提交。"))];
  if (!(await phone.confirm({ title: "办结这次接待", lines, yes: "办结", no: "先不办结" }))) return;
  await change(phone, one, "completion", { result: result.value.trim() || null, minutes: Number(length.read()) }, "已办结，工时草稿在“记工时”里。");
}

async function noShow(phone, one) {
  const lines = [h("p", {}, `${sayClock(one.starts_at)}约的人没有来？会记一次未到场，并告诉居民。`)];
  if (await phone.confirm({ title: "登记未到场", lines, yes: "确定没来", danger: true })) await change(phone, one, "no-show", {}, "已登记未到场。");
}

async function call(phone, one) {
  const { phone: number } = await post(phone, one, "phone-reveal");
  const lines = [h("p", { class: "sheet-phone" }, number), h("a", { class: "button wide", href: `tel:${number}` }, "拨打"), h("p", { class: "quiet" }, "每次查看都会留下记录，只用于这次服务。")];
  await phone.tell({ title: "联系电话", lines, yes: "关闭" });
}
