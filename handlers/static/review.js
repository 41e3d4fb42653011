// The review queue by keyboard: j and k move, a approves, r returns, x selects, Shift+A approves what is selected,
// u takes the last approval back, ? explains. It presses the same buttons that the mouse presses; console.js calls.
"use strict";

const UNDO_KEY = "review-undo";
const bar = document.querySelector("[data-review]");

const rows = () => [...document.querySelectorAll("tr[data-item]")];
const currentRow = () => document.activeElement?.closest("tr[data-item]");

function focusRow(row) {
  row?.querySelector("[data-approve]")?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const at = all.indexOf(currentRow());
  focusRow(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function selected() {
  return rows().filter((row) => row.querySelector("[data-select]")?.checked);
}

function showSelection() {
  for (const row of rows()) row.classList.toggle("chosen", row.querySelector("[data-select]")?.checked === true);
  const count = selected().length;
  bar.querySelector("[data-approve-selected]").disabled = count === 0;
  bar.querySelector("[data-selected-count]").textContent = count ? `（${count}条）` : "";
  const all = bar.querySelector("[data-select-all]");
  all.checked = count > 0 && count === rows().length;
  all.indeterminate = count > 0 && !all.checked;
}

function toggle(row) {
  const box = row?.querySelector("[data-select]");
  if (!box) return;
  box.checked = !box.checked;
  showSelection();
}

function say(words) {
  const place = bar.querySelector("[data-review-error]");
  place.textContent = words;
  place.hidden = words === "";
}

// What can still be taken back outlives the page: after the last row of a page the next page is loaded at once.
function lastApproval() {
  const kept = JSON.parse(sessionStorage.getItem(UNDO_KEY) || "null");
  return kept && kept.until > Date.now() ? kept : null;
}

function remember(ids) {
  const until = Date.now() + Number(bar.dataset.undoSeconds) * 1000;
  sessionStorage.setItem(UNDO_KEY, JSON.stringify({ ids, until }));
  showUndo();
}

function showUndo() {
  const kept = lastApproval();
  bar.querySelector("[data-undo]").disabled = !kept;
  if (kept) setTimeout(showUndo, Math.max(kept.until - Date.now(), 0) + 100);
}

async function undo() {
  const kept = lastApproval();
  if (!kept) return;
  sessionStorage.removeItem(UNDO_KEY);
  showUndo();
  try {
    const refused = [];
    for (const id of kept.ids) {
      const { ok, answer } = await callApi(`/api/v1/staff/entries/${id}/approval`, "DELETE");
      if (!ok) refused.push(answer.error?.message || "没有撤回成功。");
    }
    const taken = kept.ids.length - refused.length;
    sessionStorage.setItem(NEWS_KEY, `已撤回${taken}条。${refused[0] || ""}`);
    location.reload();
  } catch {
    say(NETWORK_TROUBLE);
  }
}

function settle(row) {
  const pill = document.createElement("span");
  pill.className = "pill calm";
  pill.textContent = "已通过";
  row.querySelector("[data-actions]").replaceChildren(pill);
  row.querySelector("[data-select]").remove();
  row.removeAttribute("data-item");
  row.classList.remove("chosen");
  row.classList.add("settled");
}

async function approveSelected() {
  const chosen = selected();
  const button = bar.querySelector("[data-approve-selected]");
  if (!chosen.length || button.getAttribute("aria-busy") === "true") return;
  say("");
  button.setAttribute("aria-busy", "true");
  const ids = chosen.map((row) => ({ id: row.dataset.entry, revision: Number(row.dataset.revision) }));
  try {
    const { ok, answer } = await callApi("/api/v1/staff/entries/approvals", "POST", { ids });
    if (!ok) { say(answer.error?.message || "没有提交成功，请稍后再试。"); return; }
    showOutcomes(chosen, answer);
  } catch {
    say(NETWORK_TROUBLE);
  } finally {
    button.setAttribute("aria-busy", "false");
  }
}

function showOutcomes(chosen, answer) {
  const outcomes = new Map(answer.outcomes.map((one) => [one.id, one]));
  const approved = [];
  for (const row of chosen) {
    const outcome = outcomes.get(row.dataset.entry);
    if (outcome?.approved) {
      approved.push(outcome.id);
      settle(row);
    } else {
      showTrouble(row.querySelector("[data-approve]"), outcome?.message || "没有通过。");
    }
  }
  for (const counter of document.querySelectorAll("[data-count]")) {
    counter.textContent = String(Math.max(0, Number(counter.textContent) - approved.length));
  }
  if (approved.length) remember(approved);
  const refused = chosen.length - approved.length;
  const words = `已通过${approved.length}条${refused ? `，${refused}条没有通过，原因写在那一行` : ""}。`;
  if (!rows().length) {
    sessionStorage.setItem(NEWS_KEY, words);
    location.reload();
    return;
  }
  tell(words);
  showSelection();
  focusRow(rows()[0]);
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => currentRow()?.querySelector("[data-approve]")?.click(),
  r: () => currentRow()?.querySelector("[data-return]")?.click(),
  x: () => toggle(currentRow()),
  u: undo,
  A: approveSelected,
  "?": () => document.getElementById("help-dialog").showModal(),
};

function isTyping(element) {
  return element.matches("textarea, select, input:not([type=checkbox])");
}

function inDialog(event, dialog) {
  const form = dialog.querySelector("form");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (/^[1-9]$/.test(event.key) && !isTyping(event.target)) {
    const choice = dialog.querySelectorAll("[data-into]")[Number(event.key) - 1];
    if (choice) {
      event.preventDefault();
      choice.click();
    }
  }
}

function onKey(event) {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) { inDialog(event, dialog); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
  if (isTyping(event.target) || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
}

if (bar) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("settled", (event) => {
    event.target.querySelector("[data-select]")?.remove();
    if (event.detail.source.dataset.approve !== undefined) remember([event.target.dataset.entry]);
    showSelection();
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset.selectAll !== undefined) {
      for (const row of rows()) row.querySelector("[data-select]").checked = event.target.checked;
    }
    showSelection();
  });
  bar.querySelector("[data-approve-selected]").addEventListener("click", approveSelected);
  bar.querySelector("[data-undo]").addEventListener("click", undo);
  bar.querySelector("[data-help]").addEventListener("click", KEYS["?"]);
  showSelection();
  showUndo();
}
