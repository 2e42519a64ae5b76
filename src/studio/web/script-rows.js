// The script as rows: a sentence with its words, what is said where that differs, its findings, the pause behind it.
// Listeners sit on the whole manuscript, not on each word: see `view-script.js`.

import { button, el, icon } from "./dom.js";
import { nameOf, phrase, t } from "./i18n.js";
import { runs } from "./script-model.js";
import { chapterTools } from "./chapter-tools.js";

const PIXELS_A_SECOND = 30; // of the mouse
export const LONGEST_PAUSE = 6;

/** What marks change is not drawn anew with the paragraph. */
const VOLATILE = new Set(["key", "cached", "heard", "take", "fault", "seconds", "estimated", "index"]);
const signature = (value) => JSON.stringify(value, (key, v) => (VOLATILE.has(key) ? undefined : v));

/** Draws chapters into `place`; what has not changed since `drawn` (what this gave before) stays the same element. */
export function drawScript(desk, place, drawn = new Map()) {
  const fresh = new Map();
  const reuse = (key, make) => {
    let n = 0;
    while (fresh.has(`${n} ${key}`)) n += 1; // the same paragraph twice
    const element = drawn.get(`${n} ${key}`) ?? make();
    fresh.set(`${n} ${key}`, element);
    return element;
  };
  const wanted = desk.script.chapters.map((chapter, c) => {
    const section = drawn.get(`chapter ${c}`) ?? el("section", { class: "chapter", "aria-labelledby": `chapter-${c}` });
    fresh.set(`chapter ${c}`, section);
    const { paragraphs, ...head } = chapter;
    arrange(section, [
      reuse(`head ${c} ${signature(head)}`, () => chapterHead(desk, chapter, c)),
      ...paragraphs.map((paragraph) => reuse(signature([paragraph, findings(desk, paragraph)]), () => (paragraph.dropped ? droppedBox(paragraph) : paragraphBox(desk, paragraph)))),
    ]);
    return section;
  });
  arrange(place, wanted);
  return fresh;
}

/** Puts `children` into `place` in their order and moves only those that stand wrong: a move loses the focus. */
function arrange(place, children) {
  children.forEach((child, i) => { if (place.children[i] !== child) place.insertBefore(child, place.children[i] ?? null); });
  while (place.children.length > children.length) place.lastElementChild.remove();
}

const findings = (desk, paragraph) => (paragraph.sentences ?? []).map((s) => desk.findingsBy.get(s.sid)?.length ?? 0);

function chapterHead(desk, chapter, c) {
  return el("div", { class: "chapter-head" },
    el("h2", { id: `chapter-${c}`, tabindex: -1 }, el("bdi", {}, chapter.title)),
    button(t("chapter.say"), () => desk.sayChapter(c), { look: "round", symbol: "chapter", class: "small" }),
    chapter.heading_source && !isTitle(desk, chapter) && chapterTools(desk, chapter));
}

