/** Messages that wait until the group's owner taps confirm, as WeCom's customer groups demand. */

import { ask, sentence } from "../api.js";
import { h, whileBusy } from "../dom.js";

export function tasksPanel(sent) {
  const list = h("div", { class: "tasks" });
  const element = h("aside", { class: "group-tasks", hidden: true, "aria-label": "等群主确认的群发" }, h("h2", {}, "等群主确认的群发"),
    h("p", { class: "quiet" }, "企业微信规定：群发要由群主亲手点一下才会发出。"), list);
  let shown = "";
  const refresh = async () => {
    const { tasks } = await ask("GET", "/sandbox/control/group-tasks?state=awaiting").catch(() => ({ tasks: null }));
    const key = tasks?.map((one) => one.msgid).join();
    if (!tasks || key === shown) return;
    shown = key;
    element.hidden = !tasks.length;
    list.replaceChildren(...tasks.map((one) => card(one, async () => { await refresh(); await sent(); })));
  };
  return { element, refresh };
}

function card(task, confirmed) {
  const told = h("div", { role: "alert" });
  const confirm = async () => {
    try {
      await ask("POST", `/sandbox/control/group-tasks/${encodeURIComponent(task.msgid)}/confirm`, { body: {} });
      await confirmed();
    } catch (error) {
      told.replaceChildren(h("p", { class: "trouble" }, sentence(error)));
    }
  };
  const button = h("button", { class: "button wide", type: "button", onclick: () => whileBusy(button, confirm) }, "确认发送");
  const words = task.text.content || task.attachments.map((one) => one.miniprogram?.title ?? one.link?.title ?? "图片").join("、");
  return h("article", { class: "task" }, h("p", { class: "said" }, words), h("p", { class: "quiet" }, `发往${task.results.length}个群`), button, told);
}
