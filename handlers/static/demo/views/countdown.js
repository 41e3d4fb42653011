/** How long is left, told every second while it is on the screen. */

import { h } from "../dom.js";

const SECOND_MILLISECONDS = 1000;

/** `over` is called once when the time has run out. */
export function countdown(until, over) {
  const words = h("strong", { class: "countdown", role: "timer" });
  const tick = () => {
    const seconds = Math.floor((Date.parse(until) - Date.now()) / SECOND_MILLISECONDS);
    words.textContent = seconds > 0 ? sayLeft(seconds) : "已到时间";
    if (seconds > 0) return true;
    over?.();
    return false;
  };
  if (tick()) {
    const timer = setInterval(() => {
      if (!words.isConnected || !tick()) clearInterval(timer);
    }, SECOND_MILLISECONDS);
  }
  return words;
}

function sayLeft(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours) return `还剩${hours}小时${minutes}分钟`;
  return minutes ? `还剩${minutes}分${String(seconds % 60).padStart(2, "0")}秒` : `还剩${seconds}秒`;
}
