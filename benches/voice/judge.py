"""Judges of speech for a folder of WAVs: a recogniser, two predictors of quality, the pitch.

Usage: make voice-tools, then target/voice-tools/bin/python benches/voice/judge.py FOLDER… [--half held] [--first N]

Each folder holds 000.wav, 001.wav … for the sentences of sentences.tsv (of one half, or all), in their order. Prints a row a
folder, and its differences from the first folder pair by pair with their standard errors.
Predictors are no listeners, and Whisper base is none: compare folders of the same sentences, and never tune to one figure.
"""
import argparse
import json
import os
import sys
import warnings
from pathlib import Path

import numpy as np

os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "pronunciation"))
from intelligibility import errors, words  # noqa: E402

COLUMNS = ["word errors", "words", "DistillMOS", "P.808", "DNSMOS", "pitch", "range", "end", "seconds"]


def sentences(half=None, first=None):
    rows = [line.split("\t") for line in (HERE / "sentences.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return [text for at, _, text in rows if half in (None, at)][:first]


class Judge:
    def __init__(self, ear=True):
        import distillmos
        import torch

        torch.set_num_threads(2)
        self.network = distillmos.ConvTransformerSQAModel()
        self.network.eval()
        self.ear = None
        if ear:
            from faster_whisper import WhisperModel

            model = str(ROOT / "target" / "test-tools" / "whisper")
            self.ear = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=2)

    def scores(self, path, text):
        """A number for each of COLUMNS; kept beside the file for as long as that is not younger."""
        kept = path.with_suffix(".json")
        known = {}
        if kept.exists() and kept.stat().st_mtime >= path.stat().st_mtime:
            known = json.loads(kept.read_text())
        if "DistillMOS" not in known:
            known |= self.quality(path)
        if self.ear and "word errors" not in known:
            heard = " ".join(s.text for s in self.ear.transcribe(str(path), language="it", beam_size=5)[0])
            known |= {"word errors": errors(words(text), words(heard)), "words": len(words(text)), "heard": heard.strip()}
        kept.write_text(json.dumps(known))
        return [known.get(column, np.nan) for column in COLUMNS]

    def quality(self, path):
        import librosa
        import torch
        from speechmos import dnsmos

        samples, rate = levelled(path)
        narrow = librosa.resample(samples, orig_sr=rate, target_sr=16000)
        narrow = np.clip(narrow, -1, 1).astype(np.float32)
        said = dnsmos.run(narrow, 16000)
        with torch.no_grad():
            distilled = float(self.network(torch.from_numpy(narrow)[None]))
        return {"DistillMOS": distilled, "P.808": float(said["p808_mos"]), "DNSMOS": float(said["ovrl_mos"]),
                "seconds": len(samples) / rate - 0.75, **melody(samples, rate)}


def levelled(path):
    """What sounds of a file, with 0.25 s before and 0.5 s behind (a missing lead alone costs 0.1 of P.808), at -23 LUFS."""
    import pyloudnorm
    import soundfile

    samples, rate = soundfile.read(path, always_2d=True)
    samples = samples.mean(1)
    power = np.sqrt(np.convolve(samples**2, np.ones(240) / 240, "same"))
    heard = np.flatnonzero(power > power.max() * 10 ** (-50 / 20))
    samples = samples[max(heard[0] - 480, 0):heard[-1] + 480]
    samples = np.concatenate([np.zeros(rate // 4), samples, np.zeros(rate // 2)])
    loudness = pyloudnorm.Meter(rate).integrated_loudness(samples)
    return samples * 10 ** ((-23 - loudness) / 20), rate


def melody(samples, rate):
    """Of what is voiced: the median in Hz, the range from the 5th to the 95th percentile, and the last 0.1 s against the
    median, both in semitones."""
    import parselmouth

    pitch = parselmouth.Sound(samples, rate).to_pitch_ac(time_step=0.01, pitch_floor=60, pitch_ceiling=500)
    hertz = pitch.selected_array["frequency"]
    hertz = hertz[hertz > 0]
    if not len(hertz):
        return {"pitch": np.nan, "range": np.nan, "end": np.nan}
    middle = np.median(hertz)
    hertz = hertz[(hertz > middle / 2) & (hertz < middle * 2)]
    semitones = 12 * np.log2(hertz / middle)
    low, high = np.percentile(semitones, [5, 95])
    return {"pitch": float(middle), "range": float(high - low), "end": float(np.median(semitones[-10:]))}


def row(name, scores, base):
    """A row of the table in Markdown: means, and differences from `base` with standard errors."""
    mean = np.nanmean(scores, 0)
    cells = [name, f"{scores[:, 0].sum():.0f} of {scores[:, 1].sum():.0f}" if not np.isnan(mean[0]) else ""]
    for column in (2, 3, 4):
        cell = f"{mean[column]:.3f}"
        if base is not scores:
            apart = scores[:, column] - base[:, column]
            cell += f" ({apart.mean():+.3f} ± {apart.std(ddof=1) / len(apart) ** 0.5:.3f})"
        cells.append(cell)
    cells += [f"{mean[5]:.0f} Hz", f"{mean[6]:.1f} st", f"{mean[7]:+.1f} st", f"{mean[8]:.2f} s"]
    return "| " + " | ".join(cells) + " |"


HEAD = ("| | word errors | DistillMOS | P.808 | DNSMOS | pitch | range | end | length |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=["train", "held"])
    parser.add_argument("--first", type=int)
    options = parser.parse_args()
    texts, judge, base = sentences(options.half, options.first), Judge(), None
    print(HEAD)
    for folder in options.folders:
        paths = [folder / f"{n:03}.wav" for n in range(len(texts))]
        scores = np.array([judge.scores(path, text) for path, text in zip(paths, texts)])
        base = scores if base is None else base
        print(row(folder.name, scores, base), flush=True)


if __name__ == "__main__":
    main()
