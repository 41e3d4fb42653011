/** Who this browser tab is: kept for the tab only, so that every tab can be somebody else. */

import { ApiError, ask } from "./api.js";
import * as wx from "./wx.js";

export class Identity {
  constructor(door) {
    this.key = `demo:${door}`;
    this.kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
  }

  get person() { return this.kept?.person ?? null; }
  get profile() { return this.kept?.profile ?? null; }

  async become(person) {
    const code = await wx.login(person.user);
    const { token, profile } = await ask("POST", "/api/v1/sessions", { body: { code } });
    this.keep({ person, token, profile });
  }

  leave() {
    this.kept = null;
    sessionStorage.removeItem(this.key);
  }

  /** Ask as this person; a session that ended is renewed once, as a mini-program does. */
  async ask(method, path, options = {}) {
    try {
      return await ask(method, path, { ...options, token: this.kept?.token });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401 || !this.person) throw error;
      await this.become(this.person);
      return ask(method, path, { ...options, token: this.kept.token });
    }
  }

  async refreshProfile() { return this.keepProfile(await this.ask("GET", "/api/v1/me")); }

  async givePhone() {
    const code = await wx.phoneCode(this.person.user, this.person.phone);
    return this.keepProfile(await this.ask("POST", "/api/v1/me/phone", { body: { code } }));
  }

  async chooseVillage(villageCode) {
    return this.keepProfile(await this.ask("PUT", "/api/v1/me/village", { body: { village_code: villageCode } }));
  }

  keepProfile(profile) {
    this.keep({ ...this.kept, profile });
    return profile;
  }

  keep(facts) {
    this.kept = facts;
    sessionStorage.setItem(this.key, JSON.stringify(facts));
  }
}

let asked = null;

/** The made-up people of the demo. */
export async function demoPeople() {
  asked ??= ask("GET", "/demo/people");
  try {
    return await asked;
  } catch (error) {
    asked = null;
    throw error;
  }
}
