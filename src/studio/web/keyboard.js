// Keys. A view says which it knows; here it is decided when a key is meant for it, and the page of keys is drawn.

import { button, el, takesKeys, tick } from "./dom.js";
import { t } from "./i18n.js";
import { keep, recall } from "./prefs.js";

/** Keys that every view has, beside its own: `[keys, what it does, action]`. */
let everywhere = [];
let here = [];
let escape = null;

export const setGlobalKeys = (keys) => { everywhere = keys; };
/** The view's keys, and what Escape does there. */
export const setViewKeys = (keys, onEscape = null) => { here = keys; escape = onEscape; };

const on = () => recall("keys", true);

/** Whether Space on this element is its own: a button is pressed by it, a tick ticked. */
const ownsSpace = (element) => element?.closest("button, a, summary, input, [role=button], [role=tab], [role=slider]") !== null && element?.closest("[data-space=speaks]") === null;
const ownsArrows = (element) => element?.closest("[role=slider], [role=tab], [role=radio], input[type=radio], summary") != null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && !event.target.closest?.("dialog")) {
    if (escape?.(event)) event.preventDefault();
    return;
  }
  if (takesKeys(event.target)) return;
  if (event.key !== "?" && !on()) return;
  const name = event.key === " " ? (event.shiftKey ? "Shift+Space" : "Space") : event.key;
  if (name.endsWith("Space") && ownsSpace(event.target)) return;
  if (name.startsWith("Arrow") && (event.shiftKey || ownsArrows(event.target))) return;
  if (name === "Enter" && event.target.closest?.("button, a, summary, input")) return;
  const known = [...here, ...everywhere].find(([keys]) => keys.includes(name));
  if (!known) return;
  event.preventDefault();
  known[2](event);
});

const SIGNS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };
const sign = (key) => SIGNS[key] ?? t(`key.${key}`);
const shown = (key) => (key in SIGNS || ["Space", "Shift+Space", "Enter", "Escape"].includes(key) ? sign(key) : key);

/** The page of keys. */
export function showKeys() {
  const rows = [...here, ...everywhere, [["Escape"], t("keys.escape")]];
  const dialog = el("dialog", { class: "dialog keys", "aria-labelledby": "keys-title" },
    el("h2", { id: "keys-title", tabindex: -1, autofocus: true }, t("keys.title")),
    el("dl", {}, rows.map(([keys, what]) => el("div", {}, el("dt", {}, keys.map((k) => el("kbd", {}, shown(k)))), el("dd", {}, what)))),
    tick(t("keys.on"), on(), (is) => keep("keys", is)),
    el("div", { class: "row end" }, button(t("close"), () => dialog.close(), { look: "full" })));
  open(dialog);
}

/** Shows a dialog; it goes from the page when it is closed, and the focus goes back where it was. */
export function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove(), { once: true });
  dialog.showModal();
  return dialog;
}

/** Asks before something that cannot be taken back: true when it is wanted. */
export function ask(title, lines, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = el("dialog", { class: "dialog", "aria-labelledby": "ask-title" },
      el("h2", { id: "ask-title" }, title),
      lines.map((line) => el("p", {}, line)),
      el("div", { class: "row end" },
        button(t("cancel"), () => dialog.close()),
        button(yes, () => { answer = true; dialog.close(); }, { look: "full" })));
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    open(dialog);
  });
}
