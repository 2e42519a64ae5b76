// Drives a headless Chromium over the pages that `altavoce serve` gives at the address of the first argument, and prints
// as JSON what passed and what failed. With `--screenshots FOLDER [PAGE]` it takes pictures instead.
// Needs playwright-core, axe-core and jsqr in target/test-tools/node, and a Chromium ($CHROMIUM, or one of those below).

import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import path from "node:path";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const tools = process.env.ALTAVOCE_TEST_NODE ?? path.join(root, "target/test-tools/node");
const load = createRequire(path.join(tools, "package.json"));
const missing = (what) => { console.error(`${what} is missing; \`make test\` installs it`); process.exit(1); };
let chromium, axe, readCode;
try {
  ({ chromium } = load("playwright-core"));
  axe = load.resolve("axe-core/axe.min.js");
  readCode = load("jsqr");
} catch { missing("playwright-core, axe-core or jsqr"); }
const browsers = [
  process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const executablePath = browsers.find((b) => b && existsSync(b)) ?? missing("Chromium");

const [base, option, folder, only] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
  ],
});

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

if (option === "--screenshots") {
  mkdirSync(folder, { recursive: true });
  const pages = only ? { puntata: only } : { indice: "site/" };
  for (const [name, page] of Object.entries(pages)) {
    for (const [device, viewport] of Object.entries({ telefono: PHONE, computer: DESKTOP })) {
      for (const colorScheme of ["light", "dark"]) {
        const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: device === "telefono" ? 2 : 1, reducedMotion: "reduce" });
        const tab = await context.newPage();
        await tab.goto(base + page);
        const picture = (part) => tab.screenshot({ path: path.join(folder, `${name}-${device}-${colorScheme}${part}.png`) });
        await picture("");
        if (name === "puntata") {
          // Into a quotation, and a few words on.
          await tab.evaluate(() => (document.querySelector("blockquote .frase") ?? document.querySelector(".frase")).click());
          await tab.waitForFunction(() => document.querySelectorAll(".parola")[4]?.classList.contains("detta"), null, { timeout: 15000 }).catch(() => {});
          await tab.evaluate(() => document.getElementById("ascolta").click());
          await tab.waitForTimeout(200);
          await picture("-voce");
        }
        await context.close();
      }
    }
  }
  await browser.close();
  process.exit(0);
}

const passed = [];
const failed = [];
// What stands in the way of going on is told with what failed before it.
process.on("uncaughtException", (e) => {
  console.error(JSON.stringify({ passed: passed.length, failed }, null, 1), e);
  process.exit(1);
});
const check = (name, right, seen) => { if (right) passed.push(name); else failed.push(`${name}: ${JSON.stringify(seen) ?? ""}`); };

// A page whose faults and requests are written down.
const open = async (address, options = {}, javascript = true) => {
  const context = await browser.newContext({ viewport: DESKTOP, javaScriptEnabled: javascript, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base.slice(0, -1) });
  const tab = await context.newPage();
  const seen = { faults: [], foreign: [], answers: [], dialogs: 0 };
  tab.on("console", (m) => { if (["error", "warning"].includes(m.type())) seen.faults.push(m.text()); });
  tab.on("pageerror", (e) => seen.faults.push(String(e)));
  tab.on("dialog", (d) => { seen.dialogs += 1; d.dismiss(); });
  tab.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("data:")) seen.foreign.push(r.url()); });
  tab.on("response", (r) => seen.answers.push([r.status(), r.url().slice(base.length), r.request().headers().range ?? ""]));
  await tab.goto(base + address, { waitUntil: "load" });
  return { tab, seen, close: () => context.close() };
};
const quiet = (name, { faults, foreign, dialogs }) => {
  check(`${name}: the console is silent`, faults.length === 0, faults);
  check(`${name}: no other server is asked`, foreign.length === 0, foreign);
  check(`${name}: nothing pops up`, dialogs === 0, dialogs);
};
const place = (tab) => tab.evaluate(() => document.getElementById("audio").currentTime);
const soon = (tab, condition, argument) => tab.waitForFunction(condition, argument, { timeout: 20000 }).then(() => true, () => false);
const ready = (tab) => soon(tab, () => document.getElementById("audio").readyState >= 2);
const pause = (tab) => tab.evaluate(() => document.getElementById("audio").pause());
const near = (a, b, d = 1.5) => Math.abs(a - b) < d;
const EPISODE = "site/022-il-mare/";

