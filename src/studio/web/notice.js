// What the page says: a line at its foot that goes by itself, the same for screen readers, and refusals in full.

import { button, el, fill } from "./dom.js";
import { phrase, t } from "./i18n.js";

let timer = 0;

/** Says something in a line; `action` is `[label, function]`. */
export function say(text, action = null) {
  const place = document.getElementById("notice");
  clearTimeout(timer);
  const close = () => fill(place);
  fill(place, el("span", {}, text), action && button(action[0], () => { close(); action[1](); }, { look: "plain" }));
  timer = setTimeout(close, action ? 12000 : 6000);
}

/** Says it to screen readers only. */
export function whisper(text) { document.getElementById("whisper").textContent = text; }

/** A refusal as a box: what, where, what to do. */
export function refusal(error, ...more) {
  return el("div", { class: "refusal", role: "alert" },
    el("p", {}, el("strong", {}, phrase(error.message))),
    error.place && el("p", { class: "place" }, error.place),
    error.fix && el("p", {}, phrase(error.fix)),
    more);
}

/** Puts a refusal at the head of the page, until it is put away. */
export function complain(error) {
  if (error.name === "AbortError") return;
  const place = document.getElementById("complaint");
  const box = refusal(error, button(t("close"), () => fill(place), { look: "plain", symbol: "close" }));
  fill(place, box);
}

/** Takes back what `complain` put there. */
export const settle = () => fill(document.getElementById("complaint"));

/** Runs what may be refused, with its button resting meanwhile; what it gives, or null after a refusal. */
export async function attempt(work, control = null) {
  if (control) control.setAttribute("aria-disabled", "true");
  try {
    const answer = await work();
    settle();
    return answer ?? {};
  } catch (error) {
    complain(error);
    return null;
  } finally {
    control?.removeAttribute("aria-disabled");
  }
}
