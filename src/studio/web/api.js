// What the server offers, a function a route. Every refusal is a `Refusal`, which says what, where and what to do.

import { currentLanguage, t } from "./i18n.js";

/** A refusal in the server's words. `answer` is all that it told: `changed`, `now`, `version` after a conflict. */
export class Refusal extends Error {
  constructor(status, answer) {
    super(answer.error ?? t("error.unknown", { status }));
    Object.assign(this, { status, answer, place: answer.place ?? null, fix: answer.fix ?? null });
  }
}

async function ask(method, path, body, signal) {
  const headers = { "Accept-Language": currentLanguage() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Refusal(0, { error: t("error.gone"), fix: t("error.gone.fix") });
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refusal(response.status, answer ?? {});
  return answer;
}

const get = (path, signal) => ask("GET", path, undefined, signal);
const post = (path, body = {}, signal = undefined) => ask("POST", path, body, signal);
const put = (path, body) => ask("PUT", path, body);
const id = encodeURIComponent;
const of = (issue) => `/api/issues/${id(issue)}`;
const sentence = (issue, sid) => `${of(issue)}/sentences/${id(sid)}`;

export const state = () => get("/api/state");
export const undo = () => post("/api/undo");

export const issues = () => get("/api/issues");
export const script = (issue, signal) => get(`${of(issue)}/script`, signal);
export const marks = (issue) => get(`${of(issue)}/marks`);

export const sound = (issue, sid, signal) => get(`${sentence(issue, sid)}/sound`, signal);
export const ahead = (issue, sid) => post(`${of(issue)}/ahead`, { sid });
export const peaks = (path) => get(path);
export const waveform = (issue) => get(`${of(issue)}/waveform`);

export const word = (issue, sid, i, signal) => get(`${sentence(issue, sid)}/words/${i}`, signal);
export const tryWord = (issue, sid, body, signal) => post(`${sentence(issue, sid)}/try`, body, signal);
export const keepWord = (issue, sid, body) => post(`${sentence(issue, sid)}/keep`, body);
export const pause = (issue, sid, seconds) => post(`${sentence(issue, sid)}/pause`, { seconds });
export const chapterVoice = (issue, line, voice) => post(`${of(issue)}/chapters/${line}/voice`, { voice });
export const transition = (issue, line, words) => post(`${of(issue)}/chapters/${line}/transition`, { words });
export const restore = (issue, line, version) => post(`${of(issue)}/restore`, { line, version });
export const lines = (issue, change) => put(`${of(issue)}/lines`, change);

export const heard = (issue, sids, is) => post(`${of(issue)}/heard`, { sids, heard: is });
export const forgetHeard = (issue) => post(`${of(issue)}/heard`, { all: true, heard: false });
export const takes = (issue, sid) => post(`${sentence(issue, sid)}/takes`);
export const chooseTake = (issue, sid, take) => put(`${sentence(issue, sid)}/takes`, { take });

export const make = (issue) => post(`${of(issue)}/make`);
export const made = (issue) => get(`${of(issue)}/made`);
export const job = () => get("/api/job");
export const cancel = () => ask("DELETE", "/api/job", {});
export const plan = () => post("/api/publish/plan");
export const publish = (confirm) => post("/api/publish", { confirm });
export const log = () => get("/api/log");

export const importText = (body, signal) => post("/api/import", body, signal);
export const newShow = (answers) => post("/api/new", answers);
export const settings = () => get("/api/settings");
export const changeSetting = (version, key, value) => put("/api/settings", { version, key, value });
export const voices = () => get("/api/voices");
