/** A refusal in the server's own sentence, with the way on: other times as buttons, the waitlist, or where to look. */

import { h } from "../dom.js";
import { tellTrouble } from "../phone.js";
import { sayMoment } from "../words.js";

const link = (to, words) => h("a", { class: "button second wide", href: to }, words);
const waitlist = ({ service_code }) => [link(`#/wait/${service_code}`, "登记候补，有空位叫我")];
const HOTLINE = "12348";

const WAYS_ON = {
  no_free_time: waitlist,
  time_taken: waitlist,
  day_full: waitlist,
  resident_busy: () => [link("#/bookings", "看我的预约")],
  too_many_held: () => [link("#/bookings", "看我的预约")],
  already_waiting: () => [link("#/bookings", "看我的候补")],
  village_needed: () => [link("#/village", "选择村（社区）")],
  booking_paused: () => [link(`tel:${HOTLINE}`, `拨打${HOTLINE}`)],
  outside_opening: ({ service_code }) => [link(`#/times/${service_code}`, "看可约的时间")],
  not_bookable: (_wish, details) => [details.ask_first ? link(`#/service/${details.ask_first}`, "先约人问一问") : null],
};

/** Show why it was refused; `take`, where given, tries again with one of the times that the server names. */
export function tellRefusal(place, error, { wish = {}, take = null } = {}) {
  const code = tellTrouble(place, error);
  const others = take ? error.details?.alternatives ?? [] : [];
  const ways = others.length ? others.map((one) => otherTime(one, take)) : WAYS_ON[code]?.(wish, error.details) ?? [];
  const shown = ways.filter(Boolean);
  if (shown.length) place.append(h("div", { class: "actions ways-on" }, others.length ? h("p", {}, "这些时间还空着，点一下就约：") : null, shown));
  place.scrollIntoView({ block: "nearest" });
  return code;
}

const otherTime = (one, take) => h("button", { class: "button second wide", type: "button", onclick: () => take(one) },
  `${sayMoment(one.starts_at)}，${one.provider_name}`);
