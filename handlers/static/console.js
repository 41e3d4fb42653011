// The console as a client of the API. A form or button that changes something says so with attributes:
//   data-api      the address of the API         data-method   its method (POST if not said)
//   data-body     JSON to send (a form sends its fields; data-number makes a field a number)
//   data-confirm  a question to ask first        data-done     what to say when it is done
//   data-after    "reload" (if not said), "next" (settle the data-item, go to the next one), "stay", "tell" (open the
//                 dialog named in data-tell with the answer in its [data-answer]), or an address, in which {name} stands
//                 for a part of the answer
//   data-settled  with "next": the word that takes the place of the item's [data-actions]
// Errors are shown in place: in the [data-error] of the form or item, else right behind the button.
"use strict";

const NETWORK_TROUBLE = "网络不通，没有提交成功。请检查网络后再试，您填写的内容还在。";
const NEWS_KEY = "console-news";

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

async function callApi(address, method, body) {
  const headers = { "Content-Type": "application/json", "X-Xsrftoken": cookie("_xsrf") };
  const sent = method === "GET" || body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(address, { method, headers, body: sent, credentials: "same-origin" });
  const text = await response.text();
  let answer = {};
  try { answer = text ? JSON.parse(text) : {}; } catch { /* a proxy's page: told as trouble below */ }
  return { ok: response.ok, status: response.status, answer };
}

function bodyOf(element) {
  if (element.collect) return element.collect(); // a form with parts of its own
  if (element.dataset.body) return JSON.parse(element.dataset.body);
  if (!(element instanceof HTMLFormElement)) return {};
  const body = {};
  for (const field of element.elements) {
    if (!field.name || field.disabled || field.type === "submit") continue;
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
    const text = field.value.trim();
    if (text === "" && field.dataset.optional !== undefined) continue;
    body[field.name] = readField(field, text);
  }
  return body;
}

// A moment is typed as the clock on the wall shows it: the time of China.
function readField(field, text) {
  if (field.dataset.number !== undefined && text !== "") return Number(text);
  return field.type === "datetime-local" && text !== "" ? `${text}:00+08:00` : text;
}

function labelOf(element, name) {
  const field = element instanceof HTMLFormElement ? element.elements[name] : null;
  const label = field?.labels?.[0]?.firstChild?.textContent || "";
  return label.split("（")[0].trim();
}

function wordsOf(element, error) {
  const fields = Object.entries(error.fields || {});
  if (error.code !== "bad_input" || !fields.length) return error.message || "没有提交成功，请稍后再试。";
  return fields.map(([name, words]) => [labelOf(element, name), words].filter(Boolean).join("：")).join("");
}

function showTrouble(element, words) {
  const place = element.closest("form, [data-item]") || element.parentElement;
  let box = place.querySelector("[data-error]");
  if (!box) {
    box = document.createElement("p");
    box.dataset.error = "";
    element.insertAdjacentElement("afterend", box);
  }
  box.className = "trouble";
  box.setAttribute("role", "alert");
  box.textContent = words;
  box.hidden = words === "";
}

function markFields(element, fields) {
  if (!(element instanceof HTMLFormElement)) return;
  for (const field of element.elements) {
    if (!field.name) continue;
    field.toggleAttribute("aria-invalid", field.name in fields);
  }
  element.querySelector("[aria-invalid]")?.focus();
}

function tell(words) {
  const box = document.querySelector("[data-news]");
  if (!box || !words) return;
  box.textContent = words;
  box.hidden = false;
}

function setBusy(element, busy) {
  const button = element instanceof HTMLFormElement ? element.querySelector("[type=submit]") : element;
  if (!button) return;
  button.disabled = busy;
  button.setAttribute("aria-busy", String(busy));
  if (busy) {
    button.dataset.label = button.textContent;
    button.textContent = "正在提交…";
  } else if (button.dataset.label) {
    button.textContent = button.dataset.label;
  }
}

