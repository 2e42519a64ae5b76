// Reads a WebVTT file as Chromium does and prints each cue's start and end, and its words with the time tag before each.
//
// Usage: node tests/words_vtt.mjs FILE.vtt      (.ci/setup.sh test installs playwright-core and Chromium)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../target/test-tools/node/", import.meta.url));
const { chromium } = require("playwright-core");

const text = readFileSync(process.argv[2]);
const source = "data:text/vtt;base64," + text.toString("base64");
const executablePath = process.env.ALTAVOCE_TEST_CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.setContent(`<video><track default kind="captions" src="${source}"></video>`);
const cues = await page.evaluate(async () => {
  const track = document.querySelector("track");
  track.track.mode = "hidden";
  while (track.readyState < 2) await new Promise((done) => setTimeout(done, 10));
  const seconds = (time) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return [...track.track.cues].map((cue) => {
    const words = [];
    let time = null;
    const walk = (node) => {
      if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE && node.target === "timestamp") time = seconds(node.data);
      for (const word of node.nodeType === Node.TEXT_NODE ? node.data.split(/\s+/).filter(Boolean) : []) {
        words.push({ text: word, time });
        time = null;
      }
      node.childNodes.forEach(walk);
    };
    walk(cue.getCueAsHTML());
    return { start: cue.startTime, end: cue.endTime, words };
  });
});
await browser.close();
console.log(JSON.stringify(cues));