{ // An episode's page, from the first tap to the last key.
  const { tab, seen, close } = await open(EPISODE);
  check("our own controls stand in for the browser's", await tab.evaluate(() => !document.getElementById("audio").controls && !document.getElementById("comandi").hidden));
  check("the length is known", await soon(tab, () => Math.abs(document.getElementById("audio").duration - 90) < 0.2));
  await tab.click("#ascolta");
  check("the audio plays", await soon(tab, () => document.getElementById("audio").currentTime > 0.8));
  check("the button says so", (await tab.getAttribute("#ascolta", "aria-label")) === "Ferma");
  check("the first sentence is marked", await soon(tab, () => document.querySelector(".frase[aria-current]")?.textContent === "Pettirosso, numero ventidue."));
  check("a word is marked", await soon(tab, () => document.querySelector(".frase[aria-current] .detta")));
  const first = await tab.textContent(".detta");
  check("then the next word", await soon(tab, (was) => { const w = document.querySelector(".detta"); return w && w.textContent !== was; }, first), first);
  check("then the next sentence", await soon(tab, () => document.querySelector(".frase[aria-current]")?.textContent.startsWith("Il mare d'inverno")));
  await tab.click("#ascolta");
  check("it stops", await tab.evaluate(() => document.getElementById("audio").paused));

  await tab.click(".capitolo >> nth=1");
  check("a chapter jumps and plays", await soon(tab, () => { const a = document.getElementById("audio"); return a.currentTime > 30 && a.currentTime < 33 && !a.paused; }), await place(tab));
  check("the chapter is marked", (await tab.getAttribute(".capitolo >> nth=1", "aria-current")) === "true" && (await tab.textContent("#capitolo-ora")) === "Una boa che ascolta");
  check("one chapter is marked", (await tab.locator(".capitolo[aria-current]").count()) === 1);

  await tab.click("text=Non avevo mai sentito");
  check("a sentence jumps", await soon(tab, () => { const a = document.getElementById("audio"); return a.currentTime >= 42.4 && a.currentTime < 44.5; }), await place(tab));
  check("the word under the voice is the right one", await soon(tab, () => {
    const t = document.getElementById("audio").currentTime;
    const spans = Array.from(document.querySelectorAll(".frase[aria-current] .parola"));
    const due = Math.floor((t - 42.5) / (5 / spans.length)); // words of equal length, see tests/stage
    return spans.length === 8 && due >= 1 && spans[due]?.classList.contains("detta");
  }));
  check("quotations are marked as such", await tab.evaluate(() => document.querySelector("blockquote .frase[aria-current]") !== null));
  check("the sentence is in sight", await soon(tab, () => { const r = document.querySelector(".frase[aria-current]").getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight; }));

  // A reader who scrolls is left alone, and can come back.
  await tab.mouse.move(900, 500);
  await tab.mouse.wheel(0, -3000);
  check("scrolling ends the following", await soon(tab, () => !document.getElementById("torna").hidden));
  await tab.click("#torna");
  check("and a button resumes it", await tab.evaluate(() => document.getElementById("torna").hidden));

  await pause(tab);
  await tab.click("text=La fibra arriva");
  check("without word times the sentence is marked alone", await soon(tab, () => document.querySelector(".frase[aria-current]")?.textContent === "La fibra arriva al porto." && !document.querySelector(".detta")));
  check("the words of a sentence that is over are text again", (await tab.locator(".parola").count()) === 0);

  await pause(tab);
  await soon(tab, () => document.getElementById("audio").paused && !document.getElementById("audio").seeking);
  const before = await place(tab);
  await tab.click("#indietro");
  check("15 seconds back", near(await place(tab), before - 15), [before, await place(tab)]);
  await tab.click("#avanti");
  check("15 seconds on", near(await place(tab), before), [before, await place(tab)]);
  await tab.selectOption("#velocita", "1.5");
  check("speed", await tab.evaluate(() => document.getElementById("audio").playbackRate === 1.5));
  await tab.locator("#posizione").focus();
  await tab.keyboard.press("Home");
  check("the slider moves by keys", await soon(tab, () => document.getElementById("audio").currentTime < 0.5), await place(tab));
  check("and tells where it is", (await tab.getAttribute("#posizione", "aria-valuetext")) === "0:00 di 1:30", await tab.getAttribute("#posizione", "aria-valuetext"));

  // Keys, with the focus on nothing.
  await tab.evaluate(() => document.activeElement.blur());
  await tab.keyboard.press("Space");
  check("space plays", await soon(tab, () => !document.getElementById("audio").paused));
  await tab.keyboard.press("Space");
  check("space stops", await tab.evaluate(() => document.getElementById("audio").paused));
  await tab.keyboard.press("ArrowRight");
  check("an arrow goes on", near(await place(tab), 15, 3), await place(tab));
  await tab.keyboard.press("n");
  check("n is the next chapter", await soon(tab, () => { const t = document.getElementById("audio").currentTime; return t >= 30 && t < 34; }), await place(tab));
  await tab.keyboard.press("n");
  check("n again", await soon(tab, () => { const t = document.getElementById("audio").currentTime; return t >= 60 && t < 64; }), await place(tab));
  await tab.keyboard.press("p");
  check("p is the one before", await soon(tab, () => { const t = document.getElementById("audio").currentTime; return t >= 30 && t < 34; }), await place(tab));
  await pause(tab);
  await tab.click("text=Scorciatoie da tastiera");
  await tab.uncheck("#scorciatoie");
  await tab.evaluate(() => document.activeElement.blur());
  const off = await place(tab);
  await tab.keyboard.press("n");
  check("the keys can be turned off", near(await place(tab), off, 0.2));
  await tab.check("#scorciatoie");

  // The transcript by keys: Tab reaches one sentence, arrows the others, Enter plays.
  await tab.locator(".frase[tabindex='0']").focus();
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("ArrowDown");
  const focused = await tab.evaluate(() => document.activeElement.getAttribute("href"));
  await tab.keyboard.press("Enter");
  check("Enter plays the sentence that has the focus", await soon(tab, (t) => { const a = document.getElementById("audio"); return !a.paused && a.currentTime >= t - 0.1 && a.currentTime < t + 3; }, Number(focused.slice(3))), [focused, await place(tab)]);
  await pause(tab);
  await tab.keyboard.press("ArrowDown");
  const chosen = await tab.evaluate(() => { getSelection().selectAllChildren(document.querySelector("h1")); return document.activeElement.getAttribute("href"); });
  await tab.keyboard.press("Enter");
  check("Enter does so with something selected", await soon(tab, (t) => { const a = document.getElementById("audio"); return !a.paused && a.currentTime >= t - 0.1 && a.currentTime < t + 3; }, Number(chosen.slice(3))), [chosen, await place(tab)]);
  await pause(tab);
  await tab.evaluate(() => { getSelection().removeAllRanges(); document.activeElement.blur(); });
  const still = await place(tab);
  await tab.keyboard.press("Shift+N");
  await tab.keyboard.press("Shift+ArrowRight");
  check("keys with Shift are the browser's", near(await place(tab), still, 0.2), [still, await place(tab)]);
  check("one sentence is in the order of Tab", (await tab.locator(".frase[tabindex='0']").count()) === 1);
  await pause(tab);

  await tab.evaluate(() => { document.getElementById("audio").currentTime = 66.6; });
  await soon(tab, () => document.getElementById("link-tempo").textContent === "1:06");
  await tab.click("#link-qui");
  const link = await tab.evaluate(() => navigator.clipboard.readText());
  check("the link at a time", link === `${base}${EPISODE}#t=66`, link);
  check("says that it is copied", (await tab.textContent("#avviso")) === "Link copiato");
  await tab.click("text=Abbonati");
  await tab.click("[data-copia=feed]");
  const feed = await tab.evaluate(() => navigator.clipboard.readText());
  check("the feed's address", feed === `${base}feed.xml`, feed);
  await tab.click("text=Metti il lettore");
  await tab.click("[data-copia=riga]");
  const line = await tab.evaluate(() => navigator.clipboard.readText());
  check("the small player's line", line.startsWith(`<iframe src="${base}${EPISODE}embed.html" title="Il mare d&#39;inverno"`) && !line.includes("\n"), line);

  // The place is remembered, a link goes before it.
  await tab.evaluate(() => { document.getElementById("audio").currentTime = 50; });
  await tab.waitForTimeout(300);
  await tab.reload();
  await ready(tab);
  check("the place is remembered", near(await place(tab), 50), await place(tab));
  check("the speed is remembered", await tab.evaluate(() => document.getElementById("audio").playbackRate === 1.5));
  const ranges = seen.answers.filter(([status, url, range]) => url.endsWith("episode.mp3") && status === 206 && range);
  check("the audio is read by ranges", ranges.length > 0, seen.answers);
  check("and from the middle", ranges.some(([, , range]) => !range.startsWith("bytes=0-")), ranges);
  quiet("episode", seen);
  await close();
}

