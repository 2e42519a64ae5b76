#!/usr/bin/env python3
"""Tries a built altavoce as a user of its system would, from a new show to a published one. Prints a line for each thing tried.

    .ci/try.py PROGRAM          on the system it was built for
    .ci/try.py wine64 PROGRAM   a program for Windows elsewhere

    --voices DIR        these voices say a sentence too; without it only a voice of tests speaks
    --beside PROGRAM    and what was written is looked at by another build, which must find nothing to change

It needs espeak-ng beside the program or on the PATH, and no network.
"""

import argparse
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import wave
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNDER_WINE = "wine" in pathlib.Path(sys.argv[-2]).name
ON_WINDOWS = UNDER_WINE or os.name == "nt"
URL = "https://voce.pettirosso.it/podcast"

ISSUE = """---
title: {title}
{more}---

# {title}

Nel 2024 il mare è salito di 3,5 mm, e l'AI Act è stato approvato. 🎉

## Primo piano

Costa €490 milioni. «Non è poco», dice Luigi XIV.

> Una citazione che qualcun altro legge.

## In breve

- Il porto riapre il 1° maggio.
- Un'altra notizia, con [un link](https://pettirosso.it/a).
"""


class Trial:
    def __init__(self, command, folder):
        self.command, self.folder, self.tried = command, folder, 0

    def start(self, args, command=None, **more):
        pipe = subprocess.PIPE
        return subprocess.Popen([*(command or self.command), *args], cwd=self.folder, stdout=pipe, stderr=pipe, **more)

    def run(self, *args, code=0, says=(), stdin=b"", command=None):
        """Runs it; what it printed. The exit code must be `code`, and it must say each text of `says` somewhere."""
        process = self.start(args, command, stdin=subprocess.PIPE)
        out, err = (text.decode("utf-8").replace("\r\n", "\n") for text in process.communicate(stdin))
        lacks = [text for text in says if text not in out + err]
        if process.returncode != code or lacks:
            sys.exit(f"FAILED  altavoce {' '.join(args)}\nexit code {process.returncode}, expected {code}; lacks {lacks}\n{out}{err}")
        self.ok(" ".join(args))
        return out

    def ok(self, what):
        self.tried += 1
        print("ok ", what if len(what) < 90 else what[:89] + "…", flush=True)

    def check(self, holds, what):
        if not holds:
            sys.exit(f"FAILED  {what}")
        self.ok(what)

    def path(self, path):
        """A path as the program's system writes it."""
        text = str(path)
        return "Z:" + text.replace("/", "\\") if UNDER_WINE else text

    def issue(self, name, title, more="", ends="\n", mark=b""):
        text = ISSUE.format(title=title, more=more)
        (self.folder / name).write_bytes(mark + text.replace("\n", ends).encode())


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def slashes(path):
    """As somebody on this system would write it."""
    return path.replace("/", "\\") if ON_WINDOWS else path


