/** What waits for the resident's yes or no: a time offered from the waitlist, or a new time because somebody is away. */

import { h, whileBusy } from "../dom.js";
import { sayClock, sayDay, sayMoment } from "../words.js";
import { countdown } from "./countdown.js";
import { tellRefusal } from "./refusal.js";

/** The card with both buttons; null when nothing waits. */
export function answerCard(one, phone) {
  if (one.state === "offered") return offered(one, phone);
  return one.proposal ? proposed(one, phone) : null;
}

const post = (phone, one, what, body = {}) => phone.identity.ask("POST", `/api/v1/bookings/${encodeURIComponent(one.id)}/${what}`, { body });

function card({ title, moment, lines, yes, no }, phone, one) {
  const told = h("div", { role: "alert" });
  const button = ([words, done, work], look) => {
    const made = h("button", { class: look, type: "button", onclick: () => whileBusy(made, () => answer(phone, one, told, done, work)) }, words);
    return made;
  };
  return h("section", { class: "card answer" }, h("h2", {}, title),
    h("p", { class: "answer-when" }, sayDay(moment), h("br"), sayClock(moment)), lines,
    h("div", { class: "pair" }, button(no, "button second"), button(yes, "button")), told);
}

async function answer(phone, one, told, done, work) {
  told.replaceChildren();
  try {
    await work();
    phone.say(done);
    await phone.show();
  } catch (error) {
    tellRefusal(told, error, { wish: { service_code: one.service_code } });
  }
}

const offered = (one, phone) => card({
  title: "有空位了，要不要？",
  moment: one.starts_at,
  lines: [h("p", {}, `${one.service_name}${one.provider ? `，${one.provider.name} ${one.provider.kind_name}` : ""}`), h("p", {}, one.place),
    h("p", { class: "quiet" }, `请在${sayMoment(one.expires_at)}前确认，过时让给下一位。`), countdown(one.expires_at, () => setTimeout(() => phone.show(), 2000))],
  yes: ["接受", "好的，已经给您约上了。", () => post(phone, one, "acceptance")],
  no: ["不要", "好的，这个时间让给别人了，您还在候补。", () => post(phone, one, "refusal")],
}, phone, one);

const proposed = (one, phone) => card({
  title: "想给您改个时间",
  moment: one.proposal.starts_at,
  lines: [one.proposal.reason ? h("p", {}, `${one.proposal.reason}，原来的${sayMoment(one.starts_at)}见不了面。`) : null,
    h("p", { class: "quiet" }, `请在${sayMoment(one.proposal.answer_by)}前答复。都不合适，可以自己改期。`)],
  yes: ["同意改期", "好的，已经改好了。", () => post(phone, one, "proposal", { accept: true })],
  no: ["不去了", "预约已取消。", () => post(phone, one, "proposal", { accept: false })],
}, phone, one);