for (const [hash, seconds] of [["#t=83.5", 83.5], ["#t=1:03", 63], ["#t=0:00:31", 31]]) {
  const { tab, seen, close } = await open(EPISODE + hash);
  await ready(tab);
  check(`${hash} goes there`, near(await place(tab), seconds, 0.1), await place(tab));
  check(`${hash} does not play by itself`, await tab.evaluate(() => document.getElementById("audio").paused));
  check(`${hash} shows the sentence`, await soon(tab, () => { const r = document.querySelector(".frase[aria-current]")?.getBoundingClientRect(); return r && r.top > 0 && r.bottom < innerHeight; }));
  await tab.evaluate(() => { location.hash = "#t=12"; });
  check(`${hash}, then another`, await soon(tab, () => Math.abs(document.getElementById("audio").currentTime - 12) < 0.1), await place(tab));
  quiet(hash, seen);
  await close();
}

{ // What the issue links is a link in the transcript, and the voice goes on around it.
  const { tab, seen, close } = await open(EPISODE);
  const links = await tab.$$eval("#testo .rimando", (all) => all.map((a) => [a.textContent, a.getAttribute("href"), a.target, a.rel]));
  const wanted = [["490 euro", "https://example.org/prezzo?a=1&b=2"], ["più o meno", "https://example.org/misure"], ["Il router resta all'asciutto", "https://example.org/router"]];
  check("links of the issue", JSON.stringify(links) === JSON.stringify(wanted.map((l) => [...l, "_blank", "noopener"])), links);
  check("a sentence with links reads as it is written", (await tab.textContent(".frase:has(.rimando)")) === "La boa costa 490 euro e dura tre inverni — più o meno.");
  const left = await tab.evaluate(() => {
    let ours = null;
    addEventListener("click", (event) => { ours = event.defaultPrevented; event.preventDefault(); }, { once: true });
    document.querySelector(".rimando").click();
    return [ours, document.getElementById("audio").paused];
  });
  check("a link is the browser's, and plays nothing", left[0] === false && left[1] === true, left);
  await tab.click("text=La boa costa");
  check("the words beside a link play", await soon(tab, () => { const t = document.getElementById("audio").currentTime; return t >= 36.4 && t < 39; }), await place(tab));
  check("words in a link are marked", await soon(tab, () => document.querySelector(".rimando .detta")?.textContent.length > 0));
  check("a word that ends behind its link is marked whole", await soon(tab, () => Array.from(document.querySelectorAll(".detta"), (w) => w.textContent).join("") === "meno."), await tab.$$eval(".detta", (all) => all.map((w) => w.textContent)));
  check("the sentence is marked as one", (await tab.locator(".frase[aria-current]").count()) === 1);
  await soon(tab, () => !document.querySelector(".frase[aria-current] .rimando"));
  await pause(tab);
  check("behind it the links are whole again", (await tab.locator(".rimando .parola").count()) === 0 && (await tab.locator(".rimando").count()) === 3);
  await tab.click("[aria-label^=\"Ascolta: Il router\"]");
  check("a sentence that is all link has a sign to play it", await soon(tab, () => { const t = document.getElementById("audio").currentTime; return t >= 78.4 && t < 80; }), await place(tab));
  await pause(tab);
  await tab.locator(".frase[tabindex='0'], .qui[tabindex='0']").focus();
  await tab.keyboard.press("ArrowUp");
  await tab.keyboard.press("ArrowDown");
  check("arrows reach it too", (await tab.evaluate(() => document.activeElement.getAttribute("aria-label"))) === "Ascolta: Il router resta all'asciutto.");
  quiet("links", seen);
  await close();
}

