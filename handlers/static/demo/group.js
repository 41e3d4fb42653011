/** A village group: rooms, what was said, who speaks, and what waits for the owner's tap. */

import { ask, newKey, sentence } from "./api.js";
import { empty, h, trouble, whileBusy } from "./dom.js";
import { demoPeople } from "./identity.js";
import { applyLarge } from "./type_size.js";
import { messageRow } from "./views/message.js";
import { tasksPanel } from "./views/group_tasks.js";

const POLL_MILLISECONDS = 1500;
const NEAR_END_PIXELS = 120;
const ROLE_WORDS = { villager: "村民", advisor: "法律顾问", owner: "群主" };
const labelOf = ({ name, role }) => (name === ROLE_WORDS[role] ? name : `${name}（${ROLE_WORDS[role]}）`);
// Something of every kind: a wish, a question, a complaint, danger, a number that should not stand there, something
// that the bot asks back about with the yes to it, mere chat.
const PHRASES = ["我想找律师看看征地补偿", "邻居占了我家的地怎么办", "我要投诉律师，约好了没来", "他又打我了，救命", "@小助手 想请公证员，我电话13812345678", "谁会写上诉状啊，急", "要", "谢谢"];
const OFFICE_PHRASES = ["@小助手 待办", "@小助手 接单 1", "@小助手 转 1 给司法所", "@小助手 今天预约", "@小助手 进度", "@小助手 昨天下午2点到4点在村里坐班接待，3人"];

class Group {
  constructor(root, rooms, speakers) {
    Object.assign(this, { rooms, speakers, last: 0, room: null, messages: [] });
    this.list = h("ul", { class: "rooms", "aria-label": "群" });
    this.title = h("h1");
    this.log = h("div", { class: "chat-log", role: "log", "aria-label": "群消息", tabindex: "0" });
    this.offline = h("p", { class: "trouble", role: "alert", hidden: true });
    this.speaker = h("select", { class: "input", id: "speaker", onchange: () => this.redraw() }, speakers.map((one, index) =>
      h("option", { value: String(index) }, labelOf(one))));
    this.text = h("input", { class: "input", id: "say", autocomplete: "off", maxlength: "500", placeholder: "说点什么" });
    this.tasks = tasksPanel(() => this.poll());
    root.append(this.side(), this.chat(), this.tasks.element);
  }

  side() {
    return h("aside", { class: "group-side", "aria-label": "微信群" }, h("h2", {}, "微信群"), this.list, h("a", { class: "button second wide", href: "/" }, "返回四扇门"));
  }

  chat() {
    this.send = h("button", { class: "button", type: "submit" }, "发送");
    const submit = (event) => { event.preventDefault(); this.say(this.text.value); this.text.focus(); };
    this.phrases = h("div", { class: "phrases", role: "group", "aria-label": "常用话" });
    return h("main", { class: "phone chat" },
      h("header", { class: "chat-head" }, this.title), this.log, this.offline,
      h("form", { class: "chat-foot", onsubmit: submit },
        h("div", { class: "speak-as" }, h("label", { htmlFor: "speaker" }, "我是"), this.speaker),
        this.phrases,
        h("div", { class: "say" }, h("label", { class: "visually-hidden", htmlFor: "say" }, "要说的话"), this.text, this.send)));
  }

  get me() { return this.speakers[Number(this.speaker.value)]; }

  enter(room) {
    this.room = room;
    sessionStorage.setItem("demo:room", room.chat_id);
    this.last = 0;
    this.messages = [];
    this.title.textContent = document.title = room.name;
    this.list.replaceChildren(...this.rooms.map((one) => h("li", {}, h("button", { class: "room", type: "button", "aria-current": one === room ? "true" : null, onclick: () => this.enter(one) }, one.name))));
    const phrases = room.internal ? OFFICE_PHRASES : PHRASES;
    this.phrases.replaceChildren(...phrases.map((words) => h("button", { class: "phrase", type: "button", onclick: () => this.say(words) }, words)));
    if (room.internal && this.me.role !== "advisor") this.speaker.value = String(this.speakers.findIndex((one) => one.role === "advisor"));
    this.redraw();
    return this.poll();
  }

  async say(words) {
    const text = words.trim();
    if (!text) return;
    const body = { sender: this.me.user, sender_name: this.me.name, sender_role: this.me.role, text, msgid: newKey() };
    await whileBusy(this.send, async () => {
      try {
        await ask("POST", roomPath(this.room), { body });
        if (words === this.text.value) this.text.value = "";
        await this.poll();
        this.toEnd();
      } catch (error) {
        this.complain(error);
      }
    });
  }

  /** Fetch what is new in this room; an answer that comes after the room was changed is dropped. */
  async poll() {
    const room = this.room;
    try {
      const { messages } = await ask("GET", `${roomPath(room)}?after=${this.last}`);
      this.offline.hidden = true;
      if (room === this.room) this.add(messages);
    } catch (error) {
      this.complain(error);
    }
  }

  complain(error) {
    this.offline.textContent = sentence(error);
    this.offline.hidden = false;
  }

  add(messages) {
    const news = messages.filter((one) => one.seq > this.last);
    if (!news.length) return;
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PIXELS || !this.last;
    if (!this.messages.length) this.log.replaceChildren();
    this.last = news.at(-1).seq;
    this.messages.push(...news);
    this.log.append(...news.map((one) => messageRow(one, this.me.user, () => atEnd && this.toEnd())));
    if (atEnd) this.toEnd();
  }

  redraw() {
    this.log.replaceChildren(...this.messages.map((one) => messageRow(one, this.me.user, () => this.toEnd())));
    if (!this.messages.length) this.log.append(empty("群里还没有人说话。"));
    this.toEnd();
  }

  toEnd() { this.log.scrollTop = this.log.scrollHeight; }
}

const roomPath = (room) => `/sandbox/control/rooms/${encodeURIComponent(room.chat_id)}/messages`;

/** Everybody who may speak: residents, advisors, and each room's owner. */
function speakersOf(people, rooms) {
  const known = new Map();
  const add = (role) => (one) => known.has(one.user) || known.set(one.user, { user: one.user, name: one.name, role });
  people.residents.forEach(add("villager"));
  people.advisors.forEach(add("advisor"));
  rooms.forEach((room) => add("owner")({ user: room.owner, name: ROLE_WORDS.owner }));
  return [...known.values()];
}

async function start(root) {
  root.replaceChildren(h("p", { class: "waiting", role: "status" }, "正在打开…"));
  try {
    const [people, { rooms }] = await Promise.all([demoPeople(), ask("GET", "/sandbox/control/rooms")]);
    if (!rooms.length) return root.replaceChildren(empty("还没有演示群。"));
    root.replaceChildren();
    const group = new Group(root, rooms, speakersOf(people, rooms));
    await group.enter(rooms.find((one) => one.chat_id === sessionStorage.getItem("demo:room")) ?? rooms[0]);
    repeat(group);
  } catch (error) {
    root.replaceChildren(trouble(sentence(error), () => start(root)));
  }
}

/** One question after the other, never two at once, none while nobody looks. */
async function repeat(group) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    if (!document.hidden) await Promise.all([group.poll(), group.tasks.refresh()]);
  }
}

applyLarge();
start(document.getElementById("group"));
