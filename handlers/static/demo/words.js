/** Times and lengths as people say them. The API writes times in +08:00, so their digits are read as they stand. */

const WEEKDAYS = "日一二三四五六";

const parts = (iso) => {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  const [hour, minute] = iso.slice(11, 16).split(":").map(Number);
  return { year, month, day, hour, minute };
};

const weekday = ({ year, month, day }) => WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];

/** 11月23日（周一） */
export function sayDay(iso) {
  const moment = parts(iso);
  return `${moment.month}月${moment.day}日（周${weekday(moment)}）`;
}

/** 上午9:00 */
export function sayClock(iso) {
  const { hour, minute } = parts(iso);
  const part = hour < 6 ? "凌晨" : hour < 12 ? "上午" : hour < 13 ? "中午" : hour < 18 ? "下午" : "晚上";
  return `${part}${hour > 12 ? hour - 12 : hour}:${String(minute).padStart(2, "0")}`;
}

export const sayMoment = (iso) => `${sayDay(iso)}${sayClock(iso)}`;

/** 1小时30分钟 */
export function sayMinutes(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `${hours ? `${hours}小时` : ""}${rest || !hours ? `${rest}分钟` : ""}`;
}

/** Today in Shanghai, as 2026-11-23. */
export const today = () => shanghaiNow().slice(0, 10);

/** The civil date so many days later. */
export const plusDays = (date, days) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** Now in Shanghai, as 2026-11-23T09:05. */
export const shanghaiNow = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16);

const SPOKEN_ENDINGS = [["村村民委员会", "村"], ["社区居民委员会", "社区"], ["社区居委会", "社区"], ["村村委会", "村"], ["村委会", "村"]];

/** What neighbours call a village: 上湾村 rather than 上湾村村民委员会; the same table as domain/divisions.py. */
export function speakName(name) {
  const known = SPOKEN_ENDINGS.find(([ending]) => name.endsWith(ending) && name.length > ending.length);
  return known ? name.slice(0, -known[0].length) + known[1] : name;
}

export const BOOKING_TONES = { offered: "warn", booked: "good", checked_in: "good", no_show: "warn" };