{ // The index: every episode plays where it stands, in one player.
  const { tab, seen, close } = await open("site/");
  const button = (key) => tab.locator(`.suona-qui[data-key="${key}"]`);
  const other = await tab.$$eval(".suona-qui", (all) => all.map((b) => b.dataset.key).find((key) => key.endsWith("cattivo")));
  check("nothing is loaded before it is asked for", !seen.answers.some(([, url]) => url.endsWith(".mp3") || url.endsWith(".json")), seen.answers);
  await button("022-il-mare").click();
  check("an episode plays from the index", await soon(tab, () => document.getElementById("audio").currentTime > 0.5));
  check("without another page", tab.url() === `${base}site/` && (await tab.locator("audio").count()) === 1, tab.url());
  check("the player says which, and leads to it", (await tab.textContent("#titolo-ora")) === "Il mare d'inverno" && (await tab.getAttribute("#pagina-ora", "href")) === "022-il-mare/");
  check("and how long it is", (await tab.textContent("#totale")) === "1:30");
  check("its button stops it", (await button("022-il-mare").getAttribute("aria-label")) === "Ferma: Il mare d'inverno");
  await button("022-il-mare").click();
  check("it stops", await soon(tab, () => document.getElementById("audio").paused));
  await tab.evaluate(() => { document.getElementById("audio").currentTime = 40; });
  await button("022-il-mare").click();
  check("and goes on", await soon(tab, () => { const a = document.getElementById("audio"); return !a.paused && a.currentTime > 40.2; }), await place(tab));
  await button(other).click();
  check("another one plays in its place", await soon(tab, () => { const a = document.getElementById("audio"); return a.currentSrc.includes("cattivo") && !a.paused && a.currentTime > 0.3 && a.currentTime < 9; }));
  check("the first one's button plays again", (await button("022-il-mare").getAttribute("aria-label")) === "Ascolta: Il mare d'inverno");
  check("one button stops", (await tab.locator(".suona-qui.in-ascolto").count()) === 1);
  await button("022-il-mare").click();
  check("the first one goes on where it was", await soon(tab, () => { const t = document.getElementById("audio").currentTime; return t >= 39.5 && t < 50; }), await place(tab));
  await tab.click("#avanti");
  check("15 seconds on from the index", await soon(tab, () => document.getElementById("audio").currentTime > 54), await place(tab));
  await pause(tab);
  await tab.goto(base + EPISODE);
  await ready(tab);
  check("its page goes on there too", (await place(tab)) > 54, await place(tab));
  quiet("index", seen);
  await close();
}

