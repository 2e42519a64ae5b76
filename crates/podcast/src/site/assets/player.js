// The player. Without it a page has the browser's own controls, a transcript to read and links into the audio.
// It asks nothing of any server but the audio, and writes into the page only as text.
"use strict";
(() => {
  const one = (id) => document.getElementById(id);
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // Storage may be refused, for instance in a frame.
  const store = {
    get(key) { try { return localStorage.getItem(`altavoce:${key}`); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`altavoce:${key}`, value); } catch { /* forgotten, then */ } },
    remove(key) { try { localStorage.removeItem(`altavoce:${key}`); } catch { /* as above */ } },
  };

  const audio = one("audio");
  if (!audio) return;

  // --- the player -------------------------------------------------------------------------------------------------

  const slider = one("posizione");
  const play = one("ascolta");
  const speed = one("velocita");
  const chapterNow = one("capitolo-ora");
  const linkTime = one("link-tempo");
  const here = one("link-qui");
  let total = Number(slider.max);
  const STEP = 15;

  const two = (n) => String(n).padStart(2, "0");
  const clock = (seconds) => {
    const s = Math.max(0, Math.floor(seconds));
    return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  };
  const number = (text) => Number(text) || 0;

  const links = all(".capitolo");
  const choice = one("capitoli-scelta");
  const chapters = links.length
    ? links.map((a) => ({ start: number(a.dataset.t), title: a.querySelector("bdi").textContent, link: a }))
    : Array.from(choice?.options ?? [], (o) => ({ start: number(o.value), title: o.textContent.replace(/^[\d:]+ /, "") }));

  // The last of `list` that has begun at `t`, or -1.
  const at = (list, t, start) => {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start(list[middle]) <= t) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  // Where to go once the audio knows its length.
  let wanted = null;
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : total);
  const now = () => wanted ?? audio.currentTime;
  const seek = (t) => {
    const place = Math.min(Math.max(0, t), Math.max(0, length() - 0.05));
    if (audio.readyState > 0) audio.currentTime = place; else wanted = place;
    show();
  };
  const ready = () => audio.hasAttribute("src");
  const start = () => audio.play().catch((e) => { if (e.name !== "AbortError") fail(); });
  const fail = () => { one("guasto").textContent = "L’audio non si può ascoltare qui. Prova a ricaricare la pagina o a scaricare il file."; };
  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) { audio.currentTime = wanted; wanted = null; }
    show();
  });
  audio.addEventListener("error", fail);
  audio.addEventListener("playing", () => { one("guasto").textContent = ""; });

  audio.controls = false;
  one("comandi").hidden = false;
  play.addEventListener("click", () => (audio.paused ? start() : audio.pause()));
  one("indietro").addEventListener("click", () => seek(now() - STEP));
  one("avanti").addEventListener("click", () => seek(now() + STEP));
  slider.addEventListener("input", () => seek(number(slider.value)));

  const setSpeed = (value) => {
    if (!Array.from(speed.options).some((o) => o.value === value)) return;
    speed.value = value;
    audio.defaultPlaybackRate = Number(value);
    audio.playbackRate = Number(value);
  };
  speed.addEventListener("change", () => { setSpeed(speed.value); store.set("velocita", speed.value); });
  setSpeed(store.get("velocita") ?? "1");

  const jump = (index) => { if (chapters[index]) { seek(chapters[index].start); follow(true); start(); } };
  links.forEach((link, index) => {
    link.href = `#t=${link.dataset.t}`;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      jump(index);
    });
  });
  if (choice) {
    one("scegli").hidden = false;
    choice.addEventListener("change", () => jump(choice.selectedIndex));
  }
  const chapterAt = (t) => Math.max(0, at(chapters, t + 0.01, (c) => c.start));
  const nextChapter = () => jump(chapterAt(now()) + 1);
  // Back to the beginning of this one, or, soon behind it, of the one before.
  const previousChapter = () => {
    const index = chapterAt(now());
    jump(chapters[index] && now() - chapters[index].start > 3 ? index : Math.max(0, index - 1));
  };

  // --- the transcript ---------------------------------------------------------------------------------------------

  const text = one("testo");
  // A sentence with links in it is a row of parts: those that play it, and those that lead elsewhere.
  const parts = (sentence) => (sentence.matches("a") ? [sentence] : Array.from(sentence.children).filter((p) => !p.matches(".segno")));
  const handle = (sentence) => (sentence?.matches("a") ? sentence : sentence?.querySelector(".qui"));
  const sentences = text ? Array.from(text.querySelectorAll(".frase")) : [];
  let times = [];
  try { times = JSON.parse(one("tempi")?.textContent ?? "[]"); } catch { /* no times, no following */ }
  times = times.slice(0, sentences.length).map(([from, to, ...words]) => ({ from: from / 100, to: to / 100, words: words.map((w) => (from + w) / 100) }));
  // Unicode's white space, as the program splits words.
  const SPACE = /([\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+)/;

  let current = -1;
  let words = [];
  let word = -1;
  let following = true;
  let heard = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const back = one("torna");

  const center = (element) => element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  function follow(on) {
    following = on;
    if (back) back.hidden = on || !heard || current < 0;
    if (on && heard && current >= 0) center(sentences[current]);
  }

  // The words of a sentence become elements only while it is spoken: a page of thousands stays light.
  const spell = (sentence, count) => {
    const made = []; // of each word its elements: a link may begin or end inside of it
    let goesOn = false;
    const written = parts(sentence).map((part) => [part, part.textContent.split(SPACE).filter((p) => p !== "").map((piece) => {
      if (SPACE.test(piece)) {
        goesOn = false;
        return document.createTextNode(piece);
      }
      const span = document.createElement("span");
      span.className = "parola";
      span.textContent = piece;
      if (goesOn) made.at(-1).push(span); else made.push([span]);
      goesOn = true;
      return span;
    })]);
    if (made.length !== count) return [];
    for (const [part, nodes] of written) part.replaceChildren(...nodes);
    return made;
  };

  const mark = (index) => {
    if (index === current) return;
    const old = sentences[current];
    if (old) {
      old.removeAttribute("aria-current");
      if (words.length) for (const part of parts(old)) part.textContent = part.textContent; // elements back to one text
    }
    current = index;
    words = [];
    word = -1;
    const sentence = sentences[index];
    if (!sentence) return;
    sentence.setAttribute("aria-current", "true");
    if (times[index].words.length) words = spell(sentence, times[index].words.length);
    reachable(index);
    if (following && heard && !audio.paused) center(sentence);
  };
  const markWord = (t) => {
    const index = words.length && t < times[current].to ? at(times[current].words, t, (w) => w) : -1;
    if (index === word) return;
    words[word]?.forEach((part) => part.classList.remove("detta"));
    words[index]?.forEach((part) => part.classList.add("detta"));
    word = index;
  };

  // One sentence at a time is in the order of the Tab key; arrows move between them.
  let tabbed = -1;
  function reachable(index) {
    handle(sentences[tabbed])?.setAttribute("tabindex", "-1");
    handle(sentences[index])?.setAttribute("tabindex", "0");
    tabbed = index;
  }
  if (sentences.length) {
    reachable(0);
    one("aiuto").hidden = false;
    text.classList.add("viva");
    text.addEventListener("click", (event) => {
      const index = sentences.indexOf(event.target.closest(".frase"));
      if (index < 0 || event.target.closest(".rimando") || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (event.detail > 0 && !getSelection().isCollapsed) return; // the reader selects; Enter has no detail
      heard = true;
      seek(times[index]?.from ?? 0);
      follow(true);
      start();
    });
    text.addEventListener("keydown", (event) => {
      const index = sentences.indexOf(document.activeElement.closest(".frase"));
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = sentences[index + step];
      if (index < 0 || !step || !next || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      reachable(index + step);
      handle(next).focus();
    });
    // A reader who scrolls is left alone until she asks.
    const leave = () => { if (heard && following && !audio.paused) follow(false); };
    addEventListener("wheel", leave, { passive: true });
    addEventListener("touchmove", leave, { passive: true });
    addEventListener("keydown", (event) => { if (["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key) && event.target !== slider) leave(); });
    addEventListener("mousedown", (event) => { if (event.target === document.documentElement) leave(); });
    back.addEventListener("click", () => { follow(true); handle(sentences[current])?.focus({ preventScroll: true }); });
  }

  // --- what is shown ----------------------------------------------------------------------------------------------

  let chapter = -1;
  let second = -1;
  function show() {
    const t = now();
    if (times.length) {
      mark(Math.max(heard || t > 0 ? 0 : -1, at(times, t + 0.005, (s) => s.from)));
      if (current >= 0) markWord(t + 0.005);
    }
    const index = chapters.length ? chapterAt(t) : -1;
    if (index !== chapter) {
      chapters[chapter]?.link?.removeAttribute("aria-current");
      chapters[index]?.link?.setAttribute("aria-current", "true");
      if (choice) choice.selectedIndex = index;
      chapterNow.textContent = chapters[index]?.title ?? "";
      chapter = index;
      tell();
    }
    if (Math.floor(t) !== second) {
      second = Math.floor(t);
      slider.value = String(second);
      slider.setAttribute("aria-valuetext", `${clock(t)} di ${clock(length())}`);
      one("trascorso").textContent = clock(t);
      if (linkTime) linkTime.textContent = clock(t);
      if (here) here.dataset.copiaLink = `#t=${second}`;
    }
  }
  let frame = 0;
  const tick = () => {
    cancelAnimationFrame(frame);
    show();
    if (!audio.paused) frame = requestAnimationFrame(tick);
  };
  const state = () => {
    document.body.classList.toggle("suona", !audio.paused);
    play.setAttribute("aria-label", audio.paused ? "Ascolta" : "Ferma");
    chosen?.classList.toggle("in-ascolto", !audio.paused);
    chosen?.setAttribute("aria-label", `${audio.paused ? "Ascolta" : "Ferma"}: ${audio.dataset.title}`);
  };
  audio.addEventListener("play", () => { heard = true; state(); tick(); follow(following); });
  audio.addEventListener("pause", () => { state(); show(); });
  audio.addEventListener("seeking", show);
  audio.addEventListener("timeupdate", show); // a hidden tab draws no frames

  // The episode of the index that was chosen: its button.
  let chosen = null;

  // --- where one was ----------------------------------------------------------------------------------------------

  const key = () => `posto:${audio.dataset.key}`;
  const remember = () => {
    const t = now();
    if (!heard) return;
    if (t > 5 && t < length() - 5) store.set(key(), t.toFixed(1)); else store.remove(key());
  };
  audio.addEventListener("timeupdate", () => { if (Math.abs(now() - (remember.at ?? 0)) > 4) { remember.at = now(); remember(); } });
  audio.addEventListener("pause", remember);
  audio.addEventListener("ended", () => { store.remove(key()); });
  addEventListener("pagehide", remember);

  // `#t=83.5`, `#t=1:23`, `#t=1:02:03`
  const asked = () => {
    const found = /^#t=([\d:.]+)$/.exec(location.hash);
    const parts = found ? found[1].split(":").map(Number) : [];
    return parts.length && parts.length <= 3 && parts.every(Number.isFinite) ? parts.reduce((sum, part) => sum * 60 + part, 0) : null;
  };
  const go = (scroll) => {
    const t = asked();
    if (t === null) return false;
    seek(t);
    if (scroll && sentences[current]) center(sentences[current]);
    return true;
  };
  addEventListener("hashchange", () => go(true));
  const resume = () => {
    const before = Number(store.get(key()));
    if (before > 0) seek(before);
  };
  if (ready() && !go(true)) resume();
  show();

  // --- the index: one player for all episodes ---------------------------------------------------------------------

  const showCover = audio.dataset.cover ?? "";
  const choose = (button) => {
    if (button === chosen) {
      play.click();
      return;
    }
    audio.pause();
    remember();
    const { audio: source, key: of, title, seconds, clock: whole, page, cover } = button.dataset;
    const before = chosen;
    chosen = null;
    before?.classList.remove("in-ascolto");
    before?.setAttribute("aria-label", `Ascolta: ${before.dataset.title}`);
    [heard, wanted, second] = [false, null, -1];
    Object.assign(audio.dataset, { key: of, title, cover: cover ?? showCover });
    audio.src = source;
    total = number(seconds);
    slider.max = seconds;
    one("totale").textContent = whole;
    one("titolo-ora").textContent = title;
    one("pagina-ora").href = page;
    one("lettore").hidden = false;
    one("guasto").textContent = "";
    chosen = button;
    resume();
    show();
    tell();
    start();
  };
  for (const button of all(".suona-qui")) {
    button.hidden = false;
    button.addEventListener("click", () => choose(button));
  }

  // --- keys -------------------------------------------------------------------------------------------------------

  const wish = one("scorciatoie");
  if (wish) {
    one("tasti").hidden = false;
    wish.checked = store.get("scorciatoie") !== "no";
    wish.addEventListener("change", () => store.set("scorciatoie", wish.checked ? "sì" : "no"));
  }
  const actions = {
    " ": () => play.click(),
    ArrowLeft: () => seek(now() - STEP),
    ArrowRight: () => seek(now() + STEP),
    n: nextChapter,
    p: previousChapter,
  };
  // Letters only where they can be turned off (WCAG 2.1.4).
  if (!wish) { delete actions.n; delete actions.p; }
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    const typing = target.matches?.("input:not([type=range]), textarea, select, [contenteditable]");
    const ours = event.key === " " ? target.matches?.("button, summary") : target === slider && event.key.startsWith("Arrow");
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing || ours || !ready() || (wish && !wish.checked)) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    if (!(event.repeat && event.key === " ")) action();
  });

  // The phone's lock screen.
  function tell() {
    if (!("mediaSession" in navigator)) return;
    const artwork = audio.dataset.cover ? [{ src: new URL(audio.dataset.cover, location.href).href }] : [];
    navigator.mediaSession.metadata = new MediaMetadata({
      title: chapters[chapter]?.title ?? audio.dataset.title, artist: audio.dataset.show, album: audio.dataset.title, artwork,
    });
  }
  const remote = { play: start, pause: () => audio.pause(), seekbackward: actions.ArrowLeft, seekforward: actions.ArrowRight, nexttrack: nextChapter, previoustrack: previousChapter, seekto: (d) => seek(d.seekTime) };
  for (const [name, action] of Object.entries(remote)) {
    try { navigator.mediaSession?.setActionHandler(name, action); } catch { /* a browser without this key */ }
  }
})();
