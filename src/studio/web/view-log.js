// What went out, when, and where to.

import * as api from "./api.js";
import { el, fill } from "./dom.js";
import { bytes, moment, t } from "./i18n.js";

export async function show(main) {
  const { entries } = await api.log();
  fill(main, el("div", { class: "head" }, el("h1", {}, t("log.title"))),
    entries.length === 0 ? el("p", {}, t("log.none")) : el("ol", { class: "log" }, entries.map((entry) => el("li", { class: "card" },
      el("h2", {}, el("time", { datetime: entry.at }, moment(entry.at))),
      el("p", { class: "facts" }, el("span", {}, t("log.files", { n: entry.files })), el("span", {}, bytes(entry.bytes)), el("code", {}, entry.target)),
      el("p", {}, [...entry.episodes, entry.feed && t("log.feed")].filter(Boolean).join(" · "))))));
  return { title: t("log.title"), keys: [] };
}
