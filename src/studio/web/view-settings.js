// The show's settings: each key with its meaning and its line in show.toml. A value is kept when its field is left.

import * as api from "./api.js";
import { button, el, fill } from "./dom.js";
import { on } from "./events.js";
import { currentLanguage, nameOf, t } from "./i18n.js";
import { refusal, say } from "./notice.js";
import { MEANINGS } from "./settings-it.js";

export async function show(main, { signal, query, undo }) {
  const groups = el("div", { class: "settings" });
  let known = null;
  fill(main, el("div", { class: "head" }, el("h1", {}, t("settings.title"))), el("p", { class: "hint" }, t("settings.about")), groups);

  const full = (group, key) => (group.name ? `${group.name}.${key.key}` : key.key);
  const meaning = (name, given) => (currentLanguage() === "it" ? MEANINGS[name] ?? given : given);

  async function load() {
    known = await api.settings();
    fill(groups, known.groups.map((group) => el("section", { class: "card", "aria-labelledby": `group-${group.name || "show"}` },
      el("h2", { id: `group-${group.name || "show"}` }, nameOf("group", group.name || "show") === (group.name || "show") ? group.title : nameOf("group", group.name || "show")),
      group.keys.map((key) => row(group, key)))));
  }

  function row(group, key) {
    const name = full(group, key);
    const id = `key-${name}`;
    const fault = el("div", {});
    const control = controlOf(key, id);
    control.setAttribute("aria-describedby", `${id}-hint`);
    const put = async (value) => {
      fill(fault);
      try {
        const { version } = await api.changeSetting(known.version, name, value);
        known.version = version;
        say(value === null ? t("settings.taken-out", { key: name }) : t("settings.kept", { key: name }), [t("undo"), undo]);
        await load();
        document.getElementById(id)?.focus({ preventScroll: true });
      } catch (e) {
        control.setAttribute("aria-invalid", "true");
        fill(fault, refusal(e, e.status === 409 && button(t("settings.reload"), load)));
      }
    };
    control.addEventListener("change", () => put(valueOf(key, control)));
    return el("div", { class: key.set ? "key set" : "key", data: { line: key.line ?? "", key: name } },
      el("div", {},
        el("label", { for: id }, el("code", {}, key.key)),
        el("p", { class: "hint", id: `${id}-hint` }, meaning(name, key.meaning)),
        el("div", { class: "facts" },
          el("span", {}, key.line !== null ? t("settings.line", { file: known.file, line: String(key.line) }) : t("settings.default", { value: shown(key.default) })),
          key.set && button(t("settings.take-out"), () => put(null), { class: "small", look: "plain", "aria-label": t("settings.take-out.of", { key: name }) }))),
      el("div", { class: "value" }, control, fault));
  }

  on("show", () => { if (!main.contains(document.activeElement) || document.activeElement === main) load(); }, signal);
  await load();
  const wanted = query.get("key") ? document.getElementById(`key-${query.get("key")}`) : groups.querySelector(`[data-line="${CSS.escape(query.get("line") ?? "-")}"] :is(input, select, textarea)`);
  wanted?.focus();
  wanted?.scrollIntoView({ block: "center" });
  return { title: t("settings.title"), keys: [] };
}

function controlOf(key, id) {
  if (key.type === "boolean") return el("input", { type: "checkbox", id, checked: Boolean(key.value) });
  if (key.type === "choice" && key.choices) return el("select", { id }, [...new Set([...key.choices, key.value ?? ""])].map((c) => el("option", { value: c, selected: c === (key.value ?? "") }, c || "–")));
  if (key.type === "number") return el("input", { type: "number", step: "any", id, value: key.value ?? "" });
  if (key.type === "list") return el("textarea", { id, rows: Math.max(2, (key.value ?? []).length), value: (key.value ?? []).join("\n") });
  if (key.type === "table") return el("textarea", { id, class: "source", rows: Math.min(12, Math.max(2, String(key.value ?? "").split("\n").length)), spellcheck: "false", value: key.value ?? "" });
  const long = String(key.value ?? "").length > 60;
  return long ? el("textarea", { id, rows: 3, value: key.value }) : el("input", { type: "text", id, value: key.value ?? "" });
}

function valueOf(key, control) {
  if (key.type === "boolean") return control.checked;
  if (key.type === "number") return control.value === "" ? null : Number(control.value);
  if (key.type === "list") return control.value.split("\n").map((l) => l.trim()).filter(Boolean);
  return control.value;
}

const shown = (value) => (value === null || value === "" ? "–" : Array.isArray(value) ? value.join(", ") : String(value));
