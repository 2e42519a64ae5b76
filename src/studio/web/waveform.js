// Sound as a picture: what is spoken as bars, what is not spoken yet as a line, pauses as gaps, chapters as marks, music
// as a band. The picture is drawn when it changes; only a thin line moves with the voice.

const BAR = 3; // pixels a bar, with the space behind it

/** The page's colours as the canvas needs them: a property that depends on the theme is resolved by an element. */
function colours(canvas) {
  const probe = document.createElement("span");
  canvas.parentElement?.append(probe);
  const of = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const all = { bar: of("ink-soft"), played: of("accent"), line: of("rule"), chapter: of("ink"), music: of("music"), pause: of("sentence"), here: of("sentence") };
  probe.remove();
  return all;
}

/** Fits a canvas to its place on this screen; gives its context, width and height in CSS pixels. */
function fit(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** The highest of `peaks` (0…255) in each of `count` equal parts. */
function parts(peaks, count, from = 0, to = peaks.length) {
  return Array.from({ length: count }, (_, i) => {
    const a = Math.floor(from + ((to - from) * i) / count);
    const b = Math.max(a + 1, Math.floor(from + ((to - from) * (i + 1)) / count));
    let most = 0;
    for (let n = a; n < b && n < peaks.length; n += 1) most = Math.max(most, peaks[n]);
    return most;
  });
}

function bar(context, x, width, height, peak) {
  const tall = Math.max(1.5, (peak / 255) * (height - 6));
  context.fillRect(x, (height - tall) / 2, width, tall);
}

/** One short sound, for a take. */
export function drawPeaks(canvas, peaks) {
  const { context, width, height } = fit(canvas);
  context.fillStyle = colours(canvas).bar;
  parts(peaks, Math.max(1, Math.floor(width / BAR))).forEach((peak, i) => bar(context, i * BAR, BAR - 1, height, peak));
}

/** A picture of a whole issue or of a part of it, in which one can go anywhere. */
export class Waveform {
  #window = null; // seconds shown, null: all
  time = 0;

  /** `seek(seconds)` is called when the author chooses a place; `text(seconds)` says where that is. */
  constructor({ seek, text, signal }) {
    Object.assign(this, { seek, text });
    this.data = { seconds: 0, spans: [], chapters: [], music: [], peaks: null, bySid: new Map() };
    this.canvas = document.createElement("canvas");
    this.head = document.createElement("div");
    this.head.className = "playhead";
    this.element = document.createElement("div");
    this.element.className = "waveform";
    Object.assign(this.element, { tabIndex: 0, role: "slider" });
    this.canvas.setAttribute("aria-hidden", "true");
    this.element.append(this.canvas, this.head);
    this.#listen(signal);
  }

  /** Shows other sound. `peaks`: of the whole, `{ per_second, peaks }`; or by sentence in `bySid`. */
  show(data) {
    this.data = { chapters: [], music: [], peaks: null, bySid: new Map(), ...data };
    this.element.setAttribute("aria-valuemin", "0");
    this.element.setAttribute("aria-valuemax", String(Math.round(this.data.seconds)));
    this.draw();
    this.at(Math.min(this.time, this.data.seconds));
  }

  /** Shows so many seconds around the voice; null shows all. */
  zoom(seconds) {
    this.#window = seconds;
    this.draw();
    this.#move();
  }

  get zoomed() { return this.#window !== null; }

  /** The voice is there. */
  at(seconds) {
    this.time = seconds;
    const text = this.text(seconds);
    if (text !== this.told) {
      this.told = text;
      this.element.setAttribute("aria-valuenow", String(Math.round(seconds)));
      this.element.setAttribute("aria-valuetext", text);
    }
    const { from, to } = this.#shown();
    // A page at a time: the picture stands still while it is looked at.
    if (from !== this.drawnFrom || to !== this.drawnTo) this.draw();
    this.#move();
  }

  /** What is in sight, in seconds. */
  #shown() {
    const { seconds } = this.data;
    if (this.#window === null || this.#window >= seconds) return { from: 0, to: Math.max(1, seconds) };
    const from = Math.min(Math.floor(this.time / (this.#window * 0.8)) * this.#window * 0.8, Math.max(0, seconds - this.#window));
    return { from, to: from + this.#window };
  }

  #move() {
    const { from, to } = this.#shown();
    const x = ((this.time - from) / (to - from)) * this.element.clientWidth;
    this.head.style.transform = `translateX(${Math.max(0, Math.min(this.element.clientWidth - 2, x))}px)`;
  }

  draw() {
    if (!this.element.isConnected || !this.canvas.clientWidth) return;
    const { context, width, height } = fit(this.canvas);
    const { from, to } = this.#shown();
    Object.assign(this, { drawnFrom: from, drawnTo: to });
    const ink = colours(this.canvas);
    const x = (seconds) => ((seconds - from) / (to - from)) * width;
    for (const m of this.data.music) {
      context.fillStyle = ink.music;
      context.fillRect(x(m.start), 0, Math.max(2, x(m.end) - x(m.start)), height);
    }
    if (this.data.peaks) this.#whole(context, width, height, from, to, ink); else this.#sentences(context, height, x, from, to, ink);
    context.fillStyle = ink.chapter;
    context.font = "600 10px system-ui, sans-serif";
    context.textBaseline = "top";
    this.data.chapters.forEach((chapter, n) => {
      const left = Math.round(x(chapter.start));
      if (left < -1 || left > width) return;
      context.fillRect(left, 0, 1, height);
      context.fillText(String(n + 1), left + 3, 1);
    });
  }

  #whole(context, width, height, from, to, ink) {
    const { peaks, per_second: rate } = this.data.peaks;
    context.fillStyle = ink.bar;
    parts(peaks, Math.max(1, Math.floor(width / BAR)), from * rate, to * rate).forEach((peak, i) => bar(context, i * BAR, BAR - 1, height, peak));
  }

  #sentences(context, height, x, from, to, ink) {
    for (const span of this.data.spans) {
      if (span.end + span.pause < from || span.start > to) continue;
      const left = x(span.start);
      const wide = Math.max(1, x(span.end) - left);
      if (span.sid === this.data.current) {
        context.fillStyle = ink.here;
        context.fillRect(left, 0, Math.max(3, wide), height);
      }
      const peaks = this.data.bySid.get(span.sid);
      if (peaks) {
        context.fillStyle = ink.bar;
        const count = Math.max(1, Math.floor(wide / BAR));
        parts(peaks, count).forEach((peak, i) => bar(context, left + (i * wide) / count, Math.max(1, wide / count - 1), height, peak));
      } else {
        context.fillStyle = ink.line;
        context.fillRect(left, height / 2 - 2, Math.max(1, wide - 0.5), 4);
      }
      if (this.zoomed && span.pause > 0) {
        context.fillStyle = ink.pause;
        context.fillRect(x(span.end), height - 5, Math.max(1, x(span.end + span.pause) - x(span.end) - 1), 3);
      }
    }
  }

  #listen(signal) {
    const seconds = (e) => {
      const { from, to } = this.#shown();
      const box = this.element.getBoundingClientRect();
      return Math.max(0, Math.min(this.data.seconds, from + ((e.clientX - box.left) / box.width) * (to - from)));
    };
    let scrubbing = false;
    this.element.addEventListener("pointerdown", (e) => {
      if (e.button !== 0) return;
      scrubbing = true;
      this.element.setPointerCapture(e.pointerId);
      this.at(seconds(e));
    });
    this.element.addEventListener("pointermove", (e) => { if (scrubbing) { this.time = seconds(e); this.#move(); } });
    const end = (e) => {
      if (!scrubbing) return;
      scrubbing = false;
      this.seek(seconds(e));
    };
    this.element.addEventListener("pointerup", end);
    this.element.addEventListener("pointercancel", () => { scrubbing = false; });
    this.element.addEventListener("keydown", (e) => {
      const { chapters, seconds: all } = this.data;
      const before = chapters.filter((c) => c.start < this.time - 1).at(-1)?.start ?? 0;
      const after = chapters.find((c) => c.start > this.time + 0.1)?.start ?? all;
      const to = { ArrowLeft: this.time - 5, ArrowRight: this.time + 5, ArrowDown: this.time - 5, ArrowUp: this.time + 5, PageUp: after, PageDown: before, Home: 0, End: all }[e.key];
      if (to === undefined) return;
      e.preventDefault();
      this.seek(Math.max(0, Math.min(all, to)));
    });
    new ResizeObserver(() => { this.draw(); this.#move(); }).observe(this.element);
    document.addEventListener("theme", () => this.draw(), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw(), { signal });
  }
}
