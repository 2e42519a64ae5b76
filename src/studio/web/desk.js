// The desk: what is known of the issue on it, what is chosen, heard, mended; rows, panel and player ask it and are told by it.

import * as api from "./api.js";
import { el, fill, reveal, takesKeys } from "./dom.js";
import { on } from "./events.js";
import { clock, number, percent, t } from "./i18n.js";
import { issueHead } from "./issue-head.js";
import { attempt, complain, refusal, say, whisper } from "./notice.js";
import { Panel } from "./panel.js";
import { drafts, openEditor } from "./paragraph-editor.js";
import { PlayerBar } from "./player-bar.js";
import { address } from "./router.js";
import { applyMarks, faults, findingsBySentence, flatten } from "./script-model.js";
import { followPointer } from "./script-pointer.js";
import { drawScript, updateRow } from "./script-rows.js";

export class Desk {
  findingAt = -1;
  current = null;
  editor = null;
  #rows = new Map();
  #heardSoon = new Set();

  constructor(issue, state, player, signal, undo) {
    Object.assign(this, { issue, state, player, signal, undo });
  }

  // --- what is known -----------------------------------------------------------------------------------------------

  async load() {
    this.script = await api.script(this.issue, this.signal);
    this.sentences = flatten(this.script);
    this.bySid = new Map(this.sentences.map((s) => [s.sid, s]));
    this.#find();
    this.narrator = this.sentences[0]?.voice ?? null; // who says the opening
  }