{ // The search of the index.
  const { tab, seen, close } = await open("site/");
  const shown = () => tab.$$eval("#elenco > li", (all) => all.filter((li) => !li.hidden).map((li) => li.dataset.key));
  const all = (await shown()).length;
  const search = async (words) => { await tab.fill("#parole", words); await tab.waitForTimeout(150); return shown(); };
  check("titles are searched, whatever their accents and capitals", JSON.stringify(await search("MARE d’inverno")) === '["022-il-mare"]', await shown());
  check("and counted", (await tab.textContent("#trovate")) === "1 puntata", await tab.textContent("#trovate"));
  check("descriptions are searched", JSON.stringify(await search("dodici sensori")) === '["022-il-mare"]', await shown());
  await tab.fill("#parole", "adesso lo sento ogni mattina");
  check("what is said is searched", await soon(tab, () => document.querySelectorAll("#elenco > li:not([hidden])").length === 1 && document.querySelector(".citato")), await shown());
  check("and quoted", (await tab.textContent(".citato")).includes("Adesso lo sento ogni mattina, dal letto."), await tab.textContent(".citato"));
  check("words apart are found together", JSON.stringify(await search("fibra mare porto")) === '["022-il-mare"]', await shown());
  check("what is nowhere is told", (await search("xyzzy")).length === 0 && (await tab.textContent("#trovate")) === "Nessuna puntata con queste parole");
  check("without words all are there", (await search("")).length === all && (await tab.locator(".citato").count()) === 0 && (await tab.textContent("#trovate")) === "");
  await tab.fill("#parole", "mare");
  await tab.keyboard.press("Enter");
  await tab.waitForTimeout(200);
  check("Enter sends nothing anywhere", tab.url() === `${base}site/`, tab.url());
  quiet("search", seen);
  await close();
}

