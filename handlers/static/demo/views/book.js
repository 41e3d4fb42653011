/** One tap books; a second tap, or a try after a lost answer, gives the same booking. */

import { ApiError, newKey } from "../api.js";
import { h, whileBusy } from "../dom.js";
import { forgetFields, tellFields, tellTrouble } from "../phone.js";
import { tellRefusal } from "./refusal.js";

const keyFor = (wish) => {
  const name = `demo:wish:${JSON.stringify(wish)}`;
  const key = sessionStorage.getItem(name) ?? newKey();
  sessionStorage.setItem(name, key);
  return { key, forget: () => sessionStorage.removeItem(name) };
};

/** The button of one wish, and the place where a refusal is told. */
export function bookButton(phone, wish, words = "一键预约", label = null) {
  const told = h("div", { role: "alert" });
  const button = h("button", { class: "button wide", type: "button", "aria-label": label, onclick: () => whileBusy(button, () => book(phone, wish, told)) }, words);
  return { button, told };
}

/** Book what is wished for and show it; a refusal is told at `told`, what is wrong with a field at its place. */
export async function book(phone, wish, told, places = {}) {
  told.replaceChildren();
  Object.values(places).forEach(forgetFields);
  if (!phone.identity.profile.phone_masked && !(await givePhone(phone, told))) return null;
  const { key, forget } = keyFor({ ...wish, user: phone.identity.person.user });
  try {
    const made = await post(phone, wish, key);
    forget();
    phone.go(`booking/${made.id}/new`);
  } catch (error) {
    if (error instanceof ApiError && error.code !== "offline" && error.status < 500) forget();
    if (Object.keys(error.fields ?? {}).some((name) => places[name])) return tellFields(told, places, error);
    const take = ({ provider_id, starts_at }) => book(phone, { ...wish, provider_id, starts_at }, told, places);
    return tellRefusal(told, error, { wish, take });
  }
  return null;
}

const post = (phone, wish, key) =>
  phone.identity.ask("POST", "/api/v1/bookings", { body: wish, headers: { "Idempotency-Key": key } });

/** WeChat's own sheet: the number is handed over only after 允许. */
export async function givePhone(phone, told) {
  const lines = [
    h("p", {}, "申请使用您的微信绑定手机号，只用于法律服务人员与您联系。"),
    h("p", { class: "sheet-phone" }, mask(phone.identity.person.phone)),
  ];
  if (!(await phone.confirm({ title: "授权手机号", lines, yes: "允许", no: "不允许" }))) return false;
  try {
    await phone.identity.givePhone();
    return true;
  } catch (error) {
    tellTrouble(told, error);
    return false;
  }
}

export const mask = (number) => `${number.slice(0, 3)}****${number.slice(-4)}`;
