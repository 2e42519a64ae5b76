// The script of an issue as the page needs it: sentences in a row, where each stands in time, what was found of each.
// Pure: it knows neither page nor server.

/** Sentences in reading order, each with its chapter's and paragraph's number. */
export function flatten(script) {
  const list = [];
  script.chapters.forEach((chapter, c) => chapter.paragraphs.forEach((paragraph, p) => {
    if (paragraph.dropped) return;
    for (const sentence of paragraph.sentences) list.push({ ...sentence, chapter: c, paragraph: p, index: list.length, inParagraph: paragraph });
  }));
  return list;
}

/** When each sentence begins and ends, in seconds, the pause behind it counted to what follows. */
export function timeline(sentences) {
  let at = 0;
  const spans = sentences.map((s) => {
    const span = { sid: s.sid, chapter: s.chapter, start: at, end: at + s.seconds, pause: s.pause, pauseKind: s.pause_kind, known: s.cached };
    at = span.end + s.pause;
    return span;
  });
  const chapters = [];
  for (const span of spans) if (chapters.at(-1)?.chapter !== span.chapter) chapters.push({ chapter: span.chapter, start: span.start });
  return { seconds: at, spans, chapters };
}

/** The number of the last of `list` (sorted by `start`) that has begun at `time`, or -1. */
export function lastBegun(list, time, start = (x) => x.start) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start(list[middle]) <= time) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/** The findings of each sentence, by its id. */
export function findingsBySentence(findings) {
  const by = new Map();
  for (const finding of findings) for (const sid of finding.sids ?? []) {
    if (!by.has(sid)) by.set(sid, []);
    by.get(sid).push(finding);
  }
  return by;
}

/** What the voice itself makes doubtful, told like any other finding. */
export function faults(sentences) {
  return sentences.filter((s) => s.fault).map((s) => ({ line: s.line, times: 1, kind: "voice", risk: 4, what: s.written, why: s.fault, fix: null, sids: [s.sid] }));
}

/**
 * The words of a sentence in runs: `{ words: [i…], changes: [n…] }`. A run with changes is what one underline goes
 * below; changes that overlap are one run.
 */
export function runs(sentence) {
  const changes = sentence.changes.map((c, n) => ({ ...c, n })).sort((a, b) => a.first - b.first || a.last - b.last);
  const list = [];
  let i = 0;
  for (const change of changes) {
    const run = list.at(-1);
    if (run && run.changes.length && change.first < i) {
      run.changes.push(change.n);
      for (; i <= change.last; i += 1) run.words.push(i);
      continue;
    }
    if (i < change.first) list.push({ words: numbers(i, change.first), changes: [] });
    list.push({ words: numbers(change.first, change.last + 1), changes: [change.n] });
    i = change.last + 1;
  }
  if (i < sentence.words.length) list.push({ words: numbers(i, sentence.words.length), changes: [] });
  return list;
}

const numbers = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);

/** A word as one looks for it: no capitals, no marks around it. */
const bare = (text) => text.toLocaleLowerCase("it").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");

/** The word of a sentence that a finding is about: the doubtful one, the one that it names, or null. */
export function wordOf(sentence, finding) {
  const sought = bare(finding.what.split(/\s+/)[0] ?? "");
  const at = sought ? sentence.words.findIndex((w) => bare(w.text) === sought) : -1;
  if (at >= 0) return at;
  const doubtful = sentence.words.findIndex((w) => w.doubt);
  return doubtful >= 0 ? doubtful : null;
}

/** Puts new marks (heard, spoken, take) into sentences; gives those that changed. */
export function applyMarks(sentences, marks) {
  const changed = [];
  for (const sentence of sentences) {
    const mark = marks.sentences[sentence.sid];
    if (!mark) continue;
    const is = { key: mark.key, cached: mark.cached, heard: mark.heard, take: mark.take, fault: mark.fault ?? null, seconds: mark.seconds ?? sentence.seconds };
    if (Object.keys(is).some((k) => is[k] !== sentence[k])) {
      Object.assign(sentence, is);
      changed.push(sentence);
    }
  }
  return changed;
}
