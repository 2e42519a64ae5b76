#!/usr/bin/env python3
"""How many words that a reader of the page sees are neither spoken nor told as left out.

    make visible-words FILES=DIR            builds altavoce, installs what this needs, and runs it
    benches/visible_words.py [options] FILE_OR_DIR...

Each Markdown file is rendered by programs of others (markdown-it-py, Beautiful Soup), and the words that a reader would see are
compared with what `altavoce script --format json` says: the words it speaks, in the author's spelling, and what it tells as
dropped. A file's row is

    visible   words of the rendered page
    spoken    of these, spoken
    told      of these, not spoken but told in "Not spoken", with the reason
    untold    of these, neither: lost in silence. This is the figure; `--show` lists them with their lines.
    lost      of the told ones, those whose reason says that words of the author are lost

A refused file counts with all its words as untold. Front matter is stripped in all its formats, and so is the markup of
generators that no reader sees (shortcodes, attribute lists, imports of MDX); what it encloses is not.

To measure a corpus, lay the files in folders, one a repository, without their texts ever being committed:

    make visible-words FILES=~/corpus > target/visible-words.txt
    benches/visible_words.py --altavoce target/release/altavoce --show ~/corpus/blog/post.md

Needs markdown-it-py, mdit-py-plugins and beautifulsoup4 of PyPI.
"""

import argparse
import difflib
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

ENDINGS = {".md", ".markdown", ".mdx", ".qmd", ".rmd", ".mkd"}

# No reader sees them.
UNSEEN = ["script", "style", "template", "noscript", "head", "title", "textarea", "select", "option", "iframe", "object", "video",
          "audio", "canvas", "svg", "rp", "rt"]

# A block's words do not touch the next block's; an inline element's do.
INLINE = {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "ruby",
          "s", "samp", "small", "span", "strike", "strong", "tt", "u", "var", "wbr", "time", "big", "input"}

# Markup of generators, as far as it stands in a line of text; behind it the pages have nothing, or what cannot be known here.
GENERATED = [
    re.compile(r"\{\{[<%].*?[>%]\}\}", re.S),  # Hugo
    re.compile(r"\{%.*?%\}", re.S),  # Liquid, Nunjucks
    re.compile(r"\{#.*?#\}"),  # comments of Nunjucks
    re.compile(r"\{\{[^{}\n]*\}\}"),  # fields
    re.compile(r"\*\|[^|\n]*\|\*"),  # Mailchimp
    re.compile(r"\{/\*.*?\*/\}", re.S),  # comments of MDX
    re.compile(r"^(?:import|export) .*(?:from ['\"].*|=.*|;)$", re.M),  # MDX
    re.compile(r"(?<=[\]\)}*`\w])?\{:?[ ]?[#.][^{}\n]*\}"),  # attributes of Pandoc and kramdown
    re.compile(r"^\s*\{:.*\}\s*$", re.M),
    re.compile(r"(?<=\))\{[a-z-]+=[^{}\n]*\}"),  # attributes of a picture
    re.compile(r"^:{3,}.*$", re.M),  # fences of Pandoc
    re.compile(r"^(\s*)(?:!!!|\?\?\?\+?|===)\s*(?:[\w-]+(?= \"|$))?", re.M),  # MkDocs
    re.compile(r"(?<=[>\s])\[![\w-]+\][+-]?"),  # callouts
    re.compile(r"%%.*?%%", re.S),  # comments of Obsidian
    re.compile(r"\[\[toc\]\]|\[toc\]", re.I),
    # a formula is seen, but not as words
    re.compile(r"\$\$.*?\$\$", re.S),
    re.compile(r"(?<![\w$\\])\$(?=\S)[^$\n]{1,400}?(?<=\S)\$(?!\d)"),
    re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.S),
    re.compile(r"^\s*<!--\s*more\s*-->\s*$", re.M),
]

# Stands around blocks of code in a page's text.
CODE = "\x00"

ADDRESS = re.compile(r"(?:https?://|www\.)(?:www\.)?([\w.-]+)[^\s<>\"]*", re.I)
# Raised and lowered figures are no part of the number that they stand at.
RAISED = re.compile("[²³¹⁰-ⁿ₀-₎]+")

# Letters and figures apart: `CO2` may be written in one, or with an index.
WORD = re.compile(r"[^\W\d_]+|\d+")


