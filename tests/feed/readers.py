"""Reads a feed with feedparser and podcastparser, and prints what each finds, tag by tag, in one shape for all readers.

A tag that a reader does not know is left out. Dates are seconds since 1970, lengths are numbers.
"""
import calendar
import json
import sys

import feedparser
import podcastparser


def known(pairs):
    return {tag: value for tag, value in pairs.items() if value not in (None, "", [], {})}


def bar(*parts):
    return "|".join("" if part is None else str(part) for part in parts)


def seconds(parsed):
    return parsed and calendar.timegm(parsed)


def number(text):
    return text and int(text)


def attributes(found, *names):
    """What feedparser keeps of an element that it does not know: the last one's attributes, else its text."""
    return found and bar(*(found.get(name) for name in names))


def by_feedparser(content):
    feed = feedparser.parse(content)
    c = feed.feed
    links = {link["rel"]: link["href"] for link in c.get("links", [])}
    channel = {
        "title": c.get("title"),
        "link": c.get("link"),
        "description": c.get("subtitle"),
        "language": c.get("language"),
        "copyright": c.get("rights"),
        "generator": c.get("generator"),
        "pubDate": seconds(c.get("published_parsed")),
        "lastBuildDate": seconds(c.get("updated_parsed")),
        "image": c.get("image", {}).get("href"),
        "atom:link self": links.get("self"),
        "atom:link hub": links.get("hub"),
        "itunes:image": c.get("image", {}).get("href"),
        "itunes:category": [tag["term"] for tag in c.get("tags", [])],
        "itunes:explicit": c.get("itunes_explicit"),
        "itunes:author": c.get("author"),
        "itunes:owner": bar(c.publisher_detail.get("name"), c.publisher_detail.get("email")),
        "itunes:type": c.get("itunes_type"),
        "itunes:new-feed-url": c.get("itunes_new-feed-url"),
        "podcast:guid": c.get("podcast_guid"),
        "podcast:locked": attributes(c.get("podcast_locked"), "owner"),
        "podcast:medium": c.get("podcast_medium"),
        "podcast:txt": attributes(c.get("podcast_txt"), "purpose"),
        "podcast:funding": attributes(c.get("podcast_funding"), "url"),
        "podcast:person": attributes(c.get("podcast_person"), "role", "group", "href", "img"),
        "podcast:updateFrequency": attributes(c.get("podcast_updatefrequency"), "rrule"),
    }
    items = {}
    for e in feed.entries:
        sound = e.enclosures[0]
        chapters = e.get("psc_chapters", {}).get("chapters", [])
        items[e.id] = known({
            "title": e.get("title"),
            "link": e.get("link"),
            "pubDate": seconds(e.get("published_parsed")),
            "enclosure": bar(sound["href"], sound["length"], sound["type"]),
            "description": e.get("summary"),
            "content:encoded": e.content[0]["value"] if "content" in e else None,
            "itunes:title": e.get("itunes_title"),
            "itunes:duration": number(e.get("itunes_duration")),
            "itunes:season": number(e.get("itunes_season")),
            "itunes:episode": number(e.get("itunes_episode")),
            "itunes:episodeType": e.get("itunes_episodetype"),
            "itunes:explicit": e.get("itunes_explicit"),
            "itunes:author": e.get("author"),
            "itunes:image": e.get("image", {}).get("href"),
            "podcast:season": number(e.get("podcast_season")),
            "podcast:episode": number(e.get("podcast_episode")),
            "podcast:person": attributes(e.get("podcast_person"), "role", "group", "href", "img"),
            "podcast:txt": attributes(e.get("podcast_txt"), "purpose"),
            "podcast:transcript": attributes(e.get("podcast_transcript"), "url", "type", "language"),
            "podcast:chapters": attributes(e.get("podcast_chapters"), "url", "type"),
            "podcast:alternateEnclosure": attributes(
                e.get("podcast_alternateenclosure"), "type", "length", "bitrate", "codecs", "title"),
            "podcast:source": attributes(e.get("podcast_source"), "uri"),
            "psc:chapters": [bar(round(ch["start_parsed"].total_seconds() * 1000), ch["title"]) for ch in chapters],
        })
    return {"channel": known(channel), "items": items, "fault": bool(feed.bozo)}


def by_podcastparser(path):
    with open(path, "rb") as file:
        c = podcastparser.parse("https://example.org/", file)
    owner = c.get("itunes_owner", {})
    channel = {
        "title": c.get("title"),
        "link": c.get("link"),
        "description": c.get("description"),
        "language": c.get("language"),
        "generator": c.get("generator"),
        "itunes:image": c.get("cover_url"),
        "itunes:category": [" > ".join(pair) for pair in c.get("itunes_categories", [])],
        "itunes:explicit": c.get("explicit"),
        "itunes:author": c.get("itunes_author"),
        "itunes:owner": bar(owner.get("name"), owner.get("email")),
        "itunes:type": c.get("type"),
        "itunes:new-feed-url": c.get("new_url"),
        "podcast:locked": c.get("import_prohibited"),
        "podcast:funding": c.get("funding_url"),
    }
    items = {}
    for e in c["episodes"]:
        sound = e["enclosures"][0]
        items[e["guid"]] = known({
            "title": e.get("title"),
            "link": e.get("link"),
            "pubDate": e.get("published"),
            "enclosure": bar(sound["url"], sound["file_size"], sound["mime_type"]),
            "description": e.get("description"),
            "content:encoded": e.get("description_html"),
            "itunes:duration": e.get("total_time"),
            "itunes:season": e.get("season"),
            "itunes:episode": e.get("number"),
            "itunes:episodeType": e.get("type"),
            "itunes:explicit": e.get("explicit"),
            "itunes:author": e.get("itunes_author"),
            "itunes:image": e.get("episode_art_url"),
            "podcast:person": [
                bar(p["name"], p["role"], p["group"], p["href"], p["img"]) for p in e.get("persons", [])],
            "podcast:transcript": e.get("transcript_url"),
            "podcast:chapters": e.get("chapters_json_url"),
            "psc:chapters": [bar(round(ch["start"] * 1000), ch["title"]) for ch in e.get("chapters", [])],
        })
    return {"channel": known(channel), "items": items, "fault": False}


with open(sys.argv[1], "rb") as file:
    whole = file.read()
print(json.dumps({"feedparser": by_feedparser(whole), "podcastparser": by_podcastparser(sys.argv[1])}))