def artwork():
    """A PNG of 1400 x 1400 pixels in RGB that no new show has."""
    rows = b"".join(b"\0" + bytes(((x // 50) * 7, (y // 50) * 7, 90)[c] for x in range(1400) for c in range(3)) for y in range(1400))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1400, 1400, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def new_show(t):
    t.run("--version", says=["altavoce "])
    t.run("help", "publish", says=["Publishing\n==========\n"])
    answers = ["--title", "La voce è", "--author", "Nora Vidal", "--email", "nora@pettirosso.it", "--url", URL]
    answers += ["--description", "Le notizie del mare e dei porti, lette ad alta voce."]
    created = t.run("new", ".", *answers, says=["show.toml", "next:"])
    (t.folder / "issues/cover.png").write_bytes(artwork())
    t.check("/output/" in (t.folder / ".gitignore").read_text(), "the show is there")
    t.check(slashes("issues/show.toml") in created, "paths are written as the system writes them")
    t.run("new", ".", *answers, code=2, says=["there is a show here already"])
    # As an editor of Windows saves it: a byte order mark, lines ended by two bytes.
    t.issue("issues/002.md", "Con le onde", "number: 2\n", "\r\n", b"\xef\xbb\xbf")
    t.issue("issues/aperto.md", "Con")
    t.issue("issues/chiuso.md", "Nul", "slug: nul\n")


def text(t):
    script = t.run("script", slashes("issues/002.md"), says=["quattrocentonovanta milioni di euro", "Luigi quattordicesimo"])
    t.check("\r" not in script and "🎉" not in script, "the script has plain lines and no emoji")
    t.run("check", slashes("issues/002.md"), says=["Primo piano"])
    spoken = t.run("italian", stdin="Il 1° maggio costa €5.\r\nPerché l'AI?\r\n".encode())
    t.check(spoken.splitlines()[0] == "Il primo maggio costa cinque euro.", "standard input is read as UTF-8")
    t.run("script", "issues/003.md", code=3, says=["issues/003.md", "no such file"])


def episodes(t, voices):
    fake = ["--voice", "fake", "--voices", voices]
    t.run("episode", slashes("issues/002.md"), *fake, says=[slashes("output/002-con-le-onde/episode.mp3"), "LUFS"])
    t.run("episode", slashes("issues/002.md"), *fake, says=["nothing changed"])
    t.issue("issues/002.md", "Con le onde", "number: 2\nsubtitle: di nuovo\n")
    t.run("episode", t.path(t.folder / "issues/002.md"), *fake, says=["made in"])
    t.run("episode", "issues/aperto.md", "issues/chiuso.md", *fake)
    folders = {p.name for p in (t.folder / "output").iterdir() if p.is_dir() and not p.name.startswith(".")}
    t.check(folders == {"002-con-le-onde", "con-numero", "nul-numero"}, "devices of Windows are no names of folders")
    made = {p.name for p in (t.folder / "output/002-con-le-onde").iterdir()}
    wanted = {"episode.mp3", "episode.wav", "episode.opus", "chapters.json", "transcript.vtt", "words.json", "episode.json"}
    t.check(wanted <= made, "the episode has all its files")
    left = [p.name for p in (t.folder / "output").iterdir() if p.name.startswith(".altavoce-")]
    t.check(not left, "nothing unfinished is left")
    t.run("status", says=["002"])


def real_voice(t, voices):
    """A sentence by the neural voice, of a length that it has when it is spoken well."""
    t.run("say", "Il mare è salito di tre millimetri.", "-o", "frase.wav", "--voice", "sara", "--voices", voices)
    with wave.open(str(t.folder / "frase.wav")) as sound:
        samples = struct.unpack(f"<{sound.getnframes()}h", sound.readframes(sound.getnframes()))
        seconds, peak = len(samples) / sound.getframerate(), max(map(abs, samples))
    t.check(1.5 < seconds < 5 and peak > 3000, f"the real voice says a sentence: {seconds:.1f} s, peak {peak}")


def publication(t, beside):
    t.run("feed", says=["feed.xml"])
    t.run("site", says=["site"])
    t.run("lint", says=["all is well"])
    output = t.folder / "output"
    feed = (output / "feed.xml").read_text(encoding="utf-8")
    t.check("\\" not in feed and f"{URL}/002-con-le-onde/episode.mp3" in feed, "addresses in the feed have slashes")
    pages = [content for name, content in files(output / "site").items() if name.endswith(".html")]
    t.check(len(pages) > 3 and b"002-con-le-onde\\" not in b"".join(pages), "addresses in the pages have slashes")
    if beside:
        before = files(t.folder)
        for command in ["feed", "site"]:
            t.run(command, command=[beside])
        same = t.run("lint", command=[beside]) == t.run("lint")
        now = files(t.folder)
        # What a file held when it was last read is remembered with its times, which differ.
        changed = sorted(name for name in now if before.get(name) != now[name] and not name.endswith(".hashes.json"))
        t.check(same and not changed, f"{beside} would write the same bytes {changed}")


def publishing(t):
    there = t.folder / "in the web"
    address = "file:///" + t.path(there).replace("\\", "/").lstrip("/")
    settings = t.folder / "issues/show.toml"
    show = settings.read_text(encoding="utf-8")

    def to(target):
        settings.write_text(f'{show}\n[publish]\ntarget = "{target}"\n', encoding="utf-8")

    to(address)
    t.run("publish", "--dry-run", says=["nothing was sent"])
    t.run("publish", "--no-verify", says=["sent"])
    names = [*files(there)]
    own = [name for name in names if files(t.folder / "output").get(name) != files(there)[name]]
    t.check("feed.xml" in names and len(names) > 20 and not own, "what was published is what was made")
    t.run("publish", "--no-verify", says=["nothing to send"])
    if ON_WINDOWS:
        to("sftp://nora@pettirosso.it/srv/www")
        t.run("publish", code=4, says=["altavoce speaks SFTP only on macOS and Linux", "file://"])
        to("file://C:/podcast")
        t.run("publish", code=3, says=["the path is not absolute", "file:///C:/podcast"])
    settings.write_text(show, encoding="utf-8")


def interruption(t, voices):
    """Ctrl-C in the middle of an episode: soon over, a sentence, and the next run goes on from there."""
    parts = [(part, "".join(f"La frase numero {part * 40 + n} è lunga. " for n in range(40))) for part in range(1, 6)]
    body = "".join(f"\n\n## Parte {part}\n\n{sentences}" for part, sentences in parts)
    (t.folder / "issues/003.md").write_text(f"# Il lungo\n{body}\n", encoding="utf-8")
    args = ["episode", "issues/003.md", "--voice", "fake", "--voices", voices]
    own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
    process = t.start(args, stdin=subprocess.DEVNULL, **own_group)
    cache = t.folder / "output/.cache"
    before = len(files(cache))
    while len(files(cache)) < before + 20 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
    err = process.communicate()[1].decode().strip()
    t.check(process.returncode == 130 and "interrupted" in err, f"Ctrl-C: exit code {process.returncode}, {err.splitlines()[-1:]}")
    left = [p.name for p in (t.folder / "output").iterdir() if p.name.startswith((".altavoce-", "003"))]
    t.check(not left, f"no half episode is left {left}")
    t.run(*args, says=["made in"])


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("--voices")
    arguments.add_argument("--beside")
    arguments.add_argument("command", nargs="+")
    given = arguments.parse_args()
    command = [shutil.which(given.command[0]) or given.command[0], *given.command[1:]]
    place = os.environ.get("WINEPREFIX", "") + "/drive_c" if UNDER_WINE else None
    with tempfile.TemporaryDirectory(prefix="La voce è ", dir=place) as folder:
        t = Trial(command, pathlib.Path(folder))
        voices = t.path(ROOT / "tests/voices")
        new_show(t)
        text(t)
        episodes(t, voices)
        if given.voices:
            real_voice(t, t.path(pathlib.Path(given.voices).resolve()))
        publication(t, given.beside)
        publishing(t)
        interruption(t, voices)
    print(f"{t.tried} things tried, all well")


if __name__ == "__main__":
    main()
