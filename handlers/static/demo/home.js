/** The accounts for the console, on the page with the four doors. */

import { sentence } from "./api.js";
import { empty, h, trouble } from "./dom.js";
import { demoPeople } from "./identity.js";
import { applyLarge } from "./type_size.js";

const place = document.getElementById("accounts");
const HEADS = ["身份", "姓名", "账号", "密码"];

function draw({ staff }) {
  if (!staff.length) return empty("还没有演示账号。");
  const row = (one) => {
    const values = [one.role_name, one.name, h("code", {}, one.login), h("code", {}, one.password)];
    return h("tr", {}, values.map((value, index) => h("td", { "data-label": HEADS[index] }, value)));
  };
  const head = h("thead", {}, h("tr", {}, HEADS.map((words) => h("th", { scope: "col" }, words))));
  return h("table", {}, head, h("tbody", {}, staff.map(row)));
}

async function show() {
  place.replaceChildren(h("p", { class: "waiting", role: "status" }, "正在读取…"));
  try {
    place.replaceChildren(draw(await demoPeople()));
  } catch (error) {
    place.replaceChildren(trouble(sentence(error), show));
  }
}

applyLarge();
show();
