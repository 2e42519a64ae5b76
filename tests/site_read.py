"""What Python's own HTML parser sees in pages: their tags, attributes, links and texts, as JSON. `site_read.py PAGE…`"""

import json
import sys
from html.parser import HTMLParser
from pathlib import Path


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.links, self.text = set(), set(), [], {}
        self.inside, self.data, self.meta = [], {}, {}

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            self.attributes.add(name)
            if name in ("href", "src", "action", "data", "poster", "srcdoc"):
                self.links.append([tag, name, value])
        found = dict(attributes)
        if tag == "meta":
            self.meta[found.get("property") or found.get("name") or found.get("http-equiv") or "charset"] = found.get("content")
        if tag not in ("meta", "link", "img", "input", "br", "hr", "path"):
            self.inside.append((tag, found.get("type") or found.get("id") or ""))

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        where = next((t for t, _ in reversed(self.inside) if t not in ("bdi", "span", "a")), "")
        self.text[where] = self.text.get(where, "") + data
        if self.inside and self.inside[-1][0] == "script":
            self.data[self.inside[-1][1]] = data


def read(path):
    page = Page()
    page.feed(Path(path).read_text(encoding="utf-8"))
    page.close()
    return {
        "tags": sorted(page.tags), "attributes": sorted(page.attributes), "links": page.links, "meta": page.meta,
        "text": {k: " ".join(v.split()) for k, v in page.text.items()}, "data": page.data,
    }


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
