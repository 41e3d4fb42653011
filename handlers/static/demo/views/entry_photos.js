/** Photos of an entry: optional, as many as three, until it is approved. */

import { h } from "../dom.js";
import { tellTrouble } from "../phone.js";

const MOST = 3;
const OPEN = ["draft", "submitted", "returned"];

export function photoRow(phone, one) {
  if (!OPEN.includes(one.state) && !one.photo_ids.length) return null;
  const told = h("div", { role: "alert" });
  const count = one.photo_ids.length ? h("span", { class: "pill good" }, `照片${one.photo_ids.length}张`) : null;
  const more = OPEN.includes(one.state) && one.photo_ids.length < MOST ? upload(phone, one, told) : null;
  return count || more ? [h("div", { class: "row-between" }, count ?? h("span", {}), more), told] : null;
}

function upload(phone, one, told) {
  const box = h("input", { class: "visually-hidden", type: "file", accept: "image/*", "aria-label": `加照片：${one.summary}` });
  const words = h("span", {}, "加照片（可不加）");
  box.addEventListener("change", async () => {
    if (!box.files.length) return;
    words.textContent = "正在上传…";
    try {
      await phone.identity.ask("PUT", `/api/v1/advisor/entries/${encodeURIComponent(one.id)}/photos`, { body: box.files[0] });
      phone.say("照片已加上，拍摄地点等信息已自动抹去。");
      await phone.show();
    } catch (error) {
      words.textContent = "加照片（可不加）";
      tellTrouble(told, error);
    }
  });
  return h("label", { class: "button second upload" }, words, box);
}