// The item stays where it is, marked as settled: nothing moves under the pointer, so a double click harms nothing.
function goToNext(element, words) {
  const dialog = element.closest("dialog");
  const source = dialog?.returnTo || element;
  const item = source.closest("[data-item]");
  const pill = document.createElement("span");
  pill.className = "pill calm";
  pill.textContent = source.dataset.settled || "已处理";
  dialog?.close();
  item.querySelector("[data-actions]").replaceChildren(pill);
  item.dispatchEvent(new CustomEvent("settled", { bubbles: true, detail: { source } }));
  item.removeAttribute("data-item");
  item.classList.add("settled");
  for (const counter of document.querySelectorAll("[data-count]")) {
    counter.textContent = String(Math.max(0, Number(counter.textContent) - 1));
  }
  const left = document.querySelectorAll("[data-item]");
  if (!left.length) {
    sessionStorage.setItem(NEWS_KEY, words);
    location.reload();
    return;
  }
  const next = [...left].find((one) => item.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) || left[0];
  next.querySelector("button")?.focus();
}

// What is told once (a password, a phone number) stands in a dialog and is gone when that is closed.
function tellAnswer(element, answer) {
  element.closest("dialog")?.close();
  const dialog = document.getElementById(element.dataset.tell);
  for (const place of dialog.querySelectorAll("[data-answer]")) place.textContent = answer[place.dataset.answer] ?? "";
  dialog.addEventListener("close", () => {
    for (const place of dialog.querySelectorAll("[data-answer]")) place.textContent = "";
    if (dialog.dataset.reload !== undefined) location.reload();
  }, { once: true });
  dialog.showModal();
}

function afterwards(element, answer) {
  const after = (element.dataset.after || "reload").replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(answer[name] ?? ""));
  const words = element.dataset.done || "";
  if (after === "tell") { tellAnswer(element, answer); return; }
  if (after === "stay") { tell(words); return; }
  if (after === "next") {
    tell(words);
    goToNext(element, words);
    return;
  }
  sessionStorage.setItem(NEWS_KEY, words);
  if (after === "reload") location.reload(); else location.assign(after);
}

async function submit(element) {
  if (element.dataset.confirm && !window.confirm(element.dataset.confirm)) return;
  showTrouble(element, "");
  document.querySelector("[data-news]")?.setAttribute("hidden", "");
  setBusy(element, true);
  try {
    const { ok, status, answer } = await callApi(element.dataset.api, element.dataset.method || "POST", bodyOf(element));
    if (ok) { afterwards(element, answer); return; }
    const error = answer.error || {};
    if (status === 401 && error.code === "sign_in_needed") {
      showTrouble(element, "登录已过期，请重新登录后再提交。");
      return;
    }
    showTrouble(element, wordsOf(element, error));
    markFields(element, error.fields || {});
    element.dispatchEvent(new CustomEvent("refused", { detail: error }));
  } catch {
    showTrouble(element, NETWORK_TROUBLE);
  } finally {
    setBusy(element, false);
  }
}

// A dialog is opened by a button with data-dialog; the button's data-api, data-about and data-done go along.
function openDialog(button) {
  const dialog = document.getElementById(button.dataset.dialog);
  const form = dialog.querySelector("form");
  form.reset();
  showTrouble(form, "");
  form.dataset.api = button.dataset.api;
  form.dataset.done = button.dataset.done || form.dataset.done || "";
  for (const place of dialog.querySelectorAll("[data-about]")) place.textContent = button.dataset.about || "";
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.values || "{}"))) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  dialog.returnTo = button;
  dialog.showModal();
}

function fillIn(button) {
  const field = button.closest("form").elements[button.dataset.into];
  field.value = button.textContent.trim();
  field.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.api) return;
  event.preventDefault();
  submit(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.dialog) { openDialog(button); return; }
  if (button.dataset.close !== undefined) { button.closest("dialog").close(); return; }
  if (button.dataset.into) { fillIn(button); return; }
  if (button.dataset.api && button.type !== "submit") submit(button);
});

// A key held down presses once.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest("button")) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.dataset.submit !== undefined) event.target.form.requestSubmit();
});

document.addEventListener("close", (event) => event.target.returnTo?.isConnected && event.target.returnTo.focus(), true);

const news = sessionStorage.getItem(NEWS_KEY);
sessionStorage.removeItem(NEWS_KEY);
tell(news);
