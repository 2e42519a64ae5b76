"""Reads a feed with feedparser and with expat, and prints what both found as JSON."""
import html.parser
import json
import sys
import xml.etree.ElementTree as tree

import feedparser

SPACES = {
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://podlove.org/simple-chapters": "psc",
}


def name(tag):
    if tag.startswith("{"):
        address, local = tag[1:].split("}")
        return "{%s}%s" % (SPACES[address], local)
    return tag


def plain(element):
    """An element as attributes, text and lists of children by name."""
    found = dict(element.attrib)
    if element.text and element.text.strip():
        found.setdefault("text", element.text)
    for child in element:
        found.setdefault(name(child.tag), []).append(plain(child))
    return found


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)

    def unknown_decl(self, data):
        self.seen.add("!")

    handle_decl = handle_comment = handle_pi = unknown_decl


with open(sys.argv[1], "rb") as file:
    content = file.read()
channel = tree.fromstring(content)[0]
tags = Tags()
for notes in channel.iter("{http://purl.org/rss/1.0/modules/content/}encoded"):
    tags.feed(notes.text)
feed = feedparser.parse(content)
print(json.dumps({
    "bozo": bool(feed.bozo),
    "version": feed.version,
    "feed": feed.feed,
    "entries": [dict(entry, enclosures=entry.enclosures) for entry in feed.entries],
    "channel": plain(channel),
    "tags_in_notes": sorted(tags.seen),
}, default=str))
