// A file goes up as it is chosen: <input type="file" data-upload="ADDRESS" data-done="what to say then">.
"use strict";

async function upload(input) {
  const file = input.files[0];
  if (!file) return;
  showTrouble(input, "");
  input.disabled = true;
  try {
    const headers = { "X-Xsrftoken": cookie("_xsrf") };
    const response = await fetch(input.dataset.upload, { method: "POST", headers, body: file, credentials: "same-origin" });
    if (response.ok) {
      sessionStorage.setItem(NEWS_KEY, input.dataset.done || "已上传。");
      location.reload();
      return;
    }
    const answer = await response.json().catch(() => ({}));
    showTrouble(input, answer.error?.message || (response.status === 413 ? "文件太大。" : "没有上传成功，请稍后再试。"));
  } catch {
    showTrouble(input, NETWORK_TROUBLE);
  } finally {
    input.disabled = false;
    input.value = "";
  }
}

document.addEventListener("change", (event) => event.target.dataset.upload && upload(event.target));
