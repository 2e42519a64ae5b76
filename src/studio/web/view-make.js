// Make and publish: what was heard, the episode, what lint says of it, and, after one look at the plan, out it goes.

import * as api from "./api.js";
import { button, el, fill, icon, reveal } from "./dom.js";
import { on } from "./events.js";
import { bytes, clock, nameOf, number, percent, phrase, t } from "./i18n.js";
import { issueHead } from "./issue-head.js";
import { ask } from "./keyboard.js";
import { attempt, complain, refusal, say, whisper } from "./notice.js";
import { address, go } from "./router.js";

export async function show(main, { signal, state, parts: [issue] }) {
  const heard = el("section", { class: "card step" });
  const make = el("section", { class: "card step" });
  const look = el("section", { class: "card step" });
  const lint = el("section", { class: "card step" });
  const publish = el("section", { class: "card step" });
  const script = await api.script(issue, signal);
  fill(main, issueHead(script, "make", el("p", { class: "facts" }, el("span", {}, t("make.about")))), el("div", { class: "steps" }, heard, make, look, lint, publish));
  const head = (n, key) => el("h2", {}, el("span", { class: "step-number", "aria-hidden": "true" }, n), t(key));

  // --- heard -------------------------------------------------------------------------------------------------------

  async function drawHeard() {
    const marks = await api.marks(issue).catch(() => null);
    if (!marks) return;
    const first = Object.entries(marks.sentences).find(([, m]) => !m.heard)?.[0];
    fill(heard, head(1, "make.heard"),
      el("p", {}, marks.all_heard ? [icon("check"), t("script.all-heard")] : t("script.heard", { heard: marks.heard, all: marks.all })),
      el("meter", { min: 0, max: marks.all || 1, value: marks.heard, "aria-label": t("issues.heard-of", { heard: marks.heard, all: marks.all }) }),
      el("div", { class: "row" },
        !marks.all_heard && el("a", { class: "button", href: address("issue", [issue], { sid: first }) }, t("make.first-unheard")),
        !marks.all_heard && button(t("make.all-heard"), () => attempt(async () => { await api.heard(issue, Object.keys(marks.sentences), true); await drawHeard(); })),
        marks.heard > 0 && button(t("make.none-heard"), () => attempt(async () => { await api.forgetHeard(issue); await drawHeard(); }), { look: "plain" })));
  }

  // --- made --------------------------------------------------------------------------------------------------------

  let begin = null;
  const progress = el("div", { class: "progress" });
  function drawMake(made) {
    begin = button(made ? t("make.again") : t("make.begin"), () => attempt(async () => { drawJob(await api.make(issue)); }, begin), { look: "full" });
    fill(make, head(2, "make.make"),
      made && el("dl", { class: "numbers" },
        pair(t("make.length"), clock(made.seconds)),
        made.loudness !== null && pair(t("make.loudness"), `${number(made.loudness, 1)} LUFS`),
        made.peak !== null && pair(t("make.peak"), `${number(made.peak, 1)} dBTP`)),
      made && el("ul", { class: "files" }, made.files.map((f) => el("li", {}, el("a", { href: f.url, target: "_blank", rel: "noopener" }, f.name), el("span", { class: "hint" }, bytes(f.bytes))))),
      made?.warnings?.length > 0 && el("ul", { class: "remarks" }, made.warnings.map((w) => el("li", {}, phrase(w)))),
      made?.suspects?.length > 0 && [el("h3", {}, t("make.suspects")), el("ul", { class: "remarks" }, made.suspects.map((s) => el("li", {},
        el("a", { href: address("issue", [issue], s.sid ? { sid: s.sid } : { line: s.line }) }, t("line", { line: String(s.line) })), " ", el("q", { lang: "it" }, s.text), " ", phrase(s.fault))))],
      el("div", { class: "row" }, begin),
      progress);
  }
  const pair = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));

  function drawLook(made) {
    look.hidden = !made;
    if (!made) return;
    const mp3 = made.files.find((f) => f.name === "episode.mp3");
    fill(look, head(3, "make.look"),
      mp3 && el("audio", { controls: true, preload: "none", src: mp3.url, "aria-label": t("make.listen") }),
      made.page
        ? [el("iframe", { class: "page", sandbox: "allow-same-origin", src: made.page, title: t("make.page"), loading: "lazy" }), el("p", {}, el("a", { href: made.page, target: "_blank", rel: "noopener" }, t("make.page.open")))]
        : el("p", { class: "hint" }, t("make.page.none")));
  }

  function drawLint(made, checked) {
    lint.hidden = !made;
    if (!made) return;
    if (!checked) { fill(lint, head(4, "make.lint"), el("p", { class: "hint" }, t("make.lint.later"))); return; }
    const rank = { error: 0, warning: 1, note: 2 };
    const found = [...made.lint].sort((a, b) => rank[a.severity] - rank[b.severity]);
    fill(lint, head(4, "make.lint"),
      found.length === 0
        ? el("p", {}, icon("check"), t("make.lint.none"))
        : el("ul", { class: "lint" }, found.map((f) => el("li", { class: f.severity },
          el("span", { class: `chip ${f.severity === "error" ? "bad" : f.severity === "warning" ? "middling" : "plain"}` }, nameOf("severity", f.severity)),
          el("div", {}, el("p", {}, phrase(f.what)), f.fix && el("p", { class: "hint" }, phrase(f.fix)), place(f)),
          el("code", { class: "hint" }, f.rule)))));
  }

  /** Where a finding of lint is: a sentence of an issue, a key of the settings, or the name of a file. */
  function place(f) {
    const text = f.place ?? "";
    if (f.issue) return el("a", { href: address("issue", [f.issue], { line: f.line }) }, text || f.issue);
    if (/show\.toml/.test(text)) return el("a", { href: address("settings", [], { line: f.line }) }, text);
    return text && el("code", { class: "place" }, text);
  }

  // --- published ---------------------------------------------------------------------------------------------------

  const planned = el("div", { class: "plan", "aria-live": "polite" });
  function drawPublish() {
    const look = button(t("publish.plan"), () => attempt(async () => { fill(planned, el("p", { class: "hint" }, t("publish.planning"))); drawJob(await api.plan()); }, look), { look: "full" });
    fill(publish, head(5, "publish.title"),
      state.publish.configured ? el("p", {}, t("publish.to"), " ", el("code", {}, state.publish.target)) : el("p", {}, t("publish.nowhere"), " ", el("a", { href: address("settings", [], { key: "publish.target" }) }, t("nav.settings"))),
      el("div", { class: "row" }, state.publish.configured && look, el("a", { class: "button plain", href: address("log") }, t("nav.log"))),
      planned);
  }

  function drawPlan(plan) {
    const count = (action) => plan.rows.filter((r) => r.action === action).length;
    const counts = { n: plan.rows.length, size: bytes(plan.bytes) };
    const told = [
      plan.rows.length > 0 && t("plan.sends", { ...counts, target: plan.target }),
      count("replace") > 0 && t("plan.replaces", { n: count("replace") }),
      plan.kept > 0 && t("plan.kept", { n: plan.kept }),
      plan.removed.length > 0 && t("plan.removes", { n: plan.removed.length }),
      plan.feed ? t("plan.feed") : t("plan.no-feed"),
    ].filter(Boolean);
    const send = button(t("publish.send", counts), async () => {
      if (!(await ask(t("publish.sure"), [t("publish.sure.what", { ...counts, target: plan.target })], t("publish.yes")))) return;
      await attempt(async () => { drawJob(await api.publish(plan.confirm)); }, send);
    }, { look: "full" });
    fill(planned,
      el("h3", {}, t("publish.plan.title")),
      el("ul", { class: "words" }, told.map((w) => el("li", {}, w))),
      plan.warnings.length > 0 && el("ul", { class: "remarks" }, plan.warnings.map((w) => el("li", { class: "fault" }, phrase(w)))),
      plan.notes.length > 0 && el("ul", { class: "remarks" }, plan.notes.map((w) => el("li", {}, phrase(w)))),
      plan.rows.length > 0 && el("details", {}, el("summary", {}, t("publish.files", { n: plan.rows.length })), el("ul", { class: "files" }, plan.rows.map((r) =>
        el("li", {}, el("span", {}, nameOf("action", r.action)), el("code", {}, r.path), el("span", { class: "hint" }, bytes(r.bytes ?? 0)))))),
      plan.confirm && (plan.rows.length > 0 || plan.feed) ? el("div", { class: "row" }, send) : el("p", {}, icon("check"), t("publish.nothing")));
    reveal(planned);
  }

  function drawSent(result) {
    const faults = result.public ?? [];
    fill(planned, el("div", { class: "sent", role: "status" },
      el("h3", {}, icon("check"), t("publish.sent", { n: result.rows.length, size: bytes(result.bytes) })),
      faults.length > 0 ? el("ul", { class: "remarks" }, faults.map((w) => el("li", { class: "fault" }, phrase(w)))) : el("p", {}, t("publish.public"))));
    reveal(planned);
  }

  // --- a job -------------------------------------------------------------------------------------------------------

  let seen = null;
  function drawJob(job) {
    if (!job || (job.issue && job.issue !== issue)) { fill(progress); return undefined; }
    const fresh = seen !== `${job.id} ${job.state}`;
    seen = `${job.id} ${job.state}`;
    const place = job.kind === "make" ? progress : planned;
    if (job.state === "running") return running(place, job);
    if (!fresh) return undefined;
    if (job.kind === "make") fill(progress);
    if (job.state === "failed") fill(place, refusal(new api.Refusal(0, job.error ?? {})));
    else if (job.state === "cancelled") fill(place, el("p", { role: "status" }, t("job.cancelled")));
    else if (job.kind === "make") { say(job.result.unchanged ? t("make.unchanged") : t("make.done")); drawMade(job.result, true); }
    else if (job.result?.dry_run) drawPlan(job.result);
    else if (job.kind === "publish") drawSent(job.result);
    return undefined;
  }

  let bar = null;
  function running(place, job) {
    if (bar?.id !== job.id) {
      bar = { id: job.id, meter: el("progress", { max: 1, "aria-label": t("job.progress") }), step: el("p", {}), left: el("p", { class: "hint" }) };
      fill(place, bar.step, bar.meter, el("div", { class: "row between" }, bar.left, button(t("job.cancel"), () => attempt(() => api.cancel()))));
    }
    const step = [nameOf("step", job.step), job.message].filter(Boolean).join(" · ");
    if (bar.name !== job.step) { bar.name = job.step; whisper(nameOf("step", job.step)); }
    bar.step.textContent = step;
    if (job.done === null) bar.meter.removeAttribute("value"); else bar.meter.value = job.done;
    bar.left.textContent = [job.done !== null && percent(job.done), job.left !== null && t("job.left", { time: clock(job.left) })].filter(Boolean).join(" · ");
  }

  /** `checked`: whether the lint was asked; of what lay there already nobody knows. */
  function drawMade(made, checked) {
    drawMake(made);
    drawLook(made);
    drawLint(made, checked);
  }

  const load = async () => {
    const there = await api.made(issue).catch((e) => { if (e.status !== 404) complain(e); return null; });
    const job = await api.job();
    const ours = job?.kind === "make" && job.issue === issue && job.state === "done";
    drawMade(ours ? job.result : there, ours);
    if (job?.state === "running") drawJob(job); else if (job) seen = `${job.id} ${job.state}`;
  };
  drawPublish();
  await Promise.all([drawHeard(), load()]);
  on("job", drawJob, signal);
  on("marks", (e) => { if (e.issue === issue) drawHeard(); }, signal);
  on("again", load, signal);
  return {
    title: script.title,
    keys: [
      [["g"], t("keys.script"), () => go("issue", [issue])],
      [["b"], t("make.begin"), () => begin.click()],
      [["v"], t("publish.plan"), () => publish.querySelector("button")?.click()],
    ],
  };
}
