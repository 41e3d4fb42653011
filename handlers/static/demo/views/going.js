/** To get there: a file for the phone's calendar, and the way. */

import { h, whileBusy } from "../dom.js";
import { tellTrouble } from "../phone.js";

const CALENDAR_TYPE = "text/calendar";

/** The file needs the token, so it is fetched and then handed over. */
export function calendarButton(one, phone, told) {
  const save = async () => {
    try {
      const content = await phone.identity.ask("GET", `/api/v1/bookings/${encodeURIComponent(one.id)}/calendar`, { as: "text" });
      handOver(new Blob([content], { type: CALENDAR_TYPE }), "预约.ics");
      phone.say("已存好日历文件，打开它就会记进日历。");
    } catch (error) {
      tellTrouble(told, error);
    }
  };
  const button = h("button", { class: "button second", type: "button", onclick: () => whileBusy(button, save) }, "加进日历");
  return button;
}

function handOver(blob, name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address));
}

/** A mini-program opens WeChat's own map here; the stand-in tells what it would show. */
export function directionsButton(one, phone) {
  if (!one.directions) return null;
  const { name, address, latitude, longitude } = one.directions;
  const lines = [h("p", {}, h("strong", {}, name)), h("p", {}, address), h("p", { class: "quiet" }, `北纬${latitude.toFixed(4)}，东经${longitude.toFixed(4)}。在微信里会打开地图导航。`)];
  return h("button", { class: "button second", type: "button", onclick: () => phone.tell({ title: "怎么去", lines }) }, "怎么去");
}
