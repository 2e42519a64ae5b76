// The page: its head, the view that the address names, and what is the same in all of them.

import * as api from "./api.js";
import { button, el, fill, icon } from "./dom.js";
import { connect, on } from "./events.js";
import { chooseLanguage, currentLanguage, LANGUAGES, phrase, t } from "./i18n.js";
import { setGlobalKeys, setViewKeys, showKeys } from "./keyboard.js";
import { complain, refusal, say, settle, whisper } from "./notice.js";
import { Player } from "./player.js";
import { applyTheme, recall, THEMES } from "./prefs.js";
import { address, go, route } from "./router.js";
import * as importView from "./view-import.js";
import * as issuesView from "./view-issues.js";
import * as logView from "./view-log.js";
import * as makeView from "./view-make.js";
import * as newView from "./view-new.js";
import * as scriptView from "./view-script.js";
import * as settingsView from "./view-settings.js";

const main = document.getElementById("main");
const top = document.getElementById("top");
const player = new Player();
let state = null;
let leaving = null; // ends what the view that is on has begun

const views = {
  issues: issuesView, import: importView, new: newView, settings: settingsView, log: logView,
  issue: (parts) => (parts[1] === "make" ? makeView : scriptView),
};

async function undo() {
  try {
    const { undone } = await api.undo();
    say(t("undo.done", { label: undone }));
  } catch (e) { complain(e); }
}

function drawTop() {
  const link = (name) => el("a", { href: address(name), data: { view: name } }, t(`nav.${name}`));
  const language = el("select", { "aria-label": t("language"), on: { change: () => { chooseLanguage(language.value); drawTop(); show(); } } },
    Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, lang: code, title: name, selected: code === currentLanguage() }, code.toUpperCase())));
  const theme = el("select", { "aria-label": t("theme"), on: { change: () => applyTheme(theme.value) } },
    THEMES.map((name) => el("option", { value: name, selected: name === recall("theme", "auto") }, t(`theme.${name}`))));
  const skip = document.getElementById("skip");
  skip.textContent = t("skip");
  skip.onclick = (e) => { e.preventDefault(); main.focus(); }; // what stands behind # is the view
  fill(top,
    el("div", { class: "bar" },
      el("a", { class: "brand", href: address("issues") }, el("span", { class: "mark", "aria-hidden": "true" }, [1, 2, 3, 4].map(() => el("i", {}))), el("bdi", {}, state?.show.title || "altavoce studio")),
      el("nav", { "aria-label": t("nav") }, link("issues"), link("settings"), link("log")),
      el("div", { class: "choices" },
        button(t("undo"), undo, { symbol: "undo", class: "small undo", hidden: !state?.undo.can, title: state?.undo.label ?? "" }),
        language, theme,
        button("?", showKeys, { class: "small help", "aria-label": t("keys.title"), "aria-haspopup": "dialog" }))),
    el("div", { id: "fault" }),
    el("div", { id: "complaint" }));
  drawFaults();
  mark();
}

/** What is wrong with the machine: told at the head of every view. */
function drawFaults(lost = false) {
  const place = document.getElementById("fault");
  if (lost) fill(place, el("div", { class: "refusal", role: "alert" }, el("p", {}, el("strong", {}, t("error.gone"))), el("p", {}, t("error.gone.fix"))));
  else if (state?.voice_fault) fill(place, el("div", { class: "refusal mild", role: "status" }, el("p", {}, icon("flag"), el("strong", {}, phrase(state.voice_fault.error)), " ", phrase(state.voice_fault.fix ?? ""), " ", t("voice.rest"))));
  else fill(place);
}

/** Marks in the head where one is. */
function mark() {
  const { name } = route();
  for (const a of top.querySelectorAll("nav a")) {
    const here = a.dataset.view === name || (a.dataset.view === "issues" && ["issue", "import", "new"].includes(name));
    if (here) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
  }
}

let shown = 0;
async function show(byAuthor = true) {
  const { name, parts, query } = route();
  const known = Object.hasOwn(views, name) ? views[name] : issuesView;
  const view = typeof known === "function" ? known(parts) : known;
  leaving?.();
  const stop = new AbortController();
  let leave = null;
  leaving = () => { stop.abort(); leave?.(); };
  const run = ++shown;
  settle();
  mark();
  setViewKeys([]);
  document.body.dataset.view = parts[1] === "make" ? "make" : name;
  fill(main);
  try {
    const drawn = await view.show(main, { signal: stop.signal, state, player, parts, query, undo });
    if (run !== shown) { drawn.leave?.(); return; }
    leave = drawn.leave;
    setViewKeys(drawn.keys, drawn.escape);
    document.title = `${drawn.title} · altavoce studio`;
    if (byAuthor && !main.contains(document.activeElement)) {
      whisper(drawn.title);
      main.focus({ preventScroll: true });
      if (![...query.keys()].length) scrollTo(0, 0);
    }
  } catch (e) {
    if (e.name === "AbortError" || run !== shown) return;
    fill(main, refusal(e));
    if (e.status === undefined) throw e; // a fault of the page itself belongs into the console
  }
}

/** Styles know how high head and foot are: what is scrolled to must not come to lie below them. */
function measure() {
  const set = (name, element) => document.documentElement.style.setProperty(name, `${element.offsetHeight}px`);
  const watch = new ResizeObserver(() => { set("--foot", document.getElementById("bar")); set("--head", top.firstElementChild ?? top); });
  watch.observe(top);
  watch.observe(document.getElementById("bar"));
}

async function begin() {
  applyTheme();
  measure();
  try {
    state = await api.state();
  } catch (e) {
    fill(main, refusal(e));
    return;
  }
  setGlobalKeys([
    [["u"], t("undo"), undo],
    [["1"], t("nav.issues"), () => go("issues")],
    [["2"], t("nav.settings"), () => go("settings")],
    [["3"], t("nav.log"), () => go("log")],
    [["?"], t("keys.title"), showKeys],
  ]);
  drawTop();
  on("undo", (told) => {
    state.undo = told;
    const control = top.querySelector(".undo");
    control.hidden = !told.can;
    control.title = told.label ?? "";
  });
  on("lost", () => drawFaults(true));
  const anew = async () => { state = await api.state(); drawTop(); };
  on("again", anew);
  on("show", anew);
  connect();
  addEventListener("hashchange", () => show());
  if (!state.show.has_show_file && !location.hash) {
    const { issues } = await api.issues();
    if (!issues.length) { go("new"); return; }
  }
  await show(false);
}

begin();
