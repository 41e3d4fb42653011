/** Moments that break between day and hour only. */

import { h } from "../dom.js";
import { sayClock, sayDay } from "../words.js";

const whole = (words) => h("span", { class: "nowrap" }, words);

export const moment = (iso) => [whole(sayDay(iso)), whole(sayClock(iso))];

export const bigMoment = (iso) => h("p", { class: "sheet-phone" }, moment(iso));
