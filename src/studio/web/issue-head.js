// The head of an issue's two pages: title, what is known of it, and the way from one to the other.

import { el } from "./dom.js";
import { t } from "./i18n.js";
import { address } from "./router.js";

/** `page`: `script` or `make`; `summary`: an element with facts; `more` goes below it all. */
export function issueHead(issue, page, summary, more = null) {
  const link = (name, parts) => el("a", { href: address("issue", parts), "aria-current": name === page ? "page" : null }, t(`issue.${name}`));
  return el("div", { class: "head issue-head" },
    el("div", {}, el("h1", {}, el("bdi", {}, issue.title)), summary),
    el("nav", { class: "tabs", "aria-label": t("issue.pages") }, link("script", [issue.issue]), link("make", [issue.issue, "make"])),
    more);
}
