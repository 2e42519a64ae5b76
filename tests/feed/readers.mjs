// Reads a feed with podcast-partytime and feedsmith, and prints what each finds, tag by tag, in one shape for all
// readers. A tag that a reader does not know is left out. Dates are seconds since 1970, lengths are numbers.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

process.env.LOG ??= "silent";
const [, , modules, path] = process.argv;
const require = createRequire(`${modules}/here.js`);
const log = console.warn;
console.warn = () => {};
const { parseFeed } = require("podcast-partytime");
const { parseRssFeed } = require("feedsmith");

const absent = (value) => value === undefined || value === null || value === "" || value.length === 0;
const known = (pairs) => Object.fromEntries(Object.entries(pairs).filter(([, value]) => !absent(value)));
const bar = (...parts) => parts.map((part) => part ?? "").join("|");
const seconds = (date) => date && new Date(date).getTime() / 1000;
const milliseconds = (time) => {
  const [h, m, s] = time.split(":").map(Number);
  return Math.round(((h * 60 + m) * 60 + s) * 1000);
};
const person = (p) => bar(p.name ?? p.display, p.role.toLowerCase(), p.group.toLowerCase(), p.href, p.img);

function byPartytime(text) {
  const c = parseFeed(text);
  const channel = {
    title: c.title,
    link: c.link,
    description: c.description,
    language: c.language,
    copyright: c.copyright,
    generator: c.generator,
    pubDate: seconds(c.pubDate),
    lastBuildDate: seconds(c.lastBuildDate),
    image: c.image?.url,
    "atom:link self": c.pubsub?.self,
    "atom:link hub": c.pubsub?.hub,
    "itunes:image": c.itunesImage,
    "itunes:category": c.itunesCategory,
    "itunes:explicit": c.explicit,
    "itunes:author": c.author,
    "itunes:owner": c.owner && bar(c.owner.name, c.owner.email),
    "itunes:type": c.itunesType,
    "itunes:new-feed-url": c.itunesNewFeedUrl,
    "podcast:guid": c.guid,
    "podcast:locked": bar(c.locked, c.podcastOwner),
    "podcast:medium": c.medium,
    "podcast:txt": c.podcastTxt?.map((t) => bar(t.purpose, t.value)),
    "podcast:funding": c.podcastFunding?.map((f) => bar(f.url, f.message)),
    "podcast:person": c.podcastPeople?.map(person),
  };
  const items = {};
  for (const e of c.items) {
    items[e.guid] = known({
      title: e.title,
      link: e.link,
      pubDate: seconds(e.pubDate),
      enclosure: bar(e.enclosure.url, e.enclosure.length, e.enclosure.type),
      description: e.description,
      "content:encoded": e.content,
      "itunes:duration": e.duration,
      "itunes:season": e.itunesSeason,
      "itunes:episode": e.itunesEpisode,
      "itunes:episodeType": e.itunesEpisodeType,
      "itunes:explicit": e.explicit,
      "itunes:author": e.author,
      "itunes:image": e.itunesImage,
      "podcast:season": e.podcastSeason?.number,
      "podcast:episode": e.podcastEpisode?.number,
      "podcast:person": e.podcastPeople?.map(person),
      "podcast:transcript": e.podcastTranscripts?.map((t) => bar(t.url, t.type, t.language)),
      "podcast:chapters": e.podcastChapters && bar(e.podcastChapters.url, e.podcastChapters.type),
      "podcast:alternateEnclosure": e.alternativeEnclosures?.map((a) =>
        bar(a.type, a.length, a.bitrate, a.codecs, a.title)),
      "podcast:source": e.alternativeEnclosures?.flatMap((a) => a.source.map((s) => s.uri)),
    });
  }
  return { channel: known(channel), items, fault: false };
}

function byFeedsmith(text) {
  const c = parseRssFeed(text);
  const p = c.podcast ?? {};
  const link = (rel) => c.atom?.links?.find((l) => l.rel === rel)?.href;
  const categories = c.itunes?.categories?.map((k) => [k.text, ...(k.categories ?? []).map((s) => s.text)].join(" > "));
  const channel = {
    title: c.title,
    link: c.link,
    description: c.description,
    language: c.language,
    copyright: c.copyright,
    generator: c.generator,
    pubDate: seconds(c.pubDate),
    lastBuildDate: seconds(c.lastBuildDate),
    image: c.image?.url,
    "atom:link self": link("self"),
    "atom:link hub": link("hub"),
    "itunes:image": c.itunes?.image,
    "itunes:category": categories,
    "itunes:explicit": c.itunes?.explicit,
    "itunes:author": c.itunes?.author,
    "itunes:owner": c.itunes?.owner && bar(c.itunes.owner.name, c.itunes.owner.email),
    "itunes:type": c.itunes?.type,
    "itunes:new-feed-url": c.itunes?.newFeedUrl,
    "podcast:guid": p.guid,
    "podcast:locked": p.locked && bar(p.locked.value, p.locked.owner),
    "podcast:medium": p.medium,
    "podcast:txt": p.txts?.map((t) => bar(t.purpose, t.display)),
    "podcast:funding": p.fundings?.map((f) => bar(f.url, f.display)),
    "podcast:person": p.persons?.map(person),
    "podcast:updateFrequency": p.updateFrequency && bar(p.updateFrequency.rrule, p.updateFrequency.display),
  };
  const items = {};
  for (const e of c.items) {
    const sound = e.enclosures[0];
    const q = e.podcast ?? {};
    items[e.guid.value] = known({
      title: e.title,
      link: e.link,
      pubDate: seconds(e.pubDate),
      enclosure: bar(sound.url, sound.length, sound.type),
      description: e.description,
      "content:encoded": e.content?.encoded,
      "itunes:title": e.itunes?.title,
      "itunes:duration": e.itunes?.duration,
      "itunes:season": e.itunes?.season,
      "itunes:episode": e.itunes?.episode,
      "itunes:episodeType": e.itunes?.episodeType,
      "itunes:explicit": e.itunes?.explicit,
      "itunes:author": e.itunes?.author,
      "itunes:image": e.itunes?.image,
      "podcast:season": q.season?.number,
      "podcast:episode": q.episode?.number,
      "podcast:person": q.persons?.map(person),
      "podcast:txt": q.txts?.map((t) => bar(t.purpose, t.display)),
      "podcast:transcript": q.transcripts?.map((t) => bar(t.url, t.type, t.language)),
      "podcast:chapters": q.chapters && bar(q.chapters.url, q.chapters.type),
      "podcast:alternateEnclosure": q.alternateEnclosures?.map((a) =>
        bar(a.type, a.length, a.bitrate, a.codecs, a.title)),
      "podcast:source": q.alternateEnclosures?.flatMap((a) => a.sources.map((s) => s.uri)),
      "psc:chapters": e.psc?.chapters?.map((ch) => bar(milliseconds(ch.start), ch.title)),
    });
  }
  return { channel: known(channel), items, fault: false };
}

const text = readFileSync(path, "utf8");
const found = { "podcast-partytime": byPartytime(text), feedsmith: byFeedsmith(text) };
console.warn = log;
console.log(JSON.stringify(found));
