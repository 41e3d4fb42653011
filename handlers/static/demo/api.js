/** One way to ask the server: JSON in, JSON out, and every failure a Chinese sentence. */

const PATIENCE_MILLISECONDS = 20_000;

export class ApiError extends Error {
  constructor(message, { code = "unknown", status = 0, fields = {}, details = {} } = {}) {
    super(message);
    Object.assign(this, { code, status, fields, details });
  }
}

/** A body is sent as JSON, a Blob as it is; `as` is what comes back: json, text or blob. Raises ApiError, also when there is no network. */
export async function ask(method, path, { body, token, headers = {}, as = "json" } = {}) {
  const request = { method, headers: { Accept: as === "json" ? "application/json" : "*/*", ...headers }, signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) };
  if (token) request.headers.Authorization = `Bearer ${token}`;
  if (body instanceof Blob) {
    request.headers["Content-Type"] = body.type;
    request.body = body;
  } else if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new ApiError("网络不太稳定，请检查网络后再试一次。", { code: "offline" });
  }
  return response.ok && as !== "json" ? response[as]() : read(response);
}

async function read(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  const { code, message, fields, ...details } = typeof answer?.error === "object" ? answer.error : {};
  throw new ApiError(message ?? "服务暂时没有回应，请稍后再试。", { code, status: response.status, fields, details });
}

/** The sentence to show: the fields' own sentences where there are any. */
export function sentence(error) {
  if (!(error instanceof ApiError)) console.error(error);
  const fields = Object.values(error.fields ?? {});
  if (fields.length) return [...new Set(fields)].join("");
  return error instanceof ApiError ? error.message : "页面出了点问题，请刷新后再试。";
}

/** A name that makes a repeated request arrive once. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}
