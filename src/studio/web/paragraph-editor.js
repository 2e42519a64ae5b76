// A paragraph edited in place. What is not saved yet is kept in this browser under the issue's name, so that neither a
// reload nor a conflict loses it; a file that changed meanwhile is never written over without a word.

import * as api from "./api.js";
import { button, el, field, fill, reveal } from "./dom.js";
import { t } from "./i18n.js";
import { refusal, say, whisper } from "./notice.js";
import { keep, recall, recallAll } from "./prefs.js";

const draftKey = (issue, from) => `draft:${issue}:${from}`;

/** Texts of this issue that were never saved: `{ from, to, source, text }`. */
export function drafts(issue) {
  return recallAll(`draft:${issue}:`).map((key) => ({ key, ...recall(key, {}) })).filter((d) => typeof d.text === "string");
}

/**
 * Opens an editor in a paragraph's box. `close(saved)` is called when it is done.
 * The editor's `meet(paragraph)` tells it that the script was read anew; null when that paragraph is gone.
 */
export function openEditor(desk, box, paragraph, close, draft = null) {
  const began = { from: paragraph.from, to: paragraph.to, source: paragraph.source };
  let at = { from: paragraph.from, to: paragraph.to, version: desk.script.version };
  let key = draftKey(desk.issue, paragraph.from);
  const text = el("textarea", { class: "source", lang: "it", spellcheck: "true", rows: rows(draft?.text ?? paragraph.source), value: draft?.text ?? paragraph.source });
  const conflict = el("div", { class: "conflict", role: "alert" });
  const dirty = () => text.value !== began.source;

  text.addEventListener("input", () => {
    text.rows = rows(text.value);
    keep(key, dirty() ? { ...began, text: text.value } : null);
  });
  text.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); save(); }
    if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); leave(); }
  });

  async function save() {
    if (!dirty() && !conflict.hasChildNodes()) { done(false); return; }
    try {
      await api.lines(desk.issue, { version: at.version, from: at.from, to: at.to, text: text.value });
      say(t("edit.saved"), [t("undo"), desk.undo]);
      done(true);
    } catch (e) {
      if (e.status === 409 && e.answer.changed) { differs(e.answer.now, e); at.version = e.answer.version; return; }
      fill(conflict, refusal(e));
    }
  }

  /** Shows what stands in the file now beside what was written here; nothing is chosen for the author. */
  function differs(now, error = null) {
    fill(conflict,
      el("p", {}, el("strong", {}, error ? t("edit.changed") : t("edit.changed.now"))),
      el("p", { class: "hint" }, t("edit.on-disk")),
      el("pre", { lang: "it", tabindex: 0 }, now ?? t("edit.gone")),
      el("div", { class: "row" },
        now !== null && button(t("edit.mine"), () => save(), { look: "full" }),
        button(t("edit.theirs"), () => done(false))));
    whisper(t("edit.changed"));
  }

  /** Leaves the editor; a text that was changed stays as a draft. */
  function leave() {
    if (dirty()) { say(t("edit.kept"), [t("edit.discard"), () => { keep(key, null); close(false); }]); close(false, true); } else done(false);
  }

  function done(saved) {
    keep(key, null);
    close(saved);
  }

  const editor = el("div", { class: "editor card" },
    field(at.from === at.to ? t("edit.label.one", { line: String(at.from) }) : t("edit.label", { from: String(at.from), to: String(at.to) }), text, t("edit.hint")),
    conflict,
    el("div", { class: "row" },
      button(t("save"), save, { look: "full" }),
      button(t("cancel"), () => done(false))));
  box.classList.add("editing");
  box.append(editor);
  if (draft && draft.source !== paragraph.source) differs(paragraph.source);

  return {
    element: editor,
    focus() {
      text.focus({ preventScroll: true });
      text.setSelectionRange(text.value.length, text.value.length);
      reveal(editor);
    },
    source: () => began.source,
    from: () => at.from,
    /** The script was read anew: the same paragraph may have moved, or have become another. */
    meet(now) {
      if (!now) { differs(null); return; }
      at = { from: now.from, to: now.to, version: desk.script.version };
      if (key !== draftKey(desk.issue, now.from)) {
        keep(key, null);
        key = draftKey(desk.issue, now.from);
      }
      if (dirty()) keep(key, { ...began, text: text.value });
      if (now.source !== began.source) {
        if (!dirty()) { text.value = now.source; began.source = now.source; text.rows = rows(now.source); return; }
        differs(now.source);
      }
    },
    remove() { box.classList.remove("editing"); editor.remove(); },
  };
}

const rows = (text) => Math.min(24, Math.max(3, text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 70), 1)));
