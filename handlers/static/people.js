// A file is handed in: a form with data-upload sends its one file as the body, then goes to what was made of it.
"use strict";

const UPLOAD_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const LARGEST_BYTES = 5 * 1024 * 1024;

function problemOf(file) {
  if (!file) return "请先选择文件。";
  if (!/\.xlsx$/i.test(file.name)) return "请选择 .xlsx 文件；其他格式请用 Excel 或 WPS 另存为 .xlsx。";
  return file.size > LARGEST_BYTES ? "文件太大，最多5 MB。" : "";
}

async function upload(form) {
  const file = form.querySelector("[type=file]").files[0];
  const problem = problemOf(file);
  showTrouble(form, problem);
  if (problem) return;
  setBusy(form, true);
  try {
    const headers = {
      "Content-Type": UPLOAD_TYPE,
      "X-Xsrftoken": cookie("_xsrf"),
      "X-File-Name": encodeURIComponent(file.name.slice(-40)),
    };
    const address = `${form.dataset.upload}?roster=${encodeURIComponent(form.elements.roster.value)}`;
    const response = await fetch(address, { method: "POST", headers, body: file, credentials: "same-origin" });
    const answer = await response.json();
    if (response.ok) location.assign(form.dataset.after.replace("{id}", encodeURIComponent(answer.id)));
    else showTrouble(form, answer.error?.message || "没有上传成功，请稍后再试。");
  } catch {
    showTrouble(form, NETWORK_TROUBLE);
  } finally {
    setBusy(form, false);
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.upload) return;
  event.preventDefault();
  upload(event.target);
});