{ // How to subscribe: apps by their own addresses, and a code that a phone reads.
  const { tab, close } = await open("site/");
  const place = base.replace("http://", "");
  const links = await tab.$$eval(".riquadro .bottoni a", (all) => all.map((a) => a.getAttribute("href")));
  const wanted = [
    `podcast://${place}feed.xml`, `pktc://subscribe/${place}feed.xml`,
    `overcast://x-callback-url/add?url=${encodeURIComponent(`${base}feed.xml`)}`, `antennapod-subscribe://${place}feed.xml`, `pcast://${place}feed.xml`,
  ];
  check("apps are asked to subscribe here", wanted.every((link) => links.includes(link)), links);
  const pixels = await tab.evaluate(async () => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(document.querySelector(".qr")))}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 400 });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 400, 400);
    return Array.from(context.getImageData(0, 0, 400, 400).data);
  });
  const code = (readCode.default ?? readCode)(Uint8ClampedArray.from(pixels), 400, 400)?.data;
  check("a phone reads the feed's address", code === `${base}feed.xml`, code);
  await close();
}

{ // The small player, by itself and in a frame of somebody else's page.
  const { tab, seen, close } = await open(`${EPISODE}embed.html`, { viewport: { width: 640, height: 270 } });
  await tab.click("#ascolta");
  check("the small player plays", await soon(tab, () => document.getElementById("audio").currentTime > 0.3));
  await tab.selectOption("#capitoli-scelta", { index: 2 });
  check("and jumps", await soon(tab, () => { const t = document.getElementById("audio").currentTime; return t >= 60 && t < 63; }), await place(tab));
  check("and fits its frame", await tab.evaluate(() => document.documentElement.scrollHeight <= innerHeight), await tab.evaluate(() => document.documentElement.scrollHeight));
  const filled = () => tab.evaluate(() => innerHeight - document.querySelector(".lettore").getBoundingClientRect().bottom);
  check("and fills it", (await filled()) < 40, await filled());
  await pause(tab);
  await tab.evaluate(() => { document.activeElement.blur(); document.getElementById("audio").currentTime = 2; });
  await tab.keyboard.press("n");
  check("letters do nothing where they cannot be turned off", near(await place(tab), 2, 0.2), await place(tab));
  quiet("small player", seen);
  const other = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!DOCTYPE html><link rel="icon" href="data:,"><iframe src="${base}${EPISODE}${request.url.slice(1)}" title="x" width="380" height="270" style="border:0"></iframe>`);
  });
  await new Promise((listening) => other.listen(0, "127.0.0.1", listening));
  const frame = (file) => tab.goto(`http://127.0.0.1:${other.address().port}/${file}`);
  await frame("embed.html");
  const inside = tab.frameLocator("iframe");
  await inside.locator("#ascolta").click();
  check("the small player plays in a frame", await inside.locator("#trascorso").filter({ hasText: /0:0[1-9]/ }).waitFor({ timeout: 20000 }).then(() => true, () => false));
  const narrow = await tab.frames()[1].evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.getElementById("velocita").offsetHeight, document.getElementById("capitoli-scelta").offsetHeight]);
  check("and has speed and chapters there, and fits", narrow[0] <= 0 && narrow[1] > 0 && narrow[2] > 0, narrow);
  check("and is silent there", seen.faults.length === 0, seen.faults);
  await frame("");
  await tab.waitForTimeout(500);
  check("no other page of ours is framed", seen.faults.some((f) => f.includes("frame-ancestors")) && (await inside.locator("#ascolta").count()) === 0, seen.faults);
  await close();
  other.close();
}

