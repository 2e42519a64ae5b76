// A word that is said wrong: how it is said, why, what else it could be, each to be heard at once, and kept here or in
// the whole show.

import * as api from "./api.js";
import { button, el, field, fill } from "./dom.js";
import { nameOf, phrase, t } from "./i18n.js";
import { attempt, complain, refusal, say } from "./notice.js";

export class WordTab {
  constructor(desk) {
    this.desk = desk;
    this.element = el("div", { class: "stack" }, el("p", { class: "hint" }, t("word.none")));
  }

  async load(sid, i) {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    Object.assign(this, { sid, i });
    fill(this.element, el("p", { class: "hint", role: "status" }, t("word.reading")));
    try {
      const word = await api.word(this.desk.issue, sid, i, signal);
      if (!signal.aborted) this.#draw(word);
    } catch (e) { if (e.name !== "AbortError") fill(this.element, refusal(e)); }
  }

  #draw(word) {
    this.word = word;
    this.how = word.alternatives.find((a) => a.current)?.how ?? null;
    const chosen = word.alternatives.findIndex((a) => a.current);
    const radios = word.alternatives.map((a, n) => this.#alternative(a, n, n === chosen));
    const own = el("input", { type: "text", lang: "it", spellcheck: "false", autocapitalize: "none", value: word.entry?.how?.say ?? "", on: {
      input: () => { ownRadio.checked = true; this.how = own.value.trim() ? { say: own.value.trim() } : null; },
      keydown: (e) => { if (e.key === "Enter") { e.preventDefault(); this.#hear(true); } },
    } });
    const ownRadio = el("input", { type: "radio", name: "how", id: "how-own", on: { change: () => { this.how = own.value.trim() ? { say: own.value.trim() } : null; own.focus(); } } });
    this.tried = el("p", { class: "hint", role: "status" });
    fill(this.element,
      el("h3", { class: "word-title", lang: "it", tabindex: -1 }, el("bdi", {}, word.word)),
      el("dl", { class: "how" },
        el("div", {}, el("dt", {}, t("word.said")), el("dd", {}, el("b", { lang: "it" }, word.letters || word.spoken), " ", word.phonemes && el("span", { class: "phonemes" }, `/${word.phonemes}/`))),
        word.change && el("div", {}, el("dt", {}, t("word.change")), el("dd", {}, el("b", { lang: "it" }, word.change.from), " ← ", el("i", { lang: "it" }, word.change.to || t("change.silent")), ` · ${nameOf("class", word.change.class)}`)),
        el("div", {}, el("dt", {}, t("word.why")), el("dd", {}, phrase(word.why))),
        word.doubt && el("div", {}, el("dt", {}, t("word.doubt")), el("dd", { class: "doubtful" }, phrase(word.doubt))),
        word.entry && el("div", {}, el("dt", {}, t("word.entry")), el("dd", {}, el("code", {}, `${word.entry.file}:${word.entry.line}`)))),
      el("fieldset", { class: "alternatives" },
        el("legend", {}, t("word.alternatives")),
        radios,
        el("div", { class: "alternative own" }, ownRadio, el("label", { for: "how-own" }, t("word.own")), field(t("word.own.label"), own, t("word.own.hint")))),
      el("div", { class: "row" },
        button(t("word.hear"), () => this.#hear(true), { symbol: "play" }),
        button(t("word.hear-sentence"), () => this.#hear(false), { symbol: "play" })),
      this.tried,
      el("p", { class: "hint" }, t("word.kept-in")),
      el("div", { class: "row keep" },
        word.scopes.includes("show") && button(t("word.show"), (e) => this.#keep("show", e.currentTarget), { look: "full" }),
        word.scopes.includes("here") && button(t("word.here"), (e) => this.#keep("here", e.currentTarget))));
    this.element.querySelector(chosen >= 0 ? "input:checked" : ".word-title").focus({ preventScroll: true });
  }

  #alternative(a, n, checked) {
    const main = { stress: a.how.say, letters: a.how.say, number: a.label, word: a.label }[a.kind] ?? a.letters;
    const gloss = a.kind === "stress" && a.gloss; // of the others the kind says it
    const name = [nameOf("alternative", a.kind), gloss].filter(Boolean).join(", ");
    return el("div", { class: "alternative" },
      el("input", { type: "radio", name: "how", id: `how-${n}`, checked, on: { change: () => { this.how = a.how; this.#hear(true); } } }),
      el("label", { for: `how-${n}` },
        el("b", { lang: "it" }, main), " ", el("span", { class: "hint" }, name),
        a.current && el("span", { class: "now" }, t("word.current")),
        el("span", { class: "phonemes" }, [main !== a.letters && a.letters, a.phonemes && `/${a.phonemes}/`].filter(Boolean).join(" "))),
      button(t("word.hear-this", { name: main }), () => {
        this.element.querySelector(`#how-${n}`).checked = true;
        this.how = a.how;
        this.#hear(false);
      }, { look: "round", symbol: "sound", class: "small" }));
  }

  /** Says the word, or the sentence with it, as it is chosen; writes nothing. */
  async #hear(alone) {
    const { desk, sid, i, how } = this;
    if (!how) { desk.say(sid); return; }
    this.asked?.abort();
    this.asked = new AbortController();
    this.tried.textContent = t("word.trying");
    try {
      const sound = await api.tryWord(desk.issue, sid, { word: i, how, alone }, this.asked.signal);
      this.tried.textContent = sound.phonemes ? t("word.tried", { letters: sound.letters, phonemes: sound.phonemes }) : "";
      desk.player.clip(sound, alone ? null : sid);
    } catch (e) {
      if (e.name === "AbortError") return;
      fill(this.tried);
      complain(e);
    }
  }

  async #keep(scope, control) {
    const { desk, sid, i, how } = this;
    if (!how) { say(t("word.choose")); return; }
    const kept = await attempt(() => api.keepWord(desk.issue, sid, { word: i, how, scope }), control);
    if (!kept) return;
    say(t("word.kept", { label: kept.label, place: `${kept.file}:${kept.line}` }), [t("undo"), desk.undo]);
    desk.player.forget();
    // The sentence alone is spoken again.
    await desk.reload();
    if (kept.sid === null) return; // the words themselves were changed, in the text
    desk.say(sid);
    this.load(sid, i);
  }
}
