/** What to bring, as a list to tick off: photos handed in ahead, what the office says of them, and the clock of the law. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { sayDay, sayMoment } from "../words.js";

const TONES = { ok: "good", missing: "bad" };

const path = (id) => `/api/v1/bookings/${encodeURIComponent(id)}/materials`;

export const materials = {
  title: "材料和期限",
  load: (phone, id) => phone.identity.ask("GET", path(id)),
  draw: (told, phone, id) => {
    const place = h("div", { class: "stack" });
    show(place, told, phone, id);
    return place;
  },
};

const show = (place, told, phone, id) => place.replaceChildren(
  h("section", { class: "card" }, h("h2", {}, told.service_name), clock(told)),
  told.takes_photos ? h("p", { class: "quiet pad" }, "可以先拍照交上来，工作人员先看，少跑一趟。照片只用于这次办事，到期自动删除。") : "",
  ...told.items.map((one) => item(place, told, phone, id, one)));

/** The statutory clock runs from the acceptance. */
function clock(told) {
  if (told.concluded_at) return h("p", {}, `${sayMoment(told.concluded_at)}已经办结。`);
  if (!told.accepted_at) return h("p", {}, `办理期限：${told.limit_text}`);
  return h("dl", { class: "facts" },
    h("div", {}, h("dt", {}, "办理期限"), h("dd", { class: "big" }, told.days_left_text), told.due_on ? h("dd", {}, `最晚${sayDay(told.due_on)}`) : null),
    h("div", {}, h("dt", {}, "受理时间"), h("dd", {}, sayMoment(told.accepted_at)), h("dd", { class: "quiet" }, told.limit_text)));
}

function item(place, list, phone, id, one) {
  const told = h("div", { role: "alert" });
  const change = async (method, address, body) => {
    told.replaceChildren();
    try {
      show(place, await phone.identity.ask(method, address, { body }), phone, id);
    } catch (error) {
      tellTrouble(told, error);
    }
  };
  const photos = `${path(id)}/${one.number}/photos`;
  return h("article", { class: "card" },
    h("div", { class: "row-between" }, h("h3", {}, one.name), mark(one)),
    h("p", {}, one.form_text),
    one.needed_if || one.note ? h("p", { class: "quiet" }, [one.needed_if ? `${one.needed_if}${one.form === "on_the_spot" ? "要填" : "要带"}。` : "", one.note ?? ""].join("")) : null,
    one.check?.note ? h("p", { class: one.check.result === "missing" ? "trouble" : "quiet" }, one.check.note) : null,
    one.photos.length ? h("ul", { class: "photos" }, one.photos.map((photo, index) => thumbnail(phone, `${photos}/${photo.id}`, `${one.name}照片${index + 1}`, () => change("DELETE", `${photos}/${photo.id}`)))) : null,
    list.takes_photos && one.photo_upload ? upload(one, (file) => change("PUT", photos, file)) : null, told);
}

function mark(one) {
  if (one.check) return h("span", { class: `pill ${TONES[one.check.result] ?? ""}` }, one.check.result_name);
  return one.photos.length ? h("span", { class: "pill good" }, "已交照片") : null;
}

function upload(one, send) {
  const box = h("input", { class: "visually-hidden", type: "file", accept: "image/*", "aria-label": `拍照上传：${one.name}` });
  const words = h("span", {}, one.photos.length ? "再拍一张" : "拍照上传");
  box.addEventListener("change", async () => {
    if (!box.files.length) return;
    words.textContent = "正在上传…";
    await send(box.files[0]);
    words.textContent = "拍照上传";
  });
  return h("label", { class: "button second wide upload" }, words, box);
}

/** The picture needs the token, so it is fetched and drawn from memory. */
function thumbnail(phone, address, words, remove) {
  const image = h("img", { alt: words });
  phone.identity.ask("GET", address, { as: "blob" }).then((blob) => readAsAddress(blob)).then((data) => { image.src = data; }).catch(() => image.replaceWith(h("span", { class: "quiet" }, "照片没有取到。")));
  const button = h("button", { class: "button second", type: "button", "aria-label": `删除${words}`, onclick: () => whileBusy(button, remove) }, "删除");
  return h("li", {}, image, button);
}

const readAsAddress = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(blob);
});