/** The title is no section: it has neither voice nor transition. */
const isTitle = (desk, chapter) => chapter.transition === null && chapter.heading_source.replace(/^#+\s*/, "").startsWith(desk.script.title);

function paragraphBox(desk, paragraph) {
  return el("div", { class: `paragraph kind-${paragraph.kind}`, data: { from: paragraph.from, to: paragraph.to } },
    el("ol", { class: "sentences" }, paragraph.sentences.map((s) => sentenceRow(desk, s, paragraph))),
    paragraph.editable && button(t("edit.paragraph", { line: String(paragraph.from) }), () => desk.edit(paragraph.from), { look: "round", symbol: "pencil", class: "small edit", title: t("edit.title") }));
}

function sentenceRow(desk, sentence, paragraph) {
  const found = desk.findingsBy.get(sentence.sid) ?? [];
  const row = el("li", { class: `sentence role-${sentence.role}${sentence.ours ? " ours" : ""}`, id: `s-${sentence.sid}`, data: { sid: sentence.sid } },
    el("button", { type: "button", class: "say", tabindex: -1, data: { space: "speaks" } }, icon("play"), icon("check"), el("span", { class: "unseen" })),
    el("div", { class: "said" },
      el("p", { class: "written", lang: "it", data: { space: "speaks" } }, words(sentence)),
      sentence.spoken !== sentence.written && el("p", { class: "spoken", lang: "it" }, el("span", { class: "unseen", lang: document.documentElement.lang }, `${t("sentence.spoken")} `), sentence.spoken)),
    el("div", { class: "margin" },
      found.length > 0 && el("button", { type: "button", class: `flag risk-${Math.max(...found.map((f) => f.risk))}`, tabindex: -1, title: found.map((f) => nameOf("finding", f.kind)).join(", ") },
        icon("flag"), el("span", { class: "unseen" }, t("sentence.findings", { n: found.length }))),
      paragraph.editable && !sentence.ours && pauseHandle(desk, sentence)));
  updateRow(row, sentence);
  return row;
}

/** The words with white space between them; changed ones are underlined in one. */
function words(sentence) {
  const parts = [];
  for (const run of runs(sentence)) {
    if (parts.length) parts.push(" ");
    const inner = run.words.flatMap((i, n) => {
      const word = sentence.words[i];
      const span = el("span", { class: word.doubt ? "w doubt" : word.said ? "w said-so" : "w", data: { i } }, word.text);
      return n ? [" ", span] : [span];
    });
    if (!run.changes.length) { parts.push(inner); continue; }
    const doubt = run.changes.some((n) => sentence.changes[n].doubt);
    parts.push(el("span", { class: doubt ? "change doubt" : "change", data: { changes: run.changes.join(",") } }, inner));
  }
  return parts;
}

/** What a change is, in a line: `490 milioni` ← quattrocentonovanta milioni. */
export function reasons(sentence, word) {
  const lines = sentence.changes.filter((c) => c.first <= word && word <= c.last).map((c) => ({
    from: c.from, to: c.to || t("change.silent"), why: [nameOf("class", c.class), c.doubt && phrase(c.doubt)].filter(Boolean).join(" · "), doubt: Boolean(c.doubt),
  }));
  const { text, said, doubt } = sentence.words[word] ?? {};
  if (said) lines.push({ from: text, to: null, why: nameOf("said", said), doubt: false });
  if (doubt) lines.push({ from: text, to: null, why: phrase(doubt), doubt: true });
  return lines;
}

/** Puts into a row what marks tell: heard, take, fault, pause. */
export function updateRow(row, sentence) {
  row.classList.toggle("heard", sentence.heard);
  row.classList.toggle("suspect", Boolean(sentence.fault));
  const beginning = sentence.written.length > 60 ? `${sentence.written.slice(0, 57).trimEnd()}…` : sentence.written;
  row.querySelector(".say .unseen").textContent = t(sentence.heard ? "sentence.say.heard" : "sentence.say", { n: sentence.index + 1, words: beginning });
  const handle = row.querySelector(".pause");
  if (handle) showPause(handle, sentence.pause, sentence.pause_kind === "told");
}

function showPause(handle, seconds, told) {
  handle.classList.toggle("told", told);
  handle.setAttribute("aria-valuenow", seconds.toFixed(2));
  handle.setAttribute("aria-valuetext", t("pause.seconds", { n: seconds }));
  handle.firstElementChild.style.width = `${Math.round(3 + 15 * Math.sqrt(Math.min(seconds, LONGEST_PAUSE)))}px`; // short ones differ more to the ear
  handle.lastElementChild.textContent = t("pause.short", { n: seconds });
}

/** The pause behind a sentence: a bar that is drawn longer or shorter, by the mouse or by keys. */
function pauseHandle(desk, sentence) {
  const handle = el("div", { class: "pause", role: "slider", tabindex: -1, title: t("pause.title"), "aria-label": t("pause.label"), "aria-valuemin": 0, "aria-valuemax": LONGEST_PAUSE },
    el("span", { class: "length" }), el("span", { class: "amount", "aria-hidden": "true" }));
  let value = sentence.pause;
  let start = null;
  let timer = 0;
  const set = (seconds) => {
    value = Math.min(LONGEST_PAUSE, Math.max(0, Math.round(seconds * 20) / 20));
    showPause(handle, value, true);
  };
  const commit = () => desk.setPause(sentence.sid, value);
  handle.addEventListener("pointerdown", (e) => {
    if (e.button !== 0) return;
    e.preventDefault();
    handle.focus();
    handle.setPointerCapture(e.pointerId);
    start = { x: e.clientX, value: desk.sentence(sentence.sid)?.pause ?? sentence.pause };
    value = start.value;
  });
  handle.addEventListener("pointermove", (e) => { if (start) set(start.value + (e.clientX - start.x) / PIXELS_A_SECOND); });
  const end = () => {
    if (start && value !== start.value) commit();
    start = null;
  };
  handle.addEventListener("pointerup", end);
  handle.addEventListener("lostpointercapture", end);
  handle.addEventListener("keydown", (e) => {
    const by = { ArrowRight: 0.1, ArrowUp: 0.1, ArrowLeft: -0.1, ArrowDown: -0.1, PageUp: 0.5, PageDown: -0.5 }[e.key];
    if (!by) return;
    e.preventDefault();
    set(Number(handle.getAttribute("aria-valuenow")) + by);
    clearTimeout(timer);
    timer = setTimeout(commit, 700);
  });
  return handle;
}

function droppedBox(paragraph) {
  return el("div", { class: "dropped" }, paragraph.items.map((item) => el("div", { class: "dropped-item" },
    el("p", { class: "dropped-text", lang: "it" }, el("span", { class: "unseen", lang: document.documentElement.lang }, `${t("dropped.label")} `), item.what),
    el("p", { class: "hint" }, phrase(item.why), " · ", t("line", { line: String(item.line) })),
    item.restorable && el("button", { type: "button", class: "button small restore", data: { line: item.line } }, t("dropped.restore")))));
}

