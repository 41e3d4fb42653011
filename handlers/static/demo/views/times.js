/** To choose oneself: for whom, in which way, with whom and when. */

import { h, whileBusy } from "../dom.js";
import { book } from "./book.js";
import { chips } from "./form_parts.js";
import { bigMoment } from "./moment.js";
import { timeList } from "./time_list.js";
import { whomPart } from "./whom.js";

export const freeTimes = async (phone, code, query = "") =>
  (await phone.identity.ask("GET", `/api/v1/services/${encodeURIComponent(code)}/free-times${query}`)).items;

export const times = {
  title: "自己挑时间",
  load: async (phone, code) => {
    const [one, free] = await Promise.all([phone.identity.ask("GET", `/api/v1/services/${encodeURIComponent(code)}`), freeTimes(phone, code)]);
    return { one, free };
  },
  draw: ({ one, free }, phone, _code, matterNumber, forWhom) => {
    const whom = whomPart(forWhom === "family");
    const way = wayPart(phone, one);
    const told = h("div", { role: "alert" });
    const wish = () => ({
      service_code: one.code,
      ...(matterNumber && matterNumber !== "-" ? { matter_number: matterNumber } : {}),
      ...(whom.read() ? { beneficiary: whom.read() } : {}),
      ...(way?.read() ? { way: way.read() } : {}),
    });
    const soonest = h("button", { class: "button wide", type: "button", onclick: () => whileBusy(soonest, () => book(phone, wish(), told, whom.places)) }, "约最早的时间");
    const pick = async (time) => {
      const { provider_id, starts_at } = time;
      if (await agreed(phone, one, time, whom.read())) await book(phone, { ...wish(), provider_id, starts_at }, told, whom.places);
    };
    return h("div", { class: "stack" },
      h("section", { class: "card form" }, h("h2", {}, one.name), whom.element, way?.element, soonest, told),
      h("h2", { class: "section-title" }, "或者挑一个时间"),
      timeList(free, pick));
  },
};

/** Ways to meet are asked only where there is a choice; whoever is on the green channel may have somebody come home. */
function wayPart(phone, one) {
  if (one.ways.length < 2) return null;
  const part = chips("way", "怎么见面", [["", "都可以"], ...one.ways.map((way) => [way.code, way.name])], "");
  const comesHome = phone.identity.profile.green_reasons?.length && one.ways.some((way) => way.code === "home_visit");
  if (comesHome) part.element.append(h("p", { class: "said-yes" }, "您已登记绿色通道，行动不便可以选“上门服务”。"));
  return part;
}

function agreed(phone, one, time, family) {
  const lines = [h("p", {}, `${one.name}${family ? `（替${family.name || "家里人"}约）` : ""}`), bigMoment(time.starts_at),
    h("p", {}, `${time.provider_name} ${time.provider_kind_name}`), h("p", { class: "quiet" }, time.place)];
  return phone.confirm({ title: "就约这个时间吗？", lines, yes: "就约这个" });
}
