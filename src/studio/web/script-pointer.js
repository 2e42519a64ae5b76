// Mouse, touch and focus over the script: one listener for all sentences. A change's reason is shown on hover and on focus.

import { el, fill } from "./dom.js";
import { reasons } from "./script-rows.js";

export function followPointer(desk) {
  const place = desk.manuscript;
  const { signal } = desk;
  const tip = el("div", { class: "tip", role: "tooltip", id: "tip", hidden: true });
  place.parentElement.append(tip);
  signal.addEventListener("abort", () => tip.remove());
  const sidOf = (element) => element.closest(".sentence")?.dataset.sid;
  let shown = null;

  function show(word) {
    if (word === shown) return;
    hide();
    const sid = word && sidOf(word);
    const lines = sid ? reasons(desk.sentence(sid), Number(word.dataset.i)) : [];
    if (!lines.length) return;
    fill(tip, lines.map((line) => el("p", {},
      el("b", { lang: "it" }, line.from), line.to && [" ← ", el("i", { lang: "it" }, line.to)],
      el("span", { class: line.doubt ? "why doubtful" : "why" }, line.why))));
    tip.hidden = false;
    shown = word;
    word.setAttribute("aria-describedby", "tip");
    const at = word.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const below = at.bottom + size.height + 12 < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8))}px`;
    tip.style.top = `${below ? at.bottom + 6 : at.top - size.height - 6}px`;
  }
  function hide() {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  }
  const wordAt = (e) => e.target.closest?.(".w") ?? null;

  place.addEventListener("pointerover", (e) => { if (e.pointerType === "mouse") { const word = wordAt(e); if (word) show(word); else if (!place.contains(document.activeElement) || shown !== document.activeElement) hide(); } }, { signal });
  place.addEventListener("pointerleave", () => hide(), { signal });
  place.addEventListener("focusin", (e) => {
    const sid = sidOf(e.target);
    if (sid) desk.setCurrent(sid);
    const word = wordAt(e);
    if (word) show(word); else hide();
  }, { signal });
  place.addEventListener("focusout", hide, { signal });
  document.addEventListener("scroll", hide, { passive: true, signal });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && shown) { hide(); e.preventDefault(); } }, { signal, capture: true });

  place.addEventListener("click", (e) => {
    const restore = e.target.closest(".restore");
    if (restore) { desk.restore(Number(restore.dataset.line), restore); return; }
    const sid = sidOf(e.target);
    if (!sid) return;
    if (e.target.closest(".say")) { desk.setCurrent(sid); desk.say(sid); return; }
    if (e.target.closest(".flag")) { desk.setCurrent(sid); desk.panel.showFindingOf(sid); return; }
    if (String(getSelection())) return; // the author is choosing text
    const word = wordAt(e);
    if (word) { hide(); desk.openWord(sid, Number(word.dataset.i)); return; }
    if (e.target.closest(".said")) desk.setCurrent(sid);
  }, { signal });
  // A key that starts the voice must not press the button too.
  place.addEventListener("keyup", (e) => { if (e.key === " " && e.target.closest?.("[data-space=speaks]")) e.preventDefault(); }, { signal });
}
