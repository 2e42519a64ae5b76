"""Which mixtures of style tables make the better voice.

Usage: make voice-tools, then
    target/voice-tools/bin/python benches/voice/recipes.py sara --styles package/voices --rungs 14,48 --keep 3

Speaks sentences of the train half with the recipes of recipes.tsv for a voice (columns: voice, name, timbre, prosody; the first
of a voice is what the others are compared with) by the program itself, and judges them (judge.py). Successive halving: all
recipes on the first rung's number of sentences, the `--keep` best of them on the next rung's. The best: the sum of the
differences in DistillMOS and, three times, in P.808 (they differ by about that much in spread), less five times the one in word
errors. `--styles` is the folder of the tables, `voices` of the npm package kokoro-js. What else a voice has, its speed and its
[sound], is that of `--like`, the voice itself if it is not told.
"""
import argparse
import hashlib
import re
import subprocess
from pathlib import Path

import numpy as np
from judge import HEAD, HERE, ROOT, Judge, row, sentences

VOICES = ROOT / "target" / "voice" / "voices"
MODEL = re.compile(r'\[\[file\]\]\nrole = "model".*?(?=\[\[file\]\]\nrole = "style")', re.S)


def recipes(voice):
    """name -> (timbre, prosody), each table -> weight."""
    rows = [line.split("\t") for line in (HERE / "recipes.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    mixed = lambda text: {name: float(weight) for weight, name in (part.split() for part in text.split(" + "))}
    return {name: (mixed(timbre), mixed(prosody)) for at, name, timbre, prosody in rows if at == voice}


def manifest(name, like, recipe, styles, speed):
    """The manifest of a voice `like` another, but for its recipe, its tables and its speed."""
    text = (ROOT / "voices" / like / "voice.toml").read_text(encoding="utf-8")
    model = MODEL.search(text)[0]
    head = re.sub(r"\[style\]\n(?:\w+ = .*\n)*", "", text[:text.index("[[file]]")])
    head = re.sub(r'(?m)^name = .*$', f'name = "{name}"', head)
    if speed:
        head = re.sub(r"(?m)^speed = .*$", f"speed = {speed}", head)
    shares = lambda tables: ", ".join(f"{table} = {share}" for table, share in tables.items())
    head += "[style]\n" + "".join(f"{half} = {{ {shares(tables)} }}\n" for half, tables in zip(("timbre", "prosody"), recipe))
    for table in sorted({table for half in recipe for table in half}):
        path = (styles / f"{table}.bin").resolve()
        model += (f'[[file]]\nrole = "style"\npath = "kokoro/styles/{table}.bin"\nsize = {path.stat().st_size}\n'
                  f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n[[file.source]]\nkind = "local"\npath = "{path}"\n')
    return head + "\n" + model


def speak(program, name, text, lines, folder):
    """The lines in a voice that has this manifest, as folder/000.wav and so on; nothing if they are there already."""
    if len(list(folder.glob("*.wav"))) >= len(lines):
        return
    (VOICES / name).mkdir(parents=True, exist_ok=True)
    (VOICES / name / "voice.toml").write_text(text, encoding="utf-8")
    run = lambda *arguments, **more: subprocess.run([program, *arguments, "--voices", str(VOICES), "-q"], check=True, **more)
    run("voices", "install", name)
    run("say", "--lines", "--voice", name, "-o", str(folder), input="".join(f"{line}\n" for line in lines), text=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("voice")
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--rungs", default="14,48")
    parser.add_argument("--keep", default="3")
    parser.add_argument("--only", help="names, separated by commas")
    parser.add_argument("--no-ear", action="store_true", help="predictors alone, for a first rung")
    parser.add_argument("--like", help="the voice whose other settings these have")
    parser.add_argument("--speed", type=float, help="another speed than that of the voice")
    parser.add_argument("--half", default="train", choices=["train", "held"])
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "altavoce"))
    options = parser.parse_args()
    known = recipes(options.voice)
    first = next(iter(known))
    if options.only:
        known = {name: known[name] for name in [first, *options.only.split(",")]}
    texts = sentences(options.half)
    judge = Judge(ear=not options.no_ear)
    rungs = [int(n) for n in options.rungs.split(",")]
    keeps = [int(n) for n in options.keep.split(",")][:len(rungs) - 1] + [None]
    for count, keep in zip(rungs, keeps):
        lines = texts[:count]
        print(f"\n{options.voice}, {len(lines)} sentences\n\n{HEAD}", flush=True)
        base, marks = None, {}
        for name, recipe in known.items():
            voice = f"{options.voice}-{name}"
            text = manifest(voice, options.like or options.voice, recipe, options.styles, options.speed)
            said = hashlib.sha256(text.encode()).hexdigest()[:8]
            folder = ROOT / "target" / "voice" / f"{options.half}-{count}" / f"{voice}-{said}"
            speak(options.program, voice, text, lines, folder)
            scores = np.array([judge.scores(folder / f"{n:03}.wav", line) for n, line in enumerate(lines)])
            base = scores if base is None else base
            apart = np.nan_to_num(np.nanmean(scores - base, 0))
            marks[name] = apart[2] + 3 * apart[3] - 5 * apart[0] / max(np.nan_to_num(base[:, 1]).mean(), 1)
            print(row(name, scores, base), flush=True)
        best = sorted((name for name in known if name != first), key=marks.get, reverse=True)[:keep]
        known = {name: known[name] for name in [first, *best]}
        print("\nbest: " + ", ".join(f"{name} {marks[name]:+.3f}" for name in best), flush=True)


if __name__ == "__main__":
    main()