def front_matter_end(text):
    """Where the body begins, in characters."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    head = text[start:]
    for mark, close in [("---", r"^(?:---|\.\.\.)[ \t]*$"), ("+++", r"^\+\+\+[ \t]*$"), ("<!--", r"-->[ \t]*$")]:
        if head.startswith(mark):
            if mark == "<!--" and not re.match(r"<!--\s*\n\s*\.\. ", head):
                continue
            end = re.compile(close, re.M).search(head, len(mark))
            if mark == "---" and not re.match(r"---[ \t]*\r?\n", head):
                continue
            return start + end.end() if end else start
    if re.match(r"\{\s*\"", head):
        try:
            _, end = json.JSONDecoder().raw_decode(head)
            return start + end
        except ValueError:
            return start
    title_block = re.match(r"(?:%.*\n(?:[ \t]+.*\n)*){1,3}", head)
    if title_block:
        return start + title_block.end()
    # of Pelican and MultiMarkdown: a known key first, then lines of keys up to the first blank one
    headers = re.match(r"(?=(?:title|author|date|tags|category|slug|summary|status)[ ]*:)(?:[\w-]+[ ]*:.*\n(?:[ \t]+\S.*\n)*)+(?=[ \t]*\n)",
                       head, re.I)
    return start + headers.end() if headers else start


def words(text):
    """The words of a text in small letters, addresses as their domain."""
    spaced = RAISED.sub(r" \g<0> ", text)
    shortened = ADDRESS.sub(r"\1", unicodedata.normalize("NFKC", spaced))
    shortened = re.sub("[\u00ad\u200b\u200c\u200d\u2060\ufeff]", "", shortened)
    return [word.casefold() for word in WORD.findall(shortened)]


def renderer():
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for plugin in [footnote_plugin, tasklists_plugin, deflist_plugin]:
        made.use(plugin)
    return made


def visible(body):
    """The words of the page that a reader sees, in order, and for each the number of its block of code, or 0."""
    for markup in GENERATED:
        body = markup.sub(lambda m: "\n" * m.group().count("\n") + " ", body)
    soup = BeautifulSoup(renderer().render(body), "html.parser")
    for element in soup.find_all(UNSEEN):
        element.decompose()
    for element in soup.find_all(True):
        if element.decomposed:
            continue
        style = (element.get("style") or "").replace(" ", "").lower()
        if element.has_attr("hidden") or "display:none" in style or element.get("aria-hidden") == "true":
            element.decompose()
    for element in soup.find_all(class_=["footnote-ref", "footnote-backref"]):
        element.decompose()
    for element in soup.find_all(["sup", "sub"]):
        element.insert_before(" ")
        element.insert_after(" ")
    # an element that ends parts words too
    for element in soup.find_all(lambda e: e.name not in INLINE):
        element.insert_before(" ")
        element.append(" ")
    for element in soup.find_all("pre"):
        element.insert_before(CODE)
        element.append(CODE)
    seen, blocks = [], []
    for number, stretch in enumerate(soup.get_text().split(CODE)):
        found = words(stretch)
        seen.extend(found)
        blocks.extend([number if number % 2 else 0] * len(found))
    return seen, blocks


def script(program, path):
    """What altavoce makes of it, or why it refuses."""
    command = [str(program), "script", "--quiet", "--format", "json", path.name]
    ran = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=120)
    try:
        return json.loads(ran.stdout), None
    except ValueError:
        return None, (ran.stderr.strip().splitlines() or [f"exit {ran.returncode}"])[-1]


def unmatched(seen, said):
    """Places of the words in `seen` that `said` does not have: in the same order first, then wherever they stand."""
    matcher = difflib.SequenceMatcher(None, seen, said, autojunk=False)
    rest_seen, rest_said = [], Counter()
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag != "equal":
            rest_seen.extend(range(a0, a1))
            rest_said.update(said[b0:b1])
    left = []
    for at in rest_seen:
        if rest_said[seen[at]] > 0:
            rest_said[seen[at]] -= 1
        else:
            left.append(at)
    return left


def tell(seen, blocks, left, dropped):
    """Of the places that are left, those that a drop tells of, and how many of them are said to be lost."""
    told, lost = set(), 0
    waiting = set(left)
    starts = {}
    for at, word in enumerate(seen):
        starts.setdefault(word, []).append(at)
    for drop in sorted(dropped, key=lambda d: -d.get("words", 0)):
        cut = drop["what"].endswith("…")
        shown = words(re.sub(r"<!--.*?-->", "", drop["what"]).rstrip("…"))
        if not shown:
            continue
        if cut and len(shown) > 1:
            shown.pop()  # may be half a word
        # where the page shows it with most words that nobody has told of
        length = len(shown)
        if cut:
            length = max(length, int(drop.get("words", 0) * 1.6) + 3)
        best = []
        for at in starts.get(shown[0], []):
            if seen[at : at + min(len(shown), 6)] != shown[:6]:
                continue
            end = at + length
            if cut and blocks[at]:
                end = next((i for i in range(at, len(seen)) if blocks[i] != blocks[at]), len(seen))
            here = [i for i in range(at, min(end, len(seen))) if i in waiting]
            if len(here) > len(best):
                best = here
        if not best and not cut:
            wanted = Counter(shown)
            for at in sorted(waiting):
                if wanted[seen[at]] > 0:
                    wanted[seen[at]] -= 1
                    best.append(at)
        waiting.difference_update(best)
        told.update(best)
        lost += len(best) if drop.get("lost") else 0
    return told, lost


def lines_of(text, seen, places):
    """For each place the line of the file where its word stands, looked for forwards."""
    found, at = {}, front_matter_end(text)
    wanted = set(places)
    folded = text.casefold() if len(text.casefold()) == len(text) else text.lower()
    for place, word in enumerate(seen):
        hit = folded.find(word, at)
        if 0 <= hit < at + 4000:
            at = hit
        if place in wanted:
            found[place] = 1 + text.count("\n", 0, at)
    return found


def measure(program, path, show):
    text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
    seen, blocks = visible(text[front_matter_end(text):])
    made, refusal = script(program, path)
    row = {"file": str(path), "visible": len(seen), "spoken": 0, "told": 0, "lost": 0, "untold": len(seen), "refused": refusal, "runs": []}
    if made is None:
        return row
    passages = [p for chapter in made["chapters"] for p in chapter["passages"] if p["role"] not in ("closing",)]
    said = [word for p in passages for word in words(p["text"])]
    left = unmatched(seen, said)
    told, lost = tell(seen, blocks, left, made["dropped"])
    untold = [at for at in left if at not in told]
    row |= {"spoken": len(seen) - len(left), "told": len(told), "lost": lost, "untold": len(untold)}
    if show and untold:
        lines = lines_of(text, seen, untold)
        for at in untold:
            runs = row["runs"]
            if runs and runs[-1]["end"] == at:
                runs[-1]["words"].append(seen[at])
                runs[-1]["end"] = at + 1
            else:
                runs.append({"line": lines[at], "words": [seen[at]], "end": at + 1})
    return row


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("paths", nargs="+", type=Path)
    options.add_argument("--altavoce", type=Path, default=Path(__file__).parent.parent / "target/release/altavoce")
    options.add_argument("--show", action="store_true", help="list the untold words, with their lines")
    options.add_argument("--json", action="store_true", help="the rows for programs")
    options.add_argument("--jobs", type=int, default=2)
    given = options.parse_args()
    program = given.altavoce.resolve()
    files = []
    for path in given.paths:
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS) if path.is_dir() else [path]
        files.extend(p.resolve() for p in inside)
    with ThreadPoolExecutor(given.jobs) as pool:
        rows = list(pool.map(lambda p: measure(program, p, given.show), files))
    if given.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        return
    rows.sort(key=lambda r: (-r["untold"] / max(r["visible"], 1), r["file"]))
    keys = ["visible", "spoken", "told", "lost", "untold"]
    print("".join(f"{key:>9}" for key in keys) + "        %  file")
    for row in [*rows, {"file": f"{len(rows)} files", "refused": None, "runs": [], **{k: sum(r[k] for r in rows) for k in keys}}]:
        share = 100 * row["untold"] / max(row["visible"], 1)
        note = f"  refused: {row['refused']}" if row["refused"] else ""
        print("".join(f"{row[key]:>9}" for key in keys) + f" {share:>8.2f}  {row['file']}{note}")
        for run in row["runs"]:
            print(f"{'':12}line {run['line']}: {' '.join(run['words'])}")
    refused = [r for r in rows if r["refused"]]
    if refused:
        read = [r for r in rows if not r["refused"]]
        seen, untold = sum(r["visible"] for r in read), sum(r["untold"] for r in read)
        print(f"{len(refused)} refused; of the {len(read)} others {100 * untold / max(seen, 1):.2f} % is untold")


if __name__ == "__main__":
    main()
