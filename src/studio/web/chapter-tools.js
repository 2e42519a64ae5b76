// What a chapter can have of its own: a voice, and the words that lead to it.

import * as api from "./api.js";
import { button, el, field } from "./dom.js";
import { t } from "./i18n.js";
import { attempt, say } from "./notice.js";

/** A disclosure beside the chapter's head. */
export function chapterTools(desk, chapter) {
  const details = el("details", { class: "chapter-tools" }, el("summary", {}, t("chapter.tools")));
  // Built when it is opened: an issue may have many chapters.
  details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(form(desk, chapter)); }, { once: true });
  return details;
}

function form(desk, chapter) {
  const own = desk.voiceOf(chapter);
  const voices = desk.state.voices.filter((v) => v.installed).map((v) => v.name);
  const voice = el("select", {},
    el("option", { value: "" }, t("chapter.voice.narrator")),
    [...new Set([...voices, own].filter(Boolean))].map((name) => el("option", { value: name, selected: name === own && name !== desk.narrator }, name)));
  voice.addEventListener("change", () => attempt(async () => {
    await api.chapterVoice(desk.issue, chapter.line, voice.value || null);
    say(t("chapter.voice.kept"), [t("undo"), desk.undo]);
  }));
  const words = el("input", { type: "text", lang: "it", value: chapter.transition?.words ?? "" });
  const keep = (text) => attempt(async () => {
    await api.transition(desk.issue, chapter.line, text);
    say(t("chapter.transition.kept"), [t("undo"), desk.undo]);
  });
  return el("form", { class: "card form", on: { submit: (e) => { e.preventDefault(); if (words.value.trim()) keep(words.value.trim()); } } },
    field(t("chapter.voice"), voice),
    field(t("chapter.transition"), words, t("chapter.transition.hint", { heading: chapter.heading_source.replace(/^#+\s*/, "") })),
    el("div", { class: "row" },
      el("button", { type: "submit", class: "button full" }, t("save")),
      button(t("chapter.transition.none"), () => keep("")),
      button(t("chapter.transition.usual"), () => keep(null))));
}
