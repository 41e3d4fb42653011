/** An entry in under ten seconds: most is chosen already, what was typed is never lost, a retry arrives once. */

import { ApiError, newKey } from "../api.js";
import { h, whileBusy } from "../dom.js";
import { forgetFields, tellFields } from "../phone.js";
import { shanghaiNow, speakName, today } from "../words.js";
import { mayComeLater } from "../offline_queue.js";
import { extras } from "./entry_extras.js";
import { chips, dateInput, stepper, timeRange } from "./form_parts.js";

const DRAFT = "demo:entry";
const MOST_PEOPLE = 500;

/** `known` is the returned entry or the draft to correct, or null for a new one. */
export function entryForm(phone, { villages, choices }, known) {
  const facts = known ?? kept() ?? fresh(villages, choices);
  const keep = () => { if (!known) sessionStorage.setItem(DRAFT, JSON.stringify({ ...read(), client_id: facts.client_id })); };
  const parts = {
    village_code: chips("village", "哪个村", villages.map((one) => [one.code, speakName(one.name)]), facts.village_code),
    kind: chips("kind", "做了什么", choices.kinds.map((one) => [one.code, one.name]), facts.kind),
    way: chips("way", "怎么做的", choices.ways.map((one) => [one.code, one.name]), facts.way),
    on: dateInput("on", "哪一天", facts.on, today()),
    times: timeRange(facts.from_time, facts.to_time, keep),
    people_count: stepper("people", "服务了几个人", facts.people_count, MOST_PEOPLE, keep),
  };
  const more = extras(facts);
  const summary = h("textarea", { class: "input", id: "summary", rows: "3", maxlength: "500", value: facts.summary, placeholder: "例如：解答两户村民的土地承包问题" });
  const field = h("div", { class: "field" }, h("label", { htmlFor: "summary" }, "简单说明"), summary);
  const places = { ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.element])), summary: field, from_time: parts.times.element, to_time: parts.times.element };
  const read = () => ({
    village_code: parts.village_code.read(), on: parts.on.read(), ...parts.times.read(), kind: parts.kind.read(), way: parts.way.read(),
    summary: summary.value.trim(), people_count: parts.people_count.read(), ...more.read(),
  });
  const told = h("div", { role: "alert" });
  const send = h("button", { class: "button wide", type: "submit" }, known ? (known.state === "draft" ? "提交" : "再次提交") : "记下来");
  const submit = (event) => {
    event.preventDefault();
    forgetFields(event.target);
    whileBusy(send, () => post(phone, known, { ...read(), spot: more.spot() }, facts, { told, places }));
  };
  return h("form", { class: "card form", onsubmit: submit, oninput: keep, novalidate: true },
    parts.village_code.element, parts.on.element, parts.times.element, parts.kind.element, parts.way.element,
    field,
    parts.people_count.element, more.element, told, send);
}

/** Put what was refused into the form again, as another entry. */
export const takeUp = (draft) => sessionStorage.setItem(DRAFT, JSON.stringify({ ...draft, client_id: newKey() }));

const kept = () => JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");

const fresh = (villages, choices) => ({
  client_id: newKey(), village_code: villages[0].code, on: today(), ...lastHour(), kind: choices.kinds[0].code, way: choices.ways[0].code,
  summary: "", people_count: 1,
});

/** The hour that has just passed, or nine to ten where that would lie before the morning. */
function lastHour() {
  const [hour, minute] = shanghaiNow().slice(11, 16).split(":").map(Number);
  if (hour < 8) return { from_time: "09:00", to_time: "10:00" };
  const rest = String(minute - (minute % 15)).padStart(2, "0");
  const two = (number) => String(number).padStart(2, "0");
  return { from_time: `${two(hour - 1)}:${rest}`, to_time: `${two(hour)}:${rest}` };
}

async function post(phone, known, draft, facts, { told, places }) {
  const ask = (method, path, body) => phone.identity.ask(method, path, { body });
  try {
    if (known) await ask("PUT", `/api/v1/advisor/entries/${encodeURIComponent(known.id)}`, draft);
    else await ask("POST", "/api/v1/advisor/entries", { ...draft, client_id: facts.client_id });
    if (!known) sessionStorage.removeItem(DRAFT);
    phone.say("已记下，等待司法所审核。");
    phone.replace("entries");
  } catch (error) {
    if (!known && mayComeLater(error)) return keepForLater(phone, draft, facts);
    if (error instanceof ApiError && error.code === "client_id_reused") renew(facts, draft);
    tellFields(told, places, error);
  }
}

/** No network, or its answer was lost: the entry waits on the phone under the id that lets it arrive once. */
function keepForLater(phone, draft, facts) {
  phone.queue.add(draft, facts.client_id);
  sessionStorage.removeItem(DRAFT);
  phone.say("没有网络，已存在手机里，联网后自动提交。");
  phone.replace("entries");
}

/** The first try did arrive, and this is another entry: it needs a name of its own. */
function renew(facts, draft) {
  facts.client_id = newKey();
  sessionStorage.setItem(DRAFT, JSON.stringify({ ...draft, client_id: facts.client_id }));
}
