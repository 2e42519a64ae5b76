// Import: a file or a pasted newsletter, what was guessed of it, to be looked at and confirmed before it is written.

import * as api from "./api.js";
import { button, el, field, fill, tick } from "./dom.js";
import { phrase, t } from "./i18n.js";
import { complain, refusal, say } from "./notice.js";
import { address, go } from "./router.js";

const LIMIT = 20_000_000;
const AS_TEXT = /\.(md|markdown|txt|html?|eml|xml|rss|json|csv)$/i;

/** What was given and is not imported yet: it waits here while the view is opened. */
let given = null;

/** Takes a file, or `{ name, text }`. */
export async function offer(thing) {
  if (!(thing instanceof File)) { given = thing; return; }
  if (thing.size > LIMIT) throw new api.Refusal(413, { error: t("import.large", { name: thing.name }) });
  // Texts of other encodings than UTF-8 are the server's to read.
  const data = new Uint8Array(await thing.arrayBuffer());
  let text = null;
  if (AS_TEXT.test(thing.name)) try { text = new TextDecoder("utf-8", { fatal: true }).decode(data); } catch { /* as bytes, then */ }
  given = text !== null ? { name: thing.name, text } : { name: thing.name, base64: base64(data) };
}

function base64(data) {
  let text = "";
  for (let i = 0; i < data.length; i += 0x8000) text += String.fromCharCode(...data.subarray(i, i + 0x8000));
  return btoa(text);
}

export async function show(main, { signal }) {
  const result = el("section", { class: "import-result", "aria-live": "polite" });
  const options = { date: null, number: null, author: null, site: null, drafts: false, paid: false, sections: [] };
  const file = el("input", { type: "file", on: { change: async () => {
    if (!file.files.length) return;
    try { await offer(file.files[0]); await look(); } catch (e) { complain(e); }
  } } });
  const pasted = el("textarea", { rows: 8, spellcheck: "false" });
  fill(main,
    el("div", { class: "head" }, el("h1", {}, t("import.title"))),
    el("div", { class: "card import-source" },
      el("p", {}, t("import.kinds")),
      field(t("import.file"), file),
      field(t("import.paste"), pasted, t("import.paste.hint")),
      el("div", { class: "row" }, button(t("import.look"), () => {
        if (!pasted.value.trim()) { pasted.focus(); return; }
        given = { name: null, text: pasted.value };
        look();
      }, { look: "full" }))),
    result);

  let asked = null;
  async function look() {
    asked?.abort();
    asked = new AbortController();
    fill(result, el("p", { class: "hint" }, t("import.reading")));
    try {
      draw(await api.importText({ ...given, options, write: false }, asked.signal));
    } catch (e) { if (e.name !== "AbortError") fill(result, refusal(e)); }
  }

  function draw(answer) {
    const change = (key, value) => { options[key] = value; look(); };
    const one = answer.issues.length === 1 ? answer.issues[0] : null;
    const numberField = el("input", { type: "number", min: 0, step: 1, value: options.number ?? one?.number ?? "", on: { change: (e) => change("number", e.target.value === "" ? null : Number(e.target.value)) } });
    const dateField = el("input", { type: "date", value: options.date ?? one?.date ?? "", on: { change: (e) => change("date", e.target.value || null) } });
    const author = el("input", { type: "text", value: options.author ?? "", on: { change: (e) => change("author", e.target.value || null) } });
    const exists = answer.issues.filter((i) => i.exists);
    let replace = false;
    fill(result,
      el("h2", {}, t("import.guesses")),
      el("p", { class: "facts" }, el("span", {}, t("import.format", { format: answer.format })), el("span", {}, t("import.count", { n: answer.issues.length }))),
      remarks(answer.remarks),
      el("div", { class: "card" },
        one && el("div", { class: "fields" }, field(t("import.number"), numberField), field(t("import.date"), dateField), field(t("import.author"), author)),
        tick(t("import.drafts"), options.drafts, (is) => change("drafts", is)),
        tick(t("import.paid"), options.paid, (is) => change("paid", is))),
      el("ol", { class: "imported" }, answer.issues.map((issue) => el("li", { class: "card" },
        el("h3", {}, el("bdi", {}, issue.title)),
        el("p", { class: "facts" }, el("code", {}, issue.name), issue.number !== null && el("span", {}, t("import.no", { n: String(issue.number) })), issue.date && el("span", {}, issue.date), issue.exists && el("span", { class: "fault" }, t("import.exists"))),
        issue.chapters.length > 0 && el("p", { class: "hint" }, t("import.chapters", { list: issue.chapters.join(" · ") })),
        remarks(issue.remarks),
        el("details", {}, el("summary", {}, t("import.markdown")), el("pre", { class: "markdown", tabindex: 0 }, issue.markdown))))),
      exists.length > 0 && tick(t("import.replace"), false, (is) => { replace = is; }),
      answer.issues.length > 0 && el("div", { class: "row" },
        button(t("import.write", { n: answer.issues.length }), async (e) => {
          e.target.disabled = true;
          try {
            const written = await api.importText({ ...given, options, write: true, replace }, signal);
            given = null;
            say(t("import.written", { n: written.issues.filter((i) => i.outcome !== "kept").length }));
            if (written.issues.length === 1) go("issue", [written.issues[0].name]); else go("issues");
          } catch (error) { e.target.disabled = false; complain(error); }
        }, { look: "full" }),
        el("a", { class: "button", href: address("issues") }, t("cancel"))));
  }

  if (given) await look();
  return { title: t("import.title"), keys: [], escape: () => { go("issues"); return true; } };
}

const remarks = (list) => list.length > 0 && el("ul", { class: "remarks" }, list.map((r) =>
  el("li", {}, r.line !== null && r.line !== undefined && el("span", { class: "line" }, t("line", { line: String(r.line) })), phrase(r.what))));
