// The village's page prints itself, and sends the photo that was chosen at once.
"use strict";

document.querySelector("[data-print]").addEventListener("click", () => window.print());

async function sendPhoto(form, file) {
  showTrouble(form, "");
  try {
    const headers = { "Content-Type": file.type || "application/octet-stream", "X-Xsrftoken": cookie("_xsrf") };
    const response = await fetch(form.dataset.photo, { method: "PUT", headers, body: file, credentials: "same-origin" });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) { showTrouble(form, answer.error?.message || "没有上传成功，请稍后再试。"); return; }
    sessionStorage.setItem(NEWS_KEY, "照片已保存。");
    location.reload();
  } catch {
    showTrouble(form, NETWORK_TROUBLE);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-photo]");
  if (form && event.target.files?.length) sendPhoto(form, event.target.files[0]);
});
