// A button with data-copy="ID" copies the text of that element and says so. Without a secure address the browser has
// no clipboard for us: then the text is marked and copied the old way.
"use strict";

function copyOldWay(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const chosen = getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
  return document.execCommand("copy");
}

async function copyText(element) {
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
    return true;
  } catch {
    return copyOldWay(element);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const done = await copyText(document.getElementById(button.dataset.copy));
  button.textContent = done ? "已复制" : "请按 Ctrl+C 复制";
});