  #find() {
    this.findings = [...this.script.findings, ...faults(this.sentences)].sort((a, b) => b.risk - a.risk);
    this.findingsBy = findingsBySentence(this.findings);
  }

  /** Who reads a chapter's own words. */
  voiceOf(chapter) { return chapter.paragraphs.find((p) => p.kind === "text" || p.kind === "list")?.sentences[0].voice ?? this.narrator; }

  sentence(sid) { return this.bySid.get(sid) ?? null; }
  row(sid) { return document.getElementById(`s-${sid}`); }

  // --- drawing -----------------------------------------------------------------------------------------------------

  draw(main) {
    this.manuscript = el("div", { class: "manuscript", "aria-label": t("script.label"), role: "region" });
    this.rail = el("ol", { class: "chapters" });
    this.summary = el("p", { class: "facts" });
    this.stale = el("div", { class: "stale" });
    this.panel = new Panel(this);
    this.bar = new PlayerBar(this);
    fill(main,
      el("div", { class: "desk" },
        issueHead(this.script, "script", this.summary, this.stale),
        el("nav", { class: "rail", "aria-label": t("script.chapters") }, el("h2", {}, t("script.chapters")), this.rail),
        this.manuscript,
        this.panel.element));
    fill(document.getElementById("bar"), this.bar.element);
    this.redraw();
    this.#openDrafts();
    followPointer(this);
    this.#listen();
  }

  redraw() {
    const focus = this.#focus();
    this.#rows = drawScript(this, this.manuscript, this.#rows);
    for (const s of this.sentences) { const row = this.row(s.sid); if (row) updateRow(row, s); }
    fill(this.rail, this.script.chapters.map((chapter, c) => el("li", {},
      el("a", { href: address("issue", [this.issue], { line: chapter.line }), data: { chapter: c } }, el("bdi", {}, chapter.title), el("span", { class: "hint" })))));
    this.#count();
    this.panel.draw();
    this.bar.timeline();
    if (this.current && this.bySid.has(this.current)) { const sid = this.current; this.current = null; this.setCurrent(sid); }
    focus?.();
  }

  /** Where the focus is in the manuscript, as a function that puts it back. */
  #focus() {
    const at = document.activeElement;
    const sid = at?.closest?.(".sentence")?.dataset.sid;
    if (!sid || !this.manuscript.contains(at)) return null;
    const i = at.dataset.i;
    return () => {
      if (document.activeElement === at) return;
      const row = this.row(sid);
      (i === undefined ? row?.querySelector(".say") : row?.querySelector(`[data-i="${i}"]`))?.focus({ preventScroll: true });
    };
  }

  #count() {
    const all = this.sentences.length;
    const heard = this.sentences.filter((s) => s.heard).length;
    const { script } = this;
    fill(this.summary, [
      script.number !== null && el("span", {}, t("import.no", { n: String(script.number) })),
      el("span", {}, t("script.words", { n: script.words })),
      el("span", {}, t("script.length", { time: clock(script.seconds) })),
      el("span", { class: heard === all ? "good" : "" }, heard === all ? t("script.all-heard") : t("script.heard", { heard, all })),
      script.losses?.lost > 0 && el("span", {}, t("script.lost", { n: script.losses.lost, percent: percent(script.losses.lost / Math.max(1, script.losses.words)) })),
    ]);
    this.rail.querySelectorAll("a").forEach((a) => {
      const own = this.sentences.filter((s) => s.chapter === Number(a.dataset.chapter));
      a.lastChild.textContent = `${number(own.filter((s) => s.heard).length)}/${number(own.length)}`;
    });
  }

  /** Chooses the sentence that keys and panel are about. */
  setCurrent(sid, { scroll = false } = {}) {
    if (!sid || !this.bySid.has(sid)) return;
    if (this.current !== sid) {
      const old = this.current && this.row(this.current);
      if (old) {
        old.classList.remove("current");
        old.querySelectorAll("[tabindex='0']").forEach((e) => { e.tabIndex = -1; });
        old.querySelectorAll(".w[role]").forEach((w) => { w.removeAttribute("role"); w.removeAttribute("tabindex"); });
      }
      this.current = sid;
      const row = this.row(sid);
      row.classList.add("current");
      row.querySelectorAll(".say, .flag, .pause").forEach((e) => { e.tabIndex = 0; });
      row.querySelectorAll(".w").forEach((w) => { w.setAttribute("role", "button"); w.tabIndex = -1; });
      const { chapter } = this.sentence(sid);
      this.rail.querySelectorAll("a").forEach((a) => {
        if (Number(a.dataset.chapter) !== chapter) { a.removeAttribute("aria-current"); return; }
        a.setAttribute("aria-current", "true");
        this.rail.scrollLeft = a.offsetLeft - 24; // on a phone chapters are a line to swipe
      });
      this.panel.chosen();
      this.bar.chosen();
    }
    if (scroll) reveal(this.row(sid));
  }

  goTo(sid, { focus = false } = {}) {
    if (!this.bySid.has(sid)) return;
    this.setCurrent(sid);
    const row = this.row(sid);
    if (focus) row.querySelector(".say").focus({ preventScroll: true });
    reveal(row);
  }

  step(by) {
    const at = this.current ? this.sentence(this.current).index : -1;
    const next = this.sentences[Math.min(this.sentences.length - 1, Math.max(0, at + by))];
    if (next) this.goTo(next.sid, { focus: true });
  }

  stepWord(by) {
    const row = this.current && this.row(this.current);
    if (!row) return;
    const words = [...row.querySelectorAll(".w")];
    const at = words.indexOf(document.activeElement);
    const next = at + by;
    if (next < 0) row.querySelector(".say").focus(); else words[Math.min(words.length - 1, next)]?.focus();
  }

  stepFinding(by) {
    if (!this.findings.length) { say(t("findings.none")); return; }
    this.findingAt = (this.findingAt + by + this.findings.length) % this.findings.length;
    this.panel.showFinding(this.findingAt);
    const finding = this.findings[this.findingAt];
    const sid = finding.sids?.[0] ?? this.sentences.find((s) => s.line >= finding.line)?.sid;
    if (sid) this.goTo(sid, { focus: true });
    whisper(t("findings.at", { n: this.findingAt + 1, all: this.findings.length, what: finding.what }));
  }

  // --- hearing -----------------------------------------------------------------------------------------------------

  say(sid) {
    if (this.player.sid === sid && this.player.kind === "sentence" && this.player.state !== "idle") { this.player.toggle(); return; }
    this.#play([this.sentence(sid)]);
  }

  /** Space: what plays waits; what waits goes on, or another sentence is said if one was chosen meanwhile. */
  toggle() {
    const { player } = this;
    const waits = player.state === "paused" && (player.kind !== "sentence" || player.sid === this.current);
    if (player.state === "playing" || player.state === "waiting" || waits) player.toggle(); else if (this.current) this.say(this.current);
  }

  sayFrom(sid = this.current, from = 0) {
    const at = this.sentence(sid)?.index ?? 0;
    this.#play(this.sentences.slice(at), from);
  }

  sayChapter(c = this.sentence(this.current)?.chapter ?? 0) { this.#play(this.sentences.filter((s) => s.chapter === c)); }

  #play(list, from = 0) {
    if (!list.length || !list[0]) return;
    this.setCurrent(list[0].sid);
    this.player.sentences(this.issue, list, { from });
  }

  markHeard(sid, is = !this.sentence(sid).heard) {
    this.#heardSoon.delete(sid);
    return attempt(async () => this.#heardNow(await api.heard(this.issue, [sid], is), [sid], is));
  }

  markAll() {
    const sids = this.sentences.map((s) => s.sid);
    return attempt(async () => this.#heardNow(await api.heard(this.issue, sids, true), sids, true));
  }

  #heardNow(answer, sids, is) {
    for (const sid of sids) {
      const sentence = this.sentence(sid);
      if (!sentence) continue;
      sentence.heard = is;
      updateRow(this.row(sid), sentence);
    }
    this.#count();
    this.panel.marked();
    if (answer.all_heard && is) say(t("script.all-heard.now"));
  }

  /** Sentences that were played to their end are told to the server a few at a time. */
  #finished(sid) {
    const sentence = this.sentence(sid);
    if (!sentence || sentence.heard) return;
    this.#heardSoon.add(sid);
    if (this.#heardSoon.size > 1) return;
    setTimeout(() => {
      const sids = [...this.#heardSoon];
      this.#heardSoon.clear();
      if (sids.length) api.heard(this.issue, sids, true).then((a) => this.#heardNow(a, sids, true), complain);
    }, 400);
  }

  // --- mending -----------------------------------------------------------------------------------------------------

  openWord(sid, i) {
    this.setCurrent(sid);
    this.panel.showWord(sid, i);
  }

  /** Writes a pause; while one is written only the last of those that follow counts. */
  async setPause(sid, seconds) {
    this.pausing = { sid, seconds };
    if (this.writing) return;
    this.writing = true;
    while (this.pausing) {
      const wanted = this.pausing;
      this.pausing = null;
      await attempt(async () => {
        await api.pause(this.issue, wanted.sid, wanted.seconds);
        say(wanted.seconds === null ? t("pause.usual") : t("pause.kept", { n: wanted.seconds }), [t("undo"), this.undo]);
      });
    }
    this.writing = false;
  }

  restore(line, control) {
    return attempt(async () => {
      await api.restore(this.issue, line, this.script.version);
      say(t("dropped.restored"), [t("undo"), this.undo]);
    }, control);
  }

  edit(from = this.sentence(this.current)?.inParagraph.from, draft = null) {
    const paragraph = this.script.chapters.flatMap((c) => c.paragraphs).find((p) => !p.dropped && p.from === from);
    if (!paragraph) return;
    if (!paragraph.editable) { say(t("edit.ours")); return; }
    if (this.editor) { if (this.editor.from() !== from) say(t("edit.one")); this.editor.focus(); return; }
    const box = this.manuscript.querySelector(`.paragraph[data-from="${from}"]`);
    const sid = paragraph.sentences[0]?.sid;
    draft ??= drafts(this.issue).find((d) => d.source === paragraph.source) ?? null;
    this.editor = openEditor(this, box, paragraph, (saved, waits = false) => {
      this.editor.remove();
      this.editor = null;
      box.classList.toggle("unsaved", waits);
      if (saved) this.reload(); else if (sid) this.goTo(sid, { focus: true });
    }, draft);
    this.editor.focus();
  }

  /** Texts that were never saved come back where they belong, or at the head of the page if that place is gone. */
  #openDrafts() {
    for (const draft of drafts(this.issue)) {
      const paragraphs = this.script.chapters.flatMap((c) => c.paragraphs).filter((p) => p.editable);
      const paragraph = paragraphs.find((p) => p.source === draft.source) ?? paragraphs.find((p) => p.from === draft.from);
      if (paragraph && !this.editor) { this.edit(paragraph.from, draft); say(t("edit.draft")); }
    }
  }

  // --- following the file ------------------------------------------------------------------------------------------

  async reload() {
    try {
      await this.load();
    } catch (e) {
      if (e.name === "AbortError") return;
      // What cannot be read is told; the last script that could stays on the screen.
      fill(this.stale, refusal(e));
      return;
    }
    fill(this.stale);
    this.player.forget();
    const { editor } = this;
    this.redraw();
    if (editor) this.#meetEditor(editor);
  }

  #meetEditor(editor) {
    const all = this.script.chapters.flatMap((c) => c.paragraphs).filter((p) => p.editable);
    const same = all.find((p) => p.source === editor.source());
    const now = same ?? all.find((p) => p.from === editor.from()) ?? null;
    // The paragraph's box may be another element now.
    const box = now && this.manuscript.querySelector(`.paragraph[data-from="${now.from}"]`);
    if (box && !box.contains(editor.element)) {
      const focused = editor.element.contains(document.activeElement) ? document.activeElement : null;
      box.append(editor.element);
      box.classList.add("editing");
      focused?.focus();
    } else if (!box) this.stale.append(editor.element);
    editor.meet(now);
  }

  async #marks() {
    try {
      const marks = await api.marks(this.issue);
      if (marks.version !== this.script.version) return; // the whole script is on its way
      const changed = applyMarks(this.sentences, marks);
      const found = this.findings.length;
      this.#find();
      if (this.findings.length !== found) { this.redraw(); return; }
      for (const sentence of changed) updateRow(this.row(sentence.sid), sentence);
      this.#count();
      this.panel.marked();
      if (changed.length) this.bar.timeline();
    } catch (e) { if (e.status !== 404) complain(e); }
  }

  #listen() {
    const { signal } = this;
    let late = 0;
    const marksSoon = () => { clearTimeout(late); late = setTimeout(() => this.#marks(), 250); };
    on("issue", (e) => { if (e.issue === this.issue && e.version !== this.script.version) this.reload(); }, signal);
    on("show", (e) => { if (e.version !== this.script.show_version) this.reload(); }, signal);
    on("marks", (e) => { if (e.issue === this.issue) marksSoon(); }, signal);
    on("spoken", (e) => { if (e.issue === this.issue) marksSoon(); }, signal);
    on("again", () => this.reload(), signal);
    on("unspoken", (e) => { if (e.issue === this.issue && (e.sid === null || e.sid === this.player.sid)) complain(new api.Refusal(0, e.error)); }, signal);
    signal.addEventListener("abort", () => clearTimeout(late));
    const heard = (name, listener) => this.player.addEventListener(name, (e) => listener(e.detail), { signal });
    let lit = null;
    let playing = null;
    const word = ({ sid, word: i }) => {
      lit?.classList.remove("lit");
      lit = i >= 0 ? this.row(sid)?.querySelector(`[data-i="${i}"]`) : null;
      lit?.classList.add("lit");
    };
    heard("word", word);
    heard("sentence", ({ sid }) => {
      playing?.classList.remove("playing");
      playing = this.row(sid);
      playing?.classList.add("playing");
      const away = takesKeys(document.activeElement) || this.panel.element.contains(document.activeElement);
      if (!away) this.setCurrent(sid);
      if (!away && performance.now() - this.scrolled > 4000) reveal(this.row(sid) ?? this.manuscript);
    });
    heard("state", ({ state }) => { if (state === "idle") { playing?.classList.remove("playing"); playing = null; } });
    heard("finished", ({ sid, whole }) => { if (whole) this.#finished(sid); });
    heard("fault", ({ error }) => complain(error));
    this.scrolled = -9999;
    for (const name of ["wheel", "touchmove"]) document.addEventListener(name, () => { this.scrolled = performance.now(); }, { passive: true, signal });
  }

  // --- leaving -----------------------------------------------------------------------------------------------------

  /** Escape: the panel on a phone, then what plays. */
  escape() {
    if (this.panel.close()) { if (this.current) this.row(this.current)?.querySelector(".say").focus({ preventScroll: true }); return true; }
    if (this.player.state !== "idle") { this.player.stop(); return true; }
    return false;
  }

  leave() {
    this.player.stop();
    this.bar.remove();
    fill(document.getElementById("bar"));
    if (this.#heardSoon.size) api.heard(this.issue, [...this.#heardSoon], true).catch(() => {});
  }
}
