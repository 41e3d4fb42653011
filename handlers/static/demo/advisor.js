/** The advisor's phone: what is before them, a quick entry, and how far the villages' year has come. */

import { Identity } from "./identity.js";
import { OfflineQueue } from "./offline_queue.js";
import { Phone } from "./phone.js";
import { choosePerson } from "./views/choose.js";
import { day } from "./views/day.js";
import { entries, entry } from "./views/entries.js";
import { feed } from "./views/feed.js";
import { groupCode } from "./views/group_code.js";
import { leaves } from "./views/leave.js";
import { opening } from "./views/opening.js";
import { progress } from "./views/progress.js";
import { walkIn } from "./views/walk_in.js";

const identity = new Identity("advisor");

/** The server knows a provider by the phone number that WeChat vouches for. */
async function enter(phone) {
  if (!identity.profile.provider) await identity.givePhone();
  await phone.show();
}

const choose = choosePerson({
  kind: "advisors",
  title: "法律顾问工作台",
  question: "请问您是哪一位？",
  words: "选一位演示法律服务人员，用登记的手机号登录。",
  about: (person) => person.village_names.length ? `服务${person.village_names.join("、")}` : "法律服务人员",
  after: enter,
});

const phone = new Phone(document.getElementById("phone"), {
  identity,
  gate: () => (identity.person ? null : "choose"),
  first: "day",
  tabs: [["day", "今日", "calendar"], ["entries", "记工时", "clock"], ["progress", "进度", "bars"]],
  views: { choose, day, "walk-in": walkIn, entries, entry, progress, leaves, opening, feed, "group-code": groupCode },
});
phone.queue = new OfflineQueue(identity, () => phone.path[0] === "entries" && phone.show());
phone.show();
