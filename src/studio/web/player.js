// Plays: sentence after sentence with the pauses between, a single clip, or a made episode. It knows sounds and times;
// who wants to show them listens to its events:
//   state    { state: "idle" | "waiting" | "playing" | "paused" }
//   sentence { sid }        one begins
//   finished { sid }        one was played to its end
//   word     { sid, word }  word i of it is being said; -1 between words
//   time     { sid, time }  seconds into the sentence, or into the episode
//   fault    { error }

import * as api from "./api.js";
import { keep, recall } from "./prefs.js";
import { lastBegun } from "./script-model.js";

export const SPEEDS = [0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

export class Player extends EventTarget {
  #audio = new Audio();
  #run = 0; // each start and stop is a new run; what an older one still waits for comes to nothing
  #gap = null; // what ends the silence between two sentences
  #sounds = new Map(); // the sounds of this sentence and the next, by id
  #current = null; // what is on: { kind, sid, words, ended, word }
  state = "idle";

  constructor() {
    super();
    this.#audio.preload = "auto";
    this.rate = recall("rate", 1);
    this.#audio.addEventListener("ended", () => this.#ended());
    this.#audio.addEventListener("error", () => {
      if (this.#audio.getAttribute("src")) this.#fail(new Error(this.#audio.error?.message || "the sound cannot be played"));
    });
  }

  get rate() { return this.#audio.defaultPlaybackRate; }
  set rate(rate) {
    this.#audio.defaultPlaybackRate = rate;
    this.#audio.playbackRate = rate;
    keep("rate", rate);
    this.#emit("rate", { rate });
  }

  /** The id of the sentence that is on, or null. */
  get sid() { return this.#current?.sid ?? null; }
  get kind() { return this.#current?.kind ?? null; }

  /**
   * Plays sentences of an issue: `sids` in order, `until` (exclusive index) where to stop. `from`: seconds into the
   * first of them.
   */
  async sentences(issue, list, { from = 0 } = {}) {
    const run = this.#start();
    for (let i = 0; i < list.length; i += 1) {
      const { sid } = list[i];
      this.#current = { kind: "sentence", sid, words: [], word: -1 };
      this.#change("waiting");
      this.#emit("sentence", { sid });
      let sound;
      try {
        sound = await this.#sound(issue, sid);
      } catch (e) {
        if (run === this.#run) this.#fail(e);
        return;
      }
      if (run !== this.#run) return;
      if (list[i + 1]) this.#sound(issue, list[i + 1].sid).catch(() => {}); // told when its turn comes
      this.#current.words = sound.words;
      const whole = i > 0 || from < 0.05;
      const ended = await this.#play(sound.wav, i === 0 ? from : 0, run);
      if (!ended || run !== this.#run) return;
      this.#emit("finished", { sid, whole });
      if (i + 1 < list.length && !(await this.#silence(sound.pause / this.rate, run))) return;
      this.#sounds.delete(sid);
    }
    this.stop();
  }

  /** Plays one sound of its own: a word that is tried, a take. `sid`: the sentence whose words light up, if any. */
  async clip(sound, sid = null) {
    const run = this.#start();
    this.#current = { kind: "clip", sid, words: sid ? sound.words ?? [] : [], word: -1 };
    if (await this.#play(sound.wav, 0, run)) this.stop();
  }

  /** Plays a made episode from a second on; `spans` tell which sentence is where. */
  async episode(wav, at, spans) {
    const run = this.#start();
    this.#current = { kind: "episode", sid: null, words: [], word: -1, spans };
    if (await this.#play(wav, at, run)) this.stop();
  }

  /** Waits, or goes on; what is not spoken yet is given up. */
  toggle() {
    if (this.state === "waiting") { this.stop(); return; }
    if (this.state === "playing") {
      this.#gap?.hold();
      this.#audio.pause();
      this.#change("paused");
    } else if (this.state === "paused") {
      if (this.#gap) { this.#gap.release(); this.#change("playing"); } else this.#audio.play().then(() => this.#change("playing"), (e) => this.#fail(e));
    }
  }

  stop() {
    this.#start();
    this.#change("idle");
  }

  /** Forgets sounds that were fetched ahead: what is said has changed. */
  forget() { this.#sounds.clear(); }

  #start() {
    this.#run += 1;
    this.#gap?.drop();
    this.#gap = null;
    this.#audio.pause();
    if (this.#current?.word >= 0) this.#emit("word", { sid: this.#current.sid, word: -1 });
    this.#current = null;
    return this.#run;
  }

  #sound(issue, sid) {
    if (!this.#sounds.has(sid)) {
      for (const old of [...this.#sounds.keys()].slice(0, -2)) this.#sounds.delete(old);
      const asked = api.sound(issue, sid);
      asked.catch(() => this.#sounds.delete(sid));
      this.#sounds.set(sid, asked);
    }
    return this.#sounds.get(sid);
  }

  /** Plays a file to its end: true; false when something else was begun. */
  #play(wav, from, run) {
    return new Promise((resolve) => {
      this.#current.ended = resolve;
      this.#audio.src = wav;
      this.#audio.playbackRate = this.rate;
      if (from > 0) this.#audio.currentTime = from;
      this.#audio.play().then(
        () => {
          if (run !== this.#run) return;
          this.#change("playing");
          this.#follow(run);
        },
        (e) => { if (run === this.#run && e.name !== "AbortError") this.#fail(e); },
      );
    });
  }

  #ended() { this.#current?.ended?.(true); }

  /** Silence that can be held; true when it is over. */
  #silence(seconds, run) {
    return new Promise((resolve) => {
      let left = seconds * 1000;
      let since = performance.now();
      let timer = setTimeout(over, left);
      const gap = {
        hold: () => { clearTimeout(timer); left -= performance.now() - since; },
        release: () => { since = performance.now(); timer = setTimeout(over, Math.max(0, left)); },
        drop: () => { clearTimeout(timer); resolve(false); },
      };
      const self = this;
      function over() { self.#gap = null; resolve(run === self.#run); }
      this.#gap = gap;
    });
  }

  /** Tells time and word while it plays, once a picture of the screen. */
  #follow(run) {
    const step = () => {
      if (run !== this.#run || this.#current === null) return;
      const on = this.#current;
      const time = this.#audio.currentTime;
      if (on.spans) {
        const span = on.spans[lastBegun(on.spans, time)];
        const sid = span && time <= span.end + 0.2 ? span.sid : null;
        if (sid !== on.sid && sid) this.#emit("sentence", { sid });
        on.sid = sid;
      }
      this.#emit("time", { sid: on.sid, time });
      if (on.words.length) {
        const i = lastBegun(on.words, time, (w) => w[0]);
        const word = i >= 0 && time <= on.words[i][1] + 0.15 ? i : -1;
        if (word !== on.word) {
          on.word = word;
          this.#emit("word", { sid: on.sid, word });
        }
      }
      if (!this.#audio.ended) {
        if (this.#audio.paused) this.#audio.addEventListener("play", () => requestAnimationFrame(step), { once: true });
        else requestAnimationFrame(step);
      }
    };
    requestAnimationFrame(step);
  }

  #fail(error) {
    this.stop();
    this.#emit("fault", { error });
  }

  #change(state) {
    if (this.state === state) return;
    this.state = state;
    this.#emit("state", { state });
  }

  #emit(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
