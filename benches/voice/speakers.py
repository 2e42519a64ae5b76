"""How far voices are apart: speaker embeddings (Resemblyzer, GE2E) of folders of WAVs.

Usage: make voice-tools, then target/voice-tools/bin/python benches/voice/speakers.py FOLDER… [--first N]

Prints the mean cosine of the embeddings of two folders' files, and on the diagonal that of a folder's files with each other: a
voice differs from another where the one is clearly less than the other. And what share of the files is nearest to the mean of
their own folder, of the others in it.
"""
import argparse
import sys
from pathlib import Path

import numpy as np
from judge import levelled


def embeddings(folder, first, encoder):
    import librosa

    found = []
    for path in sorted(folder.glob("*.wav"))[:first]:
        samples, rate = levelled(path)
        narrow = librosa.resample(samples, orig_sr=rate, target_sr=16000).astype(np.float32)
        found.append(encoder.embed_utterance(narrow))
    return np.array(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--first", type=int)
    options = parser.parse_args()
    from resemblyzer import VoiceEncoder

    encoder = VoiceEncoder("cpu", verbose=False)
    voices = {folder.name: embeddings(folder, options.first, encoder) for folder in options.folders}
    print("| | " + " | ".join(voices) + " | nearest to their own |\n|---|" + "---:|" * (len(voices) + 1))
    for name, own in voices.items():
        cells = []
        for other, theirs in voices.items():
            likeness = own @ theirs.T
            if name == other:
                likeness = likeness[~np.eye(len(own), dtype=bool)]
            cells.append(f"{likeness.mean():.3f}")
        right = 0
        for n, one in enumerate(own):
            means = {other: (np.delete(theirs, n, 0) if other == name else theirs).mean(0) for other, theirs in voices.items()}
            right += max(means, key=lambda other: one @ means[other] / np.linalg.norm(means[other])) == name
        print(f"| {name} | " + " | ".join(cells) + f" | {right} of {len(own)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
