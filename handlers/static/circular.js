// Copies the edited document with the styles of an official one, so that a word processor keeps them.
"use strict";

const STYLE_OF = {
  title: "font-family:方正小标宋简体,宋体;font-size:22pt;line-height:32pt;text-align:center;margin:0 0 16pt",
  addressees: "font-family:仿宋_GB2312,仿宋;font-size:16pt;line-height:28pt;margin:0",
  heading: "font-family:黑体;font-size:16pt;line-height:28pt;text-indent:2em;margin:0",
  text: "font-family:仿宋_GB2312,仿宋;font-size:16pt;line-height:28pt;text-indent:2em;text-align:justify;margin:0",
  office: "font-family:仿宋_GB2312,仿宋;font-size:16pt;line-height:28pt;text-align:right;margin:28pt 4em 0 0",
  dated: "font-family:仿宋_GB2312,仿宋;font-size:16pt;line-height:28pt;text-align:right;margin:0 2em 0 0",
};

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function linesOf(place) {
  return [...place.children].map((line) => ({ kind: line.className in STYLE_OF ? line.className : "text", text: line.textContent.trim() }))
    .filter((line) => line.text);
}

async function copyDocument(place) {
  const lines = linesOf(place);
  const html = lines.map((line) => `<p style="${STYLE_OF[line.kind]}">${escaped(line.text)}</p>`).join("\n");
  const plain = lines.map((line) => line.text).join("\n");
  if (navigator.clipboard?.write) {
    const parts = { "text/html": new Blob([html], { type: "text/html" }), "text/plain": new Blob([plain], { type: "text/plain" }) };
    await navigator.clipboard.write([new ClipboardItem(parts)]);
    return;
  }
  // Without a secure address browsers have no clipboard: the old way copies what is selected.
  document.addEventListener("copy", (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", plain);
    event.preventDefault();
  }, { once: true });
  if (!document.execCommand("copy")) throw new Error("not copied");
}

document.querySelector("[data-print]").addEventListener("click", () => window.print());
document.querySelector("[data-copy]").addEventListener("click", async (event) => {
  const place = document.querySelector(event.currentTarget.dataset.copy);
  try {
    await copyDocument(place);
    tell("已复制，可以粘贴到Word。");
  } catch {
    tell("浏览器不允许复制，请选中正文后按Ctrl+C。");
  }
});
