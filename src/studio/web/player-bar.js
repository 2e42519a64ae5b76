// The bar at the foot of the script: play, the waveform, speed. It shows the sentences as they are spoken, or the episode
// as it was made.

import * as api from "./api.js";
import { button, el, fill, icon } from "./dom.js";
import { clock, number, t } from "./i18n.js";
import { complain } from "./notice.js";
import { SPEEDS } from "./player.js";
import { lastBegun, timeline } from "./script-model.js";
import { Waveform } from "./waveform.js";

const CLOSE_UP = 45; // seconds

export class PlayerBar {
  #peaks = new Map(); // by the sound's key
  #asked = new Set();

  constructor(desk) {
    this.desk = desk;
    this.source = "voice";
    this.made = null;
    const { player } = desk;
    this.play = button(t("player.play"), () => this.#toggle(), { look: "round", symbol: "play", class: "play" });
    this.where = el("p", { class: "where", "aria-live": "off" });
    this.time = el("span", { class: "clock" });
    this.waveform = new Waveform({ seek: (s) => this.#seek(s), text: (s) => t("player.at", { time: clock(s), all: clock(this.waveform?.data.seconds ?? 0) }), signal: desk.signal });
    this.waveform.element.setAttribute("aria-label", t("player.waveform"));
    this.speed = el("select", { "aria-label": t("player.speed"), on: { change: () => { player.rate = Number(this.speed.value); } } });
    this.#speeds();
    this.zoom = button(t("player.zoom"), () => {
      this.waveform.zoom(this.waveform.zoomed ? null : CLOSE_UP);
      this.zoom.setAttribute("aria-pressed", String(this.waveform.zoomed));
    }, { look: "round", symbol: "zoom", class: "small wide-only", "aria-pressed": "false" });
    this.choice = button(t("player.episode"), () => this.choose(this.source === "voice" ? "episode" : "voice"), { class: "small", "aria-pressed": "false", hidden: true });
    this.element = el("div", { class: "player" },
      el("div", { class: "buttons" },
        button(t("player.previous"), () => desk.step(-1), { look: "round", symbol: "previous", class: "small wide-only" }),
        this.play,
        button(t("player.next"), () => desk.step(1), { look: "round", symbol: "next", class: "small wide-only" }),
        button(t("player.chapter"), () => desk.sayChapter(), { look: "round", symbol: "chapter", class: "small" }),
        button(t("player.from-here"), () => desk.sayFrom(), { look: "round", symbol: "onwards", class: "small" })),
      el("div", { class: "line" }, el("div", { class: "above" }, this.where, this.time), this.waveform.element),
      el("div", { class: "more" }, this.choice, this.zoom, this.speed,
        button(t("panel.open"), () => desk.panel.show(desk.panel.open), { look: "round", symbol: "up", class: "small opener" })));
    const on = (name, listener) => player.addEventListener(name, (e) => listener(e.detail), { signal: desk.signal });
    on("state", ({ state }) => this.#state(state));
    on("rate", () => this.#speeds());
    on("time", ({ sid, time }) => this.#time(sid, time));
    this.#findMade();
  }

  #speeds() {
    const { rate } = this.desk.player;
    fill(this.speed, [...new Set([...SPEEDS, rate])].sort((a, b) => a - b).map((s) => el("option", { value: s, selected: s === rate }, `${number(s)}×`)));
  }

  /** The sentences have other lengths, or other sounds. */
  timeline() {
    this.line = timeline(this.desk.sentences);
    this.starts = new Map(this.line.spans.map((s) => [s.sid, s.start]));
    this.#show();
    this.#loadPeaks();
  }

  chosen() {
    if (this.source !== "voice" || !this.line) return;
    const sid = this.desk.current;
    const sentence = this.desk.sentence(sid);
    this.waveform.data.current = sid;
    this.where.textContent = this.desk.script.chapters[sentence.chapter].title;
    if (this.desk.player.sid !== sid || this.desk.player.state === "idle") this.#at(this.starts.get(sid) ?? 0);
    this.waveform.draw();
  }

  remove() { this.gone = true; }

  #show() {
    if (this.source === "episode") { this.waveform.show(this.made); return; }
    const bySid = new Map(this.desk.sentences.filter((s) => this.#peaks.has(s.key)).map((s) => [s.sid, this.#peaks.get(s.key)]));
    this.waveform.show({ ...this.line, bySid, current: this.desk.current });
    this.time.textContent = `${clock(this.waveform.time)} / ${clock(this.line.seconds)}`;
  }

  /** The shapes of what is spoken already, a few at a time, each asked once. */
  async #loadPeaks() {
    if (this.loading) return;
    this.loading = true;
    const known = new Set(this.desk.sentences.map((s) => s.key));
    for (const key of this.#peaks.keys()) if (!known.has(key)) this.#peaks.delete(key);
    const wanted = () => this.desk.sentences.find((s) => s.cached && s.key && !this.#asked.has(s.key));
    const one = async () => {
      for (let s = wanted(); s && !this.gone; s = wanted()) {
        this.#asked.add(s.key);
        const shape = await api.peaks(`/api/sounds/${encodeURIComponent(s.voice)}/${s.key}/peaks`).catch(() => null);
        if (shape) this.#peaks.set(s.key, Uint8Array.from(shape.peaks));
      }
    };
    await Promise.all([one(), one(), one(), one()]);
    this.loading = false;
    if (!this.gone && this.source === "voice") this.#show();
  }

  async #findMade() {
    try {
      const w = await api.waveform(this.desk.issue);
      if (!w || this.gone) return;
      this.made = { seconds: w.seconds, peaks: { per_second: w.per_second, peaks: w.peaks }, chapters: w.chapters, music: w.music ?? [], spans: w.sentences ?? [], wav: w.wav };
      this.choice.hidden = false;
    } catch (e) { if (e.status !== 404 && e.name !== "AbortError") complain(e); }
  }

  choose(source) {
    this.desk.player.stop();
    this.source = source;
    this.waveform.time = 0;
    this.choice.setAttribute("aria-pressed", String(source === "episode"));
    this.#show();
    if (source === "voice") this.chosen(); else this.#at(0);
  }

  #toggle() {
    const { player } = this.desk;
    if (this.source === "episode" && player.kind !== "episode") { player.episode(this.made.wav, this.waveform.time, this.made.spans); return; }
    if (player.state === "playing" || player.state === "paused") player.toggle(); else this.desk.sayFrom();
  }

  #seek(seconds) {
    const { player } = this.desk;
    if (this.source === "episode") { player.episode(this.made.wav, seconds, this.made.spans); this.#at(seconds); return; }
    const span = this.line.spans[Math.max(0, lastBegun(this.line.spans, seconds))];
    if (!span) return;
    const into = Math.min(seconds - span.start, span.end - span.start - 0.05);
    if (player.state === "playing") this.desk.sayFrom(span.sid, Math.max(0, into)); else { this.desk.goTo(span.sid); this.#at(seconds); }
  }

  #time(sid, time) {
    if (this.source === "episode") { this.#at(time); return; }
    if (this.desk.player.kind === "sentence" && this.starts.has(sid)) this.#at(this.starts.get(sid) + time);
  }

  #at(seconds) {
    this.waveform.at(seconds);
    const text = `${clock(seconds)} / ${clock(this.waveform.data.seconds)}`;
    if (text !== this.time.textContent) this.time.textContent = text;
    if (this.source === "episode") this.where.textContent = this.made.chapters[Math.max(0, lastBegun(this.made.chapters, seconds))]?.title ?? "";
  }

  #state(state) {
    const on = state === "playing" || state === "waiting";
    fill(this.play, icon(on ? "pause" : "play"), el("span", { class: "unseen" }, t(on ? "player.pause" : "player.play")));
    this.element.classList.toggle("waiting", state === "waiting");
  }
}
