// The script of an issue, and what keys do in it.

import { Desk } from "./desk.js";
import { el, fill } from "./dom.js";
import { on } from "./events.js";
import { t } from "./i18n.js";
import { refusal, say } from "./notice.js";
import { SPEEDS } from "./player.js";
import { address, go } from "./router.js";

export async function show(main, { signal, state, player, parts: [issue], query, undo }) {
  const desk = new Desk(issue, state, player, signal, undo);
  fill(main, el("p", { class: "hint loading" }, t("script.reading")));
  try {
    await desk.load();
  } catch (e) {
    if (e.name === "AbortError") throw e;
    fill(main, el("div", { class: "head" }, el("h1", {}, issue)), refusal(e), el("p", {}, el("a", { href: address("issues") }, t("issues.title"))));
    on("issue", (what) => { if (what.issue === issue) location.reload(); }, signal);
    return { title: issue, keys: [] };
  }
  desk.draw(main);
  const asked = query.get("sid") ?? desk.sentences.find((s) => s.line >= Number(query.get("line")))?.sid;
  if (query.has("sid") || query.has("line")) { if (asked) desk.goTo(asked, { focus: true }); } else desk.setCurrent(desk.sentences[0]?.sid);
  return { title: desk.script.title, keys: keys(desk), escape: () => desk.escape(), leave: () => desk.leave() };
}

function keys(desk) {
  const speed = (by) => {
    const at = SPEEDS.findIndex((s) => s >= desk.player.rate - 0.001);
    desk.player.rate = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))];
    say(t("speed.now", { n: desk.player.rate }));
  };
  return [
    [["Space"], t("keys.say"), () => desk.toggle()],
    [["f", "Shift+Space"], t("keys.from-here"), () => desk.sayFrom()],
    [["c"], t("keys.chapter"), () => desk.sayChapter()],
    [["j", "ArrowDown"], t("keys.next"), () => desk.step(1)],
    [["k", "ArrowUp"], t("keys.previous"), () => desk.step(-1)],
    [["ArrowRight"], t("keys.next-word"), () => desk.stepWord(1)],
    [["ArrowLeft"], t("keys.previous-word"), () => desk.stepWord(-1)],
    [["Enter"], t("keys.word"), () => { const w = document.activeElement; if (w?.dataset.i !== undefined) desk.openWord(w.closest(".sentence").dataset.sid, Number(w.dataset.i)); }],
    [["n"], t("keys.next-finding"), () => desk.stepFinding(1)],
    [["p"], t("keys.previous-finding"), () => desk.stepFinding(-1)],
    [["e"], t("keys.edit"), () => desk.edit()],
    [["m"], t("keys.heard"), () => { if (desk.current) desk.markHeard(desk.current); }],
    [["t"], t("keys.takes"), () => desk.panel.showTakes()],
    [["s"], t("keys.pause"), () => desk.panel.showPause()],
    [["[", "-"], t("keys.slower"), () => speed(-1)],
    [["]", "+"], t("keys.faster"), () => speed(1)],
    [["g"], t("keys.make"), () => go("issue", [desk.issue, "make"])],
  ];
}
