/** Another time for a booking: the old one is kept until the new one is held. */

import { h } from "../dom.js";
import { sayMoment } from "../words.js";
import { bigMoment } from "./moment.js";
import { tellRefusal } from "./refusal.js";
import { timeList } from "./time_list.js";
import { freeTimes } from "./times.js";

export const move = {
  title: "改期",
  load: async (phone, id) => {
    const one = await phone.identity.ask("GET", `/api/v1/bookings/${encodeURIComponent(id)}`);
    return { one, free: await freeTimes(phone, one.service_code) };
  },
  draw: ({ one, free }, phone) => {
    const told = h("div", { role: "alert" });
    const take = (time) => reschedule(phone, one, time, told);
    const pick = async (time) => {
      if (await agreed(phone, one, time)) await take(time);
    };
    return h("div", { class: "stack" },
      h("section", { class: "card" }, h("h2", {}, one.service_name), h("p", {}, `现在约的是${sayMoment(one.starts_at)}${one.provider ? `，${one.provider.name}` : ""}。`),
        h("p", { class: "quiet" }, "点一个新时间。新时间约上之前，原来的时间一直给您留着。"), told),
      timeList(free, pick, one.provider?.id));
  },
};

function agreed(phone, one, time) {
  const lines = [h("p", { class: "centred" }, `从${sayMoment(one.starts_at)}改到`), bigMoment(time.starts_at),
    h("p", { class: "centred" }, `${time.provider_name} ${time.provider_kind_name}`)];
  return phone.confirm({ title: "改到这个时间吗？", lines, yes: "改期" });
}

async function reschedule(phone, one, { starts_at, provider_id }, told) {
  told.replaceChildren();
  try {
    await phone.identity.ask("POST", `/api/v1/bookings/${encodeURIComponent(one.id)}/reschedule`, { body: { starts_at, provider_id } });
    phone.say("已经改好了。");
    phone.replace(`booking/${one.id}`);
  } catch (error) {
    tellRefusal(told, error, { wish: { service_code: one.service_code }, take: (time) => reschedule(phone, one, time, told) });
  }
}
