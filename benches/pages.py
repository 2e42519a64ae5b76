#!/usr/bin/env python3
"""How long feed and pages of N episodes (500) take, and how much memory: `pages.py PROGRAM [N…]`.

Makes N episodes of 250 sentences and 2,500 timed words each in a temporary folder (their sound is a few bytes), then runs
`altavoce feed` and `altavoce site` on them: from nothing, and again with nothing changed. Needs GNU or BSD wait4, and the package blake3.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import blake3

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = "Il mare d'inverno non chiude mai davvero, cambia orario.".split() + ["Sì."]


def sound(n):
    """A few bytes in place of the sound of episode N, other ones for each: a feed must not repeat one."""
    return f"x{n}\n\n".encode()


def manifest(n):
    passages, at = [], 0.3
    for k in range(250):
        words, start = [], at
        for word in WORDS:
            words.append({"text": word, "start": round(at, 6), "end": round(at + 0.31, 6)})
            at += 0.32
        passages.append({
            "chapter": k * 8 // 250, "role": "quote" if k % 20 == 7 else "text", "line": k, "start": start, "end": at,
            "voice": "sara", "text": " ".join(WORDS), "spoken": " ".join(WORDS), "words": words,
        })
        at += 0.8 if k % 5 == 4 else 0.35
    chapters = [
        {"title": f"Capitolo {c}", "start": c * at / 8, "end": (c + 1) * at / 8, "file": f"chapters/{c}.wav", "line": 1}
        for c in range(8)
    ]
    day = f"{2006 + n // 300}-{1 + n % 300 // 25:02}-{1 + n % 25:02}"
    names = [("episode.mp3", "audio/mpeg"), ("chapters.json", "application/json+chapters"), ("transcript.vtt", "text/vtt")]
    return {
        "altavoce": "0", "inputs": "0", "show": "Prova", "title": f"Il mare d'inverno, parte {n}", "subtitle": None,
        "number": n, "season": None, "date": day, "author": None, "description": "Che cosa resta.", "slug": "mare",
        "tags": [], "language": "it", "source": f"{n}.md", "duration": at, "samples": int(at * 24000),
        "sample_rate": 24000, "loudness": -16.0, "true_peak": -2.0, "voices": [],
        "files": [
            {"name": f, "mime": m, "bytes": len(sound(n)), "blake3": blake3.blake3(sound(n)).hexdigest()} for f, m in names
        ],
        "chapters": chapters, "passages": passages,
    }


def run(program, *args):
    start = time.monotonic()
    process = subprocess.Popen([program, *args, "-q"])
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, args
    unit = 1 if sys.platform == "darwin" else 1024
    return time.monotonic() - start, usage.ru_maxrss * unit / 1e6


def main():
    program, counts = sys.argv[1], [int(n) for n in sys.argv[2:]] or [50, 500]
    print("| episodes | what | from nothing | nothing changed | peak memory |\n|---|---|---|---|---|")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            issues, output = pathlib.Path(folder, "issues"), pathlib.Path(folder, "output")
            issues.mkdir()
            shutil.copy(ROOT / "issues/cover.png", issues)
            (issues / "show.toml").write_text(
                'title = "Prova"\nauthor = "A"\nemail = "a@example.org"\ndescription = "D"\n'
                '[feed]\nurl = "https://example.org/podcast"\nartwork = "cover.png"\n')
            for n in range(1, count + 1):
                episode = output / f"{n:03}-mare"
                episode.mkdir(parents=True)
                for name in ("episode.mp3", "chapters.json", "transcript.vtt"):
                    (episode / name).write_bytes(sound(n))
                (episode / "notes.html").write_text("<p>Leggi <a href=\"https://example.org\">qui</a>.</p>\n" * 60)
                (episode / "episode.json").write_text(json.dumps(manifest(n), indent=2, ensure_ascii=False))
            for what in ("feed", "site"):
                args = (what, "--issues", str(issues), "-o", str(output))
                (first, memory), (again, memory_again) = run(program, *args), run(program, *args)
                print(f"| {count} | {what} | {first:.2f} s | {again:.2f} s | {max(memory, memory_again):.0f} MB |")


main()
