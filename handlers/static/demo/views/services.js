/** The front desk: every service, one tap away. */

import { empty, h, icon } from "../dom.js";
import { sayMoment, speakName } from "../words.js";
import { bookButton } from "./book.js";

const ICONS = { lawyer: "scales", notary: "stamp", appraisal: "magnifier", legal_aid: "umbrella", mediation: "hands", advice: "speech" };

const listServices = async (phone) => (await phone.identity.ask("GET", "/api/v1/services?front_desk=true")).items;

const head = (one, heading) => h("div", { class: "service-head" },
  h("span", { class: "service-icon" }, icon(ICONS[one.service_class])),
  h(heading, {}, one.name));

function tile(phone, one) {
  const { button, told } = bookButton(phone, { service_code: one.code }, "一键预约", `一键预约：${one.name}`);
  const more = h("a", { class: "button second", href: `#/service/${one.code}`, "aria-label": `说明：${one.name}` }, "说明");
  return h("li", { class: "card" }, head(one, "h3"), h("p", { class: "quiet" }, one.summary), h("div", { class: "service-actions" }, button, more), told);
}

export const home = {
  title: "公共法律服务",
  tab: "home",
  load: listServices,
  draw: (services, phone) => h("div", { class: "stack" },
    h("div", { class: "hello" },
      h("h2", {}, `${phone.identity.person.name}，您好`),
      h("p", { class: "quiet" }, `${speakName(phone.identity.profile.village.name)}，轻点一下就能约到人。`)),
    services.length ? h("ul", { class: "stack-list" }, services.map((one) => tile(phone, one))) : empty("服务事项还在准备中，请过几天再来。"),
    h("p", { class: "quiet centred" }, "急事请拨打12348法律服务热线，遇到危险请拨打110。")),
};

/** One service: what it is, what to bring, and, for those who want to choose, the free times. */
export const service = {
  title: "服务说明",
  load: async (phone, code) => {
    const [one, free] = await Promise.all([
      phone.identity.ask("GET", `/api/v1/services/${encodeURIComponent(code)}`),
      phone.identity.ask("GET", `/api/v1/services/${encodeURIComponent(code)}/free-times`),
    ]);
    return { one, free: free.items };
  },
  draw: ({ one, free }, phone, _code, matterNumber) => {
    const wish = { service_code: one.code, ...(matterNumber ? { matter_number: matterNumber } : {}) };
    const { button, told } = bookButton(phone, wish);
    return h("div", { class: "stack" },
      h("section", { class: "card" }, head(one, "h2"), h("p", {}, one.summary), facts(one), button, told),
      h("h2", { class: "section-title" }, "也可以自己挑时间"),
      free.length ? h("ul", { class: "cells" }, free.slice(0, 20).map((time) => h("li", {}, timeCell(phone, wish, time)))) : empty("近期没有可约的时间。"));
  },
};

const facts = (one) => h("dl", { class: "facts" },
  h("div", {}, h("dt", {}, "需要多久"), h("dd", {}, `约${one.duration_minutes}分钟`)),
  h("div", {}, h("dt", {}, "费用"), h("dd", {}, one.fee)),
  one.materials.length ? h("div", {}, h("dt", {}, "请带上"), h("dd", {}, h("ul", { class: "bring" }, one.materials.map((thing) => h("li", {}, thing))))) : null);

function timeCell(phone, wish, time) {
  const chosen = { ...wish, provider_id: time.provider_id, starts_at: time.starts_at };
  const { button, told } = bookButton(phone, chosen, "约这个", `约这个：${sayMoment(time.starts_at)}，${time.provider_name}`);
  button.classList.remove("wide");
  button.classList.add("second");
  const words = h("span", { class: "cell-main" }, h("strong", {}, sayMoment(time.starts_at)), h("span", { class: "quiet" }, `${time.provider_name} ${time.provider_kind_name}`));
  return h("div", {}, h("div", { class: "cell" }, words, button), told);
}
