// The list of issues: where each stands, what is doubtful, what was heard. A file dropped anywhere is imported.

import * as api from "./api.js";
import { button, el, fill, icon, takesKeys } from "./dom.js";
import { on } from "./events.js";
import { day, nameOf, number, phrase, t } from "./i18n.js";
import { complain, refusal } from "./notice.js";
import { recall, keep } from "./prefs.js";
import { address, go } from "./router.js";
import { offer } from "./view-import.js";

const FILTERS = {
  all: () => true,
  open: (i) => i.episode !== "made" || i.published !== "yes",
  doubts: (i) => i.doubts > 0,
};

/** Draws the view; gives its title and keys. */
export async function show(main, { signal, state }) {
  const list = el("ul", { class: "issues", "aria-label": t("issues.title") });
  const count = el("p", { class: "hint", role: "status" });
  const search = el("input", { type: "search", class: "search", "aria-label": t("issues.search"), placeholder: t("issues.search"), value: "", on: { input: () => draw() } });
  let filter = recall("filter", "all");
  let known = { issues: [], checking: false };
  const rows = new Map();

  const filters = el("div", { class: "segments", role: "group", "aria-label": t("issues.filter") }, Object.keys(FILTERS).map((name) =>
    button(t(`issues.filter.${name}`), () => { filter = name; keep("filter", name); draw(); }, { look: "segment", data: { filter: name } })));

  fill(main,
    el("div", { class: "head" },
      el("h1", {}, t("issues.title")),
      el("div", { class: "row" },
        button(t("issues.import"), () => go("import"), { look: "full" }),
        !state.show.has_show_file && button(t("issues.new"), () => go("new")))),
    el("div", { class: "tools" }, filters, search),
    count, list);

  function draw() {
    for (const b of filters.children) b.setAttribute("aria-pressed", String(b.dataset.filter === filter));
    const sought = search.value.trim().toLocaleLowerCase();
    const fits = known.issues.filter((i) => FILTERS[filter](i) && (!sought || `${i.number ?? ""} ${i.title} ${i.issue ?? ""}`.toLocaleLowerCase().includes(sought)));
    const shown = fits.map((issue) => {
      const key = JSON.stringify(issue);
      const id = issue.issue ?? issue.folder;
      const old = rows.get(id);
      if (old?.key === key) return old.row;
      const fresh = row(issue);
      rows.set(id, { key, row: fresh });
      return fresh;
    });
    // Rows that stay where they are keep the focus.
    shown.forEach((r, i) => { if (list.children[i] !== r) list.insertBefore(r, list.children[i] ?? null); });
    while (list.children.length > shown.length) list.lastElementChild.remove();
    const empty = known.issues.length === 0 ? t("issues.none") : fits.length === 0 ? t("issues.nothing") : null;
    const checking = known.checking ? ` · ${t("issues.checking")}` : "";
    count.textContent = empty ?? `${t("issues.count", { n: fits.length })}${checking}`;
  }

  async function load() {
    try {
      known = await api.issues();
      // Newest first, as one works on them.
      known.issues.sort((a, b) => (b.date ?? "").localeCompare(a.date ?? "") || (b.number ?? -1) - (a.number ?? -1));
      draw();
    } catch (e) { if (e.status === undefined) throw e; fill(list, el("li", {}, refusal(e))); }
  }
  on("issues", load, signal);
  on("again", load, signal);
  await load();

  acceptFiles(main, signal);
  const links = () => [...list.querySelectorAll("a.issue-link")];
  const step = (by) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  return {
    title: t("issues.title"),
    keys: [
      [["j", "ArrowDown"], t("keys.next"), () => step(1)],
      [["k", "ArrowUp"], t("keys.previous"), () => step(-1)],
      [["/"], t("issues.search"), () => search.focus()],
      [["i"], t("issues.import"), () => go("import")],
    ],
  };
}

function row(issue) {
  const made = issue.episode ?? "unknown";
  const told = issue.sentences > 0 && (issue.heard > 0 || issue.published === "no");
  const heard = told ? Math.round((100 * (issue.heard ?? 0)) / issue.sentences) : null;
  const title = issue.title || issue.issue || issue.folder;
  const name = issue.issue
    ? el("a", { class: "issue-link", href: address("issue", [issue.issue]) }, el("bdi", {}, title))
    : el("bdi", { class: "gone" }, title);
  return el("li", { class: "issue" },
    el("span", { class: "number", "aria-hidden": String(issue.number === null) }, issue.number ?? "–"),
    el("div", { class: "what" },
      el("h2", {}, name),
      el("p", { class: "facts" }, [
        issue.date && el("span", {}, day(issue.date)),
        el("bdi", {}, issue.issue ?? t("issues.file-gone")),
        issue.held && el("span", { class: "held" }, phrase(issue.held)),
      ]),
      issue.fault && el("p", { class: "fault" }, icon("flag"), phrase(issue.fault))),
    el("ul", { class: "states" },
      chip(made, nameOf("episode", made), made === "made" ? "good" : made === "stale" ? "middling" : "plain"),
      issue.in_feed && chip("feed", t("issues.in-feed"), "good"),
      chip(issue.published, nameOf("published", issue.published), issue.published === "yes" ? "good" : issue.published === "no" ? "plain" : "middling"),
      issue.doubts > 0 && chip("doubts", t("issues.doubts", { n: issue.doubts }), "middling")),
    el("div", { class: "heard-bar" },
      heard === null ? null : [
        el("meter", { min: 0, max: 100, value: heard, "aria-label": t("issues.heard-of", { heard: issue.heard ?? 0, all: issue.sentences }) }),
        el("span", { class: "hint" }, t("issues.heard", { percent: number(heard) }))]));
}

const chip = (name, text, look) => el("li", { class: `chip ${look}`, data: { chip: name } }, text);

/** Files that are dropped and text that is pasted lead to the import. */
function acceptFiles(main, signal) {
  const sheet = el("div", { class: "drop", hidden: true }, el("p", {}, t("issues.drop")));
  main.append(sheet);
  const over = (e) => { if ([...(e.dataTransfer?.types ?? [])].includes("Files")) { e.preventDefault(); sheet.hidden = false; } };
  document.addEventListener("dragenter", over, { signal });
  document.addEventListener("dragover", over, { signal });
  document.addEventListener("dragleave", (e) => { if (e.relatedTarget === null) sheet.hidden = true; }, { signal });
  document.addEventListener("drop", async (e) => {
    if (!e.dataTransfer?.files.length) return;
    e.preventDefault();
    sheet.hidden = true;
    try { await offer(e.dataTransfer.files[0]); go("import"); } catch (error) { complain(error); }
  }, { signal });
  document.addEventListener("paste", (e) => {
    const text = e.clipboardData?.getData("text/html") || e.clipboardData?.getData("text/plain");
    if (takesKeys(e.target) || !text?.trim()) return;
    offer({ name: null, text });
    go("import");
  }, { signal });
}
