// The sentence that is chosen: hear it, mark it, its pause, its takes.

import * as api from "./api.js";
import { button, el, field, fill } from "./dom.js";
import { nameOf, phrase, t } from "./i18n.js";
import { attempt, refusal, say } from "./notice.js";
import { LONGEST_PAUSE } from "./script-rows.js";
import { drawPeaks } from "./waveform.js";

export class SentenceTab {
  constructor(desk) {
    this.desk = desk;
    this.element = el("div", { class: "stack" });
  }

  draw() {
    const { desk } = this;
    const sentence = desk.current && desk.sentence(desk.current);
    if (!sentence) { fill(this.element, el("p", { class: "hint" }, t("sentence.none"))); this.sid = null; return; }
    if (this.sid === sentence.sid && this.drawn === JSON.stringify([sentence.pause, sentence.pause_kind, sentence.words, sentence.line])) { this.marked(); return; }
    this.sid = sentence.sid;
    this.drawn = JSON.stringify([sentence.pause, sentence.pause_kind, sentence.words, sentence.line]);
    const editable = sentence.inParagraph.editable && !sentence.ours;
    this.facts = el("p", { class: "facts" });
    this.mark = button("", () => desk.markHeard(sentence.sid), { symbol: "check" });
    this.fault = el("p", { class: "fault" });
    this.takesBox = el("div", { class: "takes" });
    fill(this.element,
      el("blockquote", { lang: "it" }, sentence.written),
      this.facts, this.fault,
      el("div", { class: "row" },
        button(t("sentence.hear"), () => desk.say(sentence.sid), { symbol: "play", look: "full" }),
        button(t("sentence.from-here"), () => desk.sayFrom(sentence.sid), { symbol: "onwards" }),
        this.mark,
        editable && button(t("sentence.edit"), () => { desk.panel.close(); desk.edit(sentence.inParagraph.from); }, { symbol: "pencil" })),
      editable && this.#pause(sentence),
      el("section", { class: "stack", "aria-labelledby": "takes-title" },
        el("h3", { id: "takes-title" }, t("takes.title")),
        el("p", { class: "hint" }, t("takes.about")),
        el("div", { class: "row" }, button(t("takes.make"), () => this.takes(), { symbol: "sound" })),
        this.takesBox));
    this.marked();
  }

  /** What marks tell of it. */
  marked() {
    const sentence = this.sid && this.desk.sentence(this.sid);
    if (!sentence) return;
    fill(this.facts, [
      el("span", {}, t("line", { line: String(sentence.line) })),
      el("span", {}, nameOf("role", sentence.role)),
      el("span", {}, sentence.voice),
      el("span", {}, t(sentence.estimated && !sentence.cached ? "sentence.about" : "sentence.lasts", { n: Number(sentence.seconds.toFixed(1)) })),
      sentence.take ? el("span", {}, t("takes.kept", { n: sentence.take })) : null,
    ]);
    fill(this.mark, this.mark.firstChild, t(sentence.heard ? "sentence.unmark" : "sentence.mark"));
    this.mark.setAttribute("aria-pressed", String(sentence.heard));
    this.fault.textContent = sentence.fault ? phrase(sentence.fault) : "";
  }

  #pause(sentence) {
    const told = sentence.pause_kind === "told";
    const shown = el("output", {}, t("pause.seconds", { n: sentence.pause }));
    this.range = el("input", { type: "range", min: 0, max: LONGEST_PAUSE, step: 0.05, value: sentence.pause, on: {
      input: () => { shown.textContent = t("pause.seconds", { n: Number(this.range.value) }); },
      change: () => this.desk.setPause(sentence.sid, Number(this.range.value)),
    } });
    return el("section", { class: "stack" },
      field(t("pause.label"), this.range, told ? t("pause.told") : t("pause.of", { kind: nameOf("pause", sentence.pause_kind) })),
      el("div", { class: "row" }, shown, told && button(t("pause.reset"), () => this.desk.setPause(sentence.sid, null), { class: "small" })));
  }

  focusPause() { this.range?.focus(); }

  /** Up to four ways to say it, side by side; the first press makes them. */
  async takes() {
    const { desk, sid } = this;
    if (!sid) return;
    const box = this.takesBox;
    fill(box, el("p", { class: "hint", role: "status" }, t("takes.making")));
    try {
      const { takes } = await api.takes(desk.issue, sid);
      if (sid !== this.sid || box !== this.takesBox) return;
      fill(box, el("ul", { class: "take-list" }, takes.map((take) => this.#take(sid, take, takes))));
      box.querySelector("button")?.focus();
    } catch (e) { if (sid === this.sid) fill(box, refusal(e)); }
  }

  #take(sid, take, all) {
    const { desk } = this;
    const name = nameOf("take", take.label);
    const canvas = el("canvas", { class: "peaks", "aria-hidden": "true" });
    api.peaks(take.peaks).then((p) => drawPeaks(canvas, p.peaks), () => {});
    const label = take.kept ? t("takes.is-kept") : t("takes.keep");
    const kept = button(label, () => attempt(async () => {
      await api.chooseTake(desk.issue, sid, take.take);
      desk.player.forget();
      for (const other of all) other.kept = other === take;
      fill(this.takesBox, el("ul", { class: "take-list" }, all.map((other) => this.#take(sid, other, all))));
      say(t("takes.chosen", { name }));
      this.takesBox.querySelector("[aria-pressed=true]")?.focus();
    }), { class: "small", "aria-pressed": String(Boolean(take.kept)), "aria-label": `${label}: ${name}` });
    return el("li", { class: take.kept ? "take kept" : "take" },
      button(t("takes.hear", { name }), () => desk.player.clip(take, sid), { look: "round", symbol: "play", class: "small" }),
      el("div", {}, el("b", {}, name), el("span", { class: "hint" }, ` ${t("pause.short", { n: Number(take.seconds.toFixed(1)) })}`), canvas),
      kept);
  }
}
