/** Entries written down without a network: kept on this phone under their own ids, sent when there is one again, arriving once. */

import { ApiError } from "./api.js";

const AGAIN_MILLISECONDS = 4_000;
const NOT_NOW = [401, 429];

/** Whether the same request may well succeed later: no network, a lost answer, a server in trouble. */
export const mayComeLater = (error) =>
  error instanceof ApiError && (error.code === "offline" || error.status >= 500 || NOT_NOW.includes(error.status));

/** `changed` is called when something was sent, or refused. */
export class OfflineQueue {
  constructor(identity, changed) {
    Object.assign(this, { identity, changed, running: false });
    addEventListener("online", () => this.flush());
    setInterval(() => this.flush(), AGAIN_MILLISECONDS);
  }

  get key() { return `demo:queue:${this.identity.person?.user}`; }
  get items() { return JSON.parse(localStorage.getItem(this.key) ?? "[]"); }

  write(items) { localStorage.setItem(this.key, JSON.stringify(items)); }

  add(draft, clientId) {
    this.write([...this.items.filter((one) => one.client_id !== clientId), { client_id: clientId, draft, refused: null }]);
  }

  remove(clientId) { this.write(this.items.filter((one) => one.client_id !== clientId)); }

  /** Send what waits, oldest first; what the server refuses stays with the reason, for its advisor to put right. */
  async flush() {
    if (this.running || !this.identity.person) return;
    this.running = true;
    let sent = 0;
    try {
      for (const one of this.items.filter((item) => !item.refused)) {
        if (!(await this.send(one))) break;
        sent += 1;
      }
    } finally {
      this.running = false;
    }
    if (sent) this.changed();
  }

  async send({ client_id: clientId, draft }) {
    try {
      await this.identity.ask("POST", "/api/v1/advisor/entries", { body: { ...draft, client_id: clientId } });
      this.remove(clientId);
    } catch (error) {
      if (mayComeLater(error)) return false;
      const refused = error instanceof ApiError ? error.message : "没能提交，请重新填写。";
      this.write(this.items.map((one) => (one.client_id === clientId ? { ...one, refused } : one)));
    }
    return true;
  }
}
