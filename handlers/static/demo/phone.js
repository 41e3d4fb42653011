/** A phone's frame: title, back, tabs, and one view at a time named by the address after #/. */

import { ApiError, sentence } from "./api.js";
import { h, icon, trouble } from "./dom.js";
import { applyLarge } from "./type_size.js";

const QUIET_MILLISECONDS = 250;
const TOAST_MILLISECONDS = 3500;

/** A view is {title, tab?, load(phone, ...path), draw(data, phone, ...path)}. `gate` may name another view to show first. */
export class Phone {
  constructor(root, { views, tabs, first, identity, gate }) {
    Object.assign(this, { root, views, tabs, first, identity, gate, turn: 0 });
    this.title = h("h1", { tabindex: "-1" });
    this.back = h("button", { class: "phone-back", type: "button", onclick: () => history.back() }, "‹ 返回");
    this.main = h("main", { class: "phone-main" });
    this.nav = h("nav", { class: "phone-tabs", "aria-label": "主菜单" });
    this.toast = h("div", { class: "toast", role: "status" });
    const leave = h("a", { class: "phone-capsule", href: "/" }, "关闭");
    root.append(h("header", { class: "phone-head" }, h("div", {}, this.back), this.title, leave), this.main, this.nav, this.toast);
    applyLarge();
    addEventListener("hashchange", () => this.show());
  }

  get path() { return decodeURIComponent(location.hash.replace(/^#\/?/, "") || this.first).split("/"); }

  go(path) {
    if (this.path.join("/") === path) this.show();
    else location.hash = `/${path}`;
  }

  /** Go without leaving the present view in the history. */
  replace(path) {
    history.replaceState(null, "", `#/${path}`);
    this.show();
  }

  /** Load and draw the view of the address; a later call overtakes an earlier one. */
  async show() {
    const turn = ++this.turn;
    this.endToast();
    const [wanted, ...rest] = this.path;
    const name = this.gate?.(wanted) ?? (this.views[wanted] ? wanted : this.first);
    const view = this.views[name];
    this.frame(view, name);
    const waiting = setTimeout(() => turn === this.turn && this.put(h("p", { class: "waiting", role: "status" }, "正在打开…")), QUIET_MILLISECONDS);
    let drawn;
    try {
      drawn = view.draw(await view.load?.(this, ...rest), this, ...rest);
    } catch (error) {
      drawn = trouble(sentence(error), () => this.show());
    }
    clearTimeout(waiting);
    if (turn !== this.turn) return;
    this.put(drawn);
    this.title.focus({ preventScroll: true });
  }

  frame(view, name) {
    document.title = this.title.textContent = view.title;
    this.back.hidden = Boolean(view.tab) || name !== this.path[0];
    const showTabs = Boolean(view.tab);
    this.nav.hidden = !showTabs;
    this.nav.replaceChildren(...this.tabs.map(([to, words, drawing]) =>
      h("a", { href: `#/${to}`, "aria-current": view.tab === to ? "page" : null }, icon(drawing), words)));
  }

  put(drawn) {
    this.main.replaceChildren(drawn);
    this.main.scrollTop = 0;
  }

  /** A sentence of an earlier view is over when the next one opens. */
  endToast() {
    if (Date.now() - (this.saidAt ?? 0) > QUIET_MILLISECONDS) this.toast.replaceChildren();
  }

  /** Tell in passing; what is said just before a change of view stays to be read there. */
  say(words) {
    clearTimeout(this.toastTimer);
    this.saidAt = Date.now();
    this.toast.replaceChildren(h("p", {}, words));
    this.toastTimer = setTimeout(() => this.toast.replaceChildren(), TOAST_MILLISECONDS);
  }

  /** Ask before something that matters; resolves to true or false. */
  async confirm({ title, lines = [], yes, no = "再想想", danger = false }) {
    return (await this.sheet(title, lines, [["no", no, "button second"], ["yes", yes, danger ? "button danger" : "button"]])) === "yes";
  }

  /** Show something that only needs to be read. */
  tell({ title, lines, yes = "知道了" }) {
    return this.sheet(title, lines, [["yes", yes, "button second"]]);
  }

  /** Resolves to the answer that was tapped, or to nothing when it was closed otherwise. */
  sheet(title, lines, answers) {
    return new Promise((resolve) => {
      const button = ([answer, words, look]) => h("button", { class: look, type: "button", onclick: () => dialog.close(answer) }, words);
      const dialog = h("dialog", { class: "sheet", "aria-labelledby": "sheet-title" },
        h("h2", { id: "sheet-title" }, title), ...lines, h("div", { class: "sheet-buttons" }, answers.map(button)));
      dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue); });
      this.root.append(dialog);
      dialog.showModal();
    });
  }
}

/** Show each field's sentence under the field, and whatever belongs to none of them at `told`. */
export function tellFields(told, places, error) {
  told.replaceChildren();
  const wrong = Object.entries(error.fields ?? {}).filter(([name]) => places[name]);
  for (const [name, words] of wrong) places[name].append(h("p", { class: "field-wrong", role: "alert" }, words));
  if (!wrong.length) return tellTrouble(told, error);
  places[wrong[0][0]].scrollIntoView({ block: "center" });
  return error.code;
}

/** Take away what tellFields told. */
export const forgetFields = (form) => form.querySelectorAll(".field-wrong").forEach((one) => one.remove());

/** Show an error's sentence under the thing that failed. */
export function tellTrouble(place, error) {
  place.replaceChildren(h("p", { class: "trouble" }, sentence(error)));
  place.scrollIntoView({ block: "nearest" });
  return error instanceof ApiError ? error.code : "unknown";
}
