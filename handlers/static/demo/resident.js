/** The resident's phone: a stand-in for the mini-program, on the same API. */

import { Identity } from "./identity.js";
import { Phone } from "./phone.js";
import { all, oneClass } from "./views/all.js";
import { article } from "./views/article.js";
import { ask } from "./views/ask.js";
import { booking } from "./views/booking.js";
import { bookings } from "./views/bookings.js";
import { choosePerson } from "./views/choose.js";
import { claim } from "./views/claim.js";
import { complain } from "./views/complain.js";
import { green } from "./views/green.js";
import { service } from "./views/guide.js";
import { home } from "./views/home.js";
import { matter, matters } from "./views/matters.js";
import { materials } from "./views/materials.js";
import { me, messages } from "./views/me.js";
import { move } from "./views/move.js";
import { times } from "./views/times.js";
import { village } from "./views/village.js";
import { wait } from "./views/waits.js";

const identity = new Identity("resident");
const scene = new URLSearchParams(location.search).get("scene") ?? "";
const cardToken = scene.startsWith("c=") ? scene.slice(2) : "";
const sceneParts = new URLSearchParams(scene);
const sceneVillage = sceneParts.get("v") ?? "";

/** A card of the village's group says where its people live; nobody needs to choose it again. */
async function enter(phone) {
  if (sceneVillage && !identity.profile.village) await identity.chooseVillage(sceneVillage);
  if (sceneParts.get("r")) await opened();
  await phone.show();
}

/** The card or code came with a push: it is counted (not who it was), and what the push was about can be read or heard. */
async function opened() {
  try {
    const { article_id: article } = await identity.ask("POST", "/api/v1/openings", { body: { scene } });
    if (article) sessionStorage.setItem("demo:article", article);
  } catch { /* an old card: the mini-program opens all the same */ }
}

const choose = choosePerson({
  kind: "residents",
  title: "公共法律服务",
  question: "请问您是哪一位？",
  words: "选一位演示居民，进入她或他的小程序。",
  about: () => "演示居民",
  after: enter,
});

const gate = (wanted) => {
  if (!identity.person) return "choose";
  if (!identity.profile?.village && wanted !== "claim") return "village";
  return null;
};

const phone = new Phone(document.getElementById("phone"), {
  identity,
  gate,
  first: cardToken ? `claim/${cardToken}` : "home",
  tabs: [["home", "首页", "home"], ["bookings", "预约", "calendar"], ["matters", "诉求", "speech"], ["me", "我的", "person"]],
  views: { choose, home, article, all, class: oneClass, service, times, bookings, booking, materials, move, wait, green, matters, matter, ask, complain, me, messages, village, claim },
});
if (identity.person && sceneParts.get("r")) await opened();
phone.show();