{ // Without JavaScript.
  const { tab, close } = await open(EPISODE, {}, false);
  const html = await tab.content();
  check("without JavaScript: the browser's controls", html.includes("controls=\"\"") && !(await tab.locator("#comandi").isVisible()));
  check("without JavaScript: chapters are links into the audio", (await tab.getAttribute(".capitolo >> nth=1", "href")) === "../../022-il-mare/episode.mp3#t=30");
  check("without JavaScript: the transcript is there", await tab.locator("text=Adesso lo sento ogni mattina").isVisible());
  await tab.goto(`${base}site/`);
  const rows = await tab.locator("#elenco > li").count();
  check("without JavaScript: all episodes, and no search", rows > 20 && (await tab.locator("#elenco > li:visible").count()) === rows && !(await tab.locator("#cerca").isVisible()), rows);
  check("without JavaScript: no button that does nothing", (await tab.locator("button:visible").count()) === 0);
  await close();
}

// axe-core, in both colours, at rest and speaking, on a computer and a phone.
for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [DESKTOP, PHONE]) {
    for (const address of ["site/", EPISODE, `${EPISODE}embed.html`]) {
      const { tab, close } = await open(address, { colorScheme, viewport, reducedMotion: "reduce" });
      if (address === EPISODE) {
        await tab.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
        await tab.click("text=Non avevo mai sentito");
        await soon(tab, () => document.querySelector(".detta"));
        await pause(tab);
      }
      if (address === "site/") {
        await tab.click(".suona-qui[data-key='022-il-mare']");
        await soon(tab, () => document.getElementById("audio").currentTime > 0.1);
        await pause(tab);
        await tab.fill("#parole", "mare");
      }
      await tab.evaluate(readFileSync(axe, "utf8")); // by the browser's own hand: the page's policy forbids scripts of others
      const { violations } = await tab.evaluate(() => window.axe.run());
      check(`axe: ${address} ${colorScheme} ${viewport.width}`, violations.length === 0, violations.map((v) => [v.id, v.impact, v.nodes.map((n) => n.html + " " + n.failureSummary).slice(0, 3)]));
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(`nothing sticks out: ${address} ${viewport.width}`, wide <= 0, wide);
      await close();
    }
  }
}

// Hostile words: every page of them, touched all over.
let hostile = 0;
{
  const { tab, seen, close } = await open("site/", { viewport: PHONE });
  const pages = await tab.evaluate(() => Array.from(document.querySelectorAll(".puntate a"), (a) => a.getAttribute("href")).filter((h) => h.includes("cattivo")));
  for (const button of await tab.locator(".suona-qui").all()) await button.click();
  await tab.fill("#parole", "violato");
  await tab.waitForTimeout(300);
  check("the index of hostile words: nothing runs", (await tab.evaluate(() => window.violato ?? null)) === null);
  for (const page of pages) {
    for (const file of ["", "embed.html"]) {
      await tab.goto(`${base}site/${page}${file}`, { waitUntil: "load" });
      await tab.evaluate(() => {
        document.querySelectorAll("details").forEach((d) => { d.open = true; });
        document.querySelectorAll("h1, h2, h3, p, li, bdi").forEach((e) => { for (const type of ["mouseover", "mouseenter", "focus"]) e.dispatchEvent(new Event(type, { bubbles: true })); });
      });
      await soon(tab, () => document.getElementById("audio").readyState >= 1);
      if (!file) await tab.click(".frase >> nth=1");
      else await tab.click("#ascolta");
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(`${page}${file}: nothing sticks out`, wide <= 0, wide);
      const harmed = await tab.evaluate(() => [window.violato, document.querySelectorAll("script:not([src]):not([type^='application/'])").length, document.querySelectorAll("main iframe, main form, main object, base").length]);
      check(`${page}${file}: nothing runs`, (harmed[0] ?? null) === null && harmed[1] === 0 && harmed[2] === 0, harmed);
    }
    hostile += 1;
  }
  quiet("hostile words", seen);
  await close();
}

await browser.close();
console.log(JSON.stringify({ passed, failed, hostile }, null, 1));
