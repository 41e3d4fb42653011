// The form of an opening rule: rows come and go, and beside it stands what residents would find of it. console.js sends it.
"use strict";

const form = document.querySelector("[data-opening]");
const preview = document.querySelector(".preview");
const PAUSE_MILLISECONDS = 500;
const MOST_TIMES = 6;
let agreed = false;
let asked = 0;
let waiting;

const spansOf = (place) => [...place.querySelectorAll("[data-span]")].map((span) => ({
  from_time: asClock(span.querySelector("[data-from]").value),
  to_time: asClock(span.querySelector("[data-to]").value),
}));

const ticked = (name) => [...form.querySelectorAll(`[data-${name}] input:checked`)].map((box) => box.value);

function waysInOrder() {
  const usual = form.querySelector("[data-usual]").value;
  const ways = ticked("ways");
  return ways.includes(usual) ? [usual, ...ways.filter((way) => way !== usual)] : ways;
}

function languages() {
  const typed = form.querySelector("[data-dialects]")?.value.split(/[、，,\s]+/).filter(Boolean) || [];
  return [...new Set([...ticked("languages"), ...typed])];
}

function wholeNumbers() {
  const fields = [...form.querySelectorAll("[data-whole]")];
  return Object.fromEntries(fields.map((field) => [field.dataset.whole, field.value === "" ? null : Number(field.value)]));
}

form.collect = () => ({
  spans: [...form.querySelectorAll("[data-day]")].flatMap((day) => spansOf(day).map((span) => ({ weekday: Number(day.dataset.day), ...span }))),
  exceptions: [...form.querySelectorAll("[data-exception]")].filter((one) => one.querySelector("[data-on]").value)
    .map((one) => ({ on: one.querySelector("[data-on]").value, hours: spansOf(one) })),
  keeps_holidays: form.querySelector("[data-holidays]").checked,
  ways: waysInOrder(),
  languages: languages(),
  lengths: Object.fromEntries([...form.querySelectorAll("[data-length]")].filter((one) => one.value !== "").map((one) => [one.dataset.length, Number(one.value)])),
  ...wholeNumbers(),
});

// 9, 930 and 9：30 are written as the clock shows them; what cannot be a time stays for the server to name.
function asClock(typed) {
  const found = typed.trim().replace(/[：.。]/, ":").match(/^(\d{1,2})(?::?(\d{2}))?$/);
  return found ? `${found[1].padStart(2, "0")}:${found[2] || "00"}` : typed.trim();
}

form.addEventListener("change", (event) => {
  if (event.target.matches(".clock")) event.target.value = asClock(event.target.value);
});

// Rows that come and go.

function addSpan(group, values) {
  const span = document.querySelector("[data-span-template]").content.cloneNode(true).firstElementChild;
  const about = group.querySelector("strong")?.textContent || "特殊日期";
  for (const part of span.querySelectorAll("[aria-label]")) {
    const label = part.getAttribute("aria-label");
    part.setAttribute("aria-label", part.dataset.drop !== undefined ? `删去${about}的这一段` : about + label);
  }
  const last = spansOf(group).at(-1);
  const [from, to] = values || (last ? ["14:00", "17:00"] : ["09:00", "12:00"]);
  span.querySelector("[data-from]").value = from;
  span.querySelector("[data-to]").value = to;
  group.querySelector("[data-spans]").append(span);
  showClosed(group);
  return span;
}

function showClosed(group) {
  group.querySelector("[data-closed]").hidden = group.querySelector("[data-span]") !== null;
}

function copyMonday() {
  const days = [...form.querySelectorAll("[data-day]")];
  const monday = spansOf(days[0]);
  for (const day of days.slice(1, 5)) {
    day.querySelector("[data-spans]").replaceChildren();
    for (const span of monday) addSpan(day, [span.from_time, span.to_time]);
    showClosed(day);
  }
}

function addException() {
  const row = document.querySelector("[data-exception-template]").content.cloneNode(true).firstElementChild;
  form.querySelector("[data-exceptions]").append(row);
  row.querySelector("[data-on]").focus();
}

function drop(row, group) {
  const next = group.querySelector("[data-add], [data-add-exception]");
  row.remove();
  if (group.querySelector("[data-closed]")) showClosed(group);
  next?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const group = button.closest("[data-day], [data-exception]");
  const has = (name) => button.dataset[name] !== undefined;
  if (has("add")) addSpan(group).querySelector("input").focus();
  else if (has("drop")) drop(button.closest("[data-span]"), group);
  else if (has("dropException")) drop(group, group.closest("section"));
  else if (has("copy")) copyMonday();
  else if (has("addException")) addException();
  else if (has("saveAnyway")) saveAnyway(button);
  else return;
  if (!has("saveAnyway")) changed();
});

// What is wrong is said where it is.

