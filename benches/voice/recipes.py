"""Which mixtures of style tables make the better voice.

Usage: make voice-tools, then
    target/voice-tools/bin/python benches/voice/recipes.py sara --styles package/voices --rungs 8,16,84 --keep 6,2

Speaks sentences of the train half with the recipes of recipes.tsv for a voice (columns: voice, name, timbre, prosody; the first
of a voice is what the others are compared with) by the network in onnxruntime, with the phonemes of `altavoce lexicon test`, and
judges them (judge.py). Successive halving: all recipes on the first rung's number of sentences, the `--keep` best of them on
the next rung's. The best: the sum of the differences in DistillMOS and, three times, in P.808 (they differ by about that much
in spread), less five times the one in word errors. `--styles` is the folder of the tables, `voices` of the npm package
kokoro-js. Without bent questions, joins and pauses, which no recipe changes: `judge.py` judges the program's own WAVs.
"""
import argparse
import subprocess
from pathlib import Path

import numpy as np
from judge import HEAD, HERE, ROOT, Judge, row, sentences, tokens



def recipes(voice):
    """name -> (timbre, prosody), each table -> weight."""
    rows = [line.split("\t") for line in (HERE / "recipes.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    mixed = lambda text: {name: float(weight) for weight, name in (part.split() for part in text.split(" + "))}
    return {name: (mixed(timbre), mixed(prosody)) for at, name, timbre, prosody in rows if at == voice}


class Speaker:
    def __init__(self, styles, pace):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self.network = onnxruntime.InferenceSession(str(ROOT / "voices" / "kokoro" / "model.onnx"), options)
        self.styles, self.pace, self.tokens = styles, pace, tokens()

    def row(self, weights, n):
        table = lambda name: np.fromfile(self.styles / f"{name}.bin", np.float32).reshape(-1, 256)
        return sum(weight * table(name)[min(n, 509)] for name, weight in weights.items())

    def speak(self, phonemes, recipe, path):
        import soundfile

        ids = [self.tokens[c] for c in phonemes]
        timbre, prosody = (self.row(weights, len(ids)) for weights in recipe)
        style = np.concatenate([timbre[:128], prosody[128:]]).astype(np.float32)[None]
        inputs = {"tokens": np.array([[0, *ids, 0]], np.int64), "style": style, "speed": np.array([self.pace], np.float32)}
        soundfile.write(path, self.network.run(None, inputs)[0].ravel(), 24000, subtype="FLOAT")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("voice")
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--rungs", default="8,16,84")
    parser.add_argument("--keep", default="6,2")
    parser.add_argument("--only", help="names, separated by commas")
    parser.add_argument("--no-ear", action="store_true", help="predictors alone, for a first rung")
    parser.add_argument("--pace", type=float, default=0.92, help="the network's speed")
    parser.add_argument("--half", default="train", choices=["train", "held"])
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "altavoce"))
    options = parser.parse_args()
    known = recipes(options.voice)
    first = next(iter(known))
    if options.only:
        known = {name: known[name] for name in [first, *options.only.split(",")]}
    texts = sentences(options.half)
    phonemes = subprocess.run([options.program, "lexicon", "test", "--lines"], input="".join(f"{t}\n" for t in texts),
                              text=True, capture_output=True, check=True).stdout.splitlines()
    speaker, judge = Speaker(options.styles, options.pace), Judge(ear=not options.no_ear)
    rungs = [int(n) for n in options.rungs.split(",")]
    keeps = [int(n) for n in options.keep.split(",")][:len(rungs) - 1] + [None]
    for count, keep in zip(rungs, keeps):
        print(f"\n{options.voice}, {min(count, len(texts))} sentences\n\n{HEAD}", flush=True)
        base, marks = None, {}
        for name, recipe in known.items():
            folder = ROOT / "target" / "voice" / options.half / f"{options.voice}-{name}-{options.pace}"
            folder.mkdir(parents=True, exist_ok=True)
            scores = []
            for n, (text, said) in enumerate(zip(texts[:count], phonemes)):
                path = folder / f"{n:03}.wav"
                if not path.exists():
                    speaker.speak(said, recipe, path)
                scores.append(judge.scores(path, text))
            scores = np.array(scores)
            base = scores if base is None else base
            apart = np.nan_to_num(np.nanmean(scores - base, 0))
            marks[name] = apart[2] + 3 * apart[3] - 5 * apart[0] / max(np.nan_to_num(base[:, 1]).mean(), 1)
            print(row(name, scores, base), flush=True)
        best = sorted((name for name in known if name != first), key=marks.get, reverse=True)[:keep]
        known = {name: known[name] for name in [first, *best]}
        print("\nbest: " + ", ".join(f"{name} {marks[name]:+.3f}" for name in best), flush=True)


if __name__ == "__main__":
    main()
