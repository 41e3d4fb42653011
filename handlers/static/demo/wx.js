/** What WeChat does on a real phone, here done by the stand-in platform. */

import { ask } from "./api.js";

const control = (path, body) => ask("POST", `/sandbox/control/${path}`, { body });

/** wx.login: a code that can be used once. */
export const login = async (user) => (await control("login-code", { user })).code;

/** The code that the phone-number button hands over once the person has agreed. */
export const phoneCode = async (user, phone) => (await control("phone-code", { user, phone })).code;

/** wx.requestSubscribeMessage for one template. */
export const acceptTemplate = (user, templateId) => control("consent", { user, template_id: templateId, accepted: true });

/** wx.getLocation: the made-up phones of the demo all lie in the first demo village. */
export const getLocation = () => ({ latitude: 30.0312, longitude: 114.8645 });
