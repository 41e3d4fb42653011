// In the dialog of wordings: lists the articles that may answer the question; choosing one fills in its citation.
"use strict";

const PAUSE_MILLISECONDS = 500;
const LONGEST_EXCERPT = 90;

const wordingForm = document.querySelector("form[data-wording]");
let asked = "";
let timer = 0;

function say(words) {
  const place = wordingForm.querySelector("[data-suggestions]");
  const line = document.createElement("p");
  line.className = "quiet";
  line.textContent = words;
  place.replaceChildren(line);
}

function choice(article) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "choice";
  const name = document.createElement("strong");
  name.textContent = article.citation;
  const text = document.createElement("span");
  const cut = article.text.length > LONGEST_EXCERPT;
  text.textContent = cut ? `${article.text.slice(0, LONGEST_EXCERPT)}……` : article.text;
  button.append(name, text);
  button.addEventListener("click", () => { wordingForm.elements.citation.value = article.citation; });
  return button;
}

async function suggest() {
  const question = wordingForm.elements.text.value.trim();
  if (question === asked) return;
  asked = question;
  if (!question) { say("写好问题以后，这里列出可能适用的条文。"); return; }
  try {
    const { ok, answer } = await callApi(`/api/v1/staff/wordings/suggestions?question=${encodeURIComponent(question)}`, "GET");
    if (question !== asked) return;
    if (!ok || !answer.items.length) { say("没有找到可能适用的条文，请自己写。"); return; }
    wordingForm.querySelector("[data-suggestions]").replaceChildren(...answer.items.map(choice));
  } catch {
    say(NETWORK_TROUBLE);
  }
}

if (wordingForm) {
  wordingForm.elements.text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE_MILLISECONDS);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dialog='wording-dialog']")) { asked = ""; suggest(); }
  });
}