function placeOf(name) {
  const [kind, which] = [name.split(".")[0], name.split(".").slice(1).join(".")];
  if (kind === "spans") return form.querySelector(`[data-day="${which || 0}"]`);
  if (kind === "exceptions") return [...form.querySelectorAll("[data-exception]")].find((one) => one.querySelector("[data-on]").value === which);
  return form.querySelector(`[data-${kind}]`);
}

function showWrong(fields) {
  for (const box of form.querySelectorAll("[data-wrong]")) box.hidden = true;
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const [name, words] of Object.entries(fields)) {
    const whole = form.querySelector(`[data-whole="${name}"]`);
    const box = placeOf(name)?.querySelector("[data-wrong]");
    whole?.setAttribute("aria-invalid", "true");
    if (!box) continue;
    box.textContent = words;
    box.hidden = false;
  }
}

// Words for fields without a place of their own stand in the sentence at the foot.
form.addEventListener("refused", (event) => {
  const fields = event.detail.fields || {};
  showWrong(fields);
  const box = form.querySelector("[data-error]");
  box.textContent = [event.detail.message, ...Object.entries(fields).filter(([name]) => !placeOf(name)).map(([, words]) => words)].join("");
  form.querySelector("[data-wrong]:not([hidden])")?.scrollIntoView({ block: "center" });
});

// The preview.

function changed() {
  agreed = false;
  form.querySelector("[data-changed]")?.removeAttribute("hidden");
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE_MILLISECONDS);
}

form.addEventListener("input", changed);
preview.querySelector("[data-preview-service]").addEventListener("change", () => look());

function node(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function dayRow(day) {
  const row = document.createElement("li");
  row.append(node("strong", day.day_name));
  const hours = day.hours.map((one) => `${one.from_time}—${one.to_time}`).join("、");
  row.append(node("span", day.free.length ? `可约${day.free.length}个时间` : day.note, `pill ${day.free.length ? "good" : day.hours.length ? "warn" : "calm"}`));
  const told = [hours && `接待${hours}`, day.booked_count && `已约${day.booked_count}个`, day.free.length && day.note].filter(Boolean);
  if (told.length) row.append(node("span", told.join("，"), "quiet"));
  if (day.free.length) row.append(node("span", timesOf(day.free), "quiet"));
  return row;
}

function timesOf(free) {
  if (free.length <= MOST_TIMES) return free.join(" ");
  return `${free.slice(0, MOST_TIMES - 1).join(" ")} … ${free.at(-1)}`;
}

function outsideRow(one) {
  const row = document.createElement("li");
  const link = node("a", `${one.starts_at.slice(5, 10).replace("-", "月")}日 ${one.starts_at.slice(11, 16)}`);
  link.href = `/console/bookings?on=${one.starts_at.slice(0, 10)}`;
  row.append(link, ` ${one.service_name}${one.phone_masked ? `，${one.phone_masked}` : ""}`);
  return row;
}

function showOutside(affected) {
  for (const list of document.querySelectorAll("[data-outside-list]")) list.replaceChildren(...affected.map(outsideRow));
  const part = preview.querySelector("[data-outside]");
  part.hidden = affected.length === 0;
  part.querySelector("[data-outside-count]").textContent = `有${affected.length}个已有的预约不在这样的接待时间里，`;
}

/** Ask what the form would make of the fortnight; null when it cannot be told. */
async function look() {
  clearTimeout(waiting);
  const number = ++asked;
  const state = preview.querySelector("[data-preview-state]");
  const service = preview.querySelector("[data-preview-service]").value;
  try {
    const { ok, answer } = await callApi(form.dataset.preview, "POST", { ...form.collect(), service_code: service || null });
    if (number !== asked) return null;
    showWrong(ok ? {} : answer.error?.fields || {});
    if (!ok) { state.textContent = answer.error?.message || "暂时算不出来，请稍后再试。"; return null; }
    const free = answer.days.reduce((sum, day) => sum + day.free.length, 0);
    state.textContent = free ? `${answer.service_name}共有${free}个开始时间可约。` : `${answer.service_name}没有可约的时间。`;
    preview.querySelector("[data-preview-days]").replaceChildren(...answer.days.map(dayRow));
    showOutside(answer.affected);
    return answer;
  } catch {
    if (number === asked) state.textContent = "网络不通，暂时看不到可约时间。";
    return null;
  }
}

// Whoever would leave bookings outside is told first; console.js sends the form once that is agreed.

document.addEventListener("submit", async (event) => {
  if (event.target !== form || agreed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const found = await look();
  button.disabled = false;
  if (found?.affected.length) {
    document.getElementById("outside-dialog").showModal();
    return;
  }
  send();
}, true);

function send() {
  agreed = true;
  form.requestSubmit();
}

function saveAnyway(button) {
  button.closest("dialog").close();
  send();
}

look();
