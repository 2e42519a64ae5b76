"""Speed of the Italian reading on one core beside other systems, run in turn, and whether ours is linear.

Usage: python3 benches/italian/speed.py [ROUNDS]      (two minutes; needs `make build` and pip)
The sentences are those of a weekly on AI, all invented: 400 of them, 45 % with nothing to rewrite. Ours is the whole
program on standard input, less the time of one sentence (its start); a peer is timed inside its process, around its calls
only, after a first pass. In a round each gets three tries, of which the best counts. Printed: the median of the rounds,
and how many times faster ours is.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import peers

SENTENCES = (peers.ROOT / "benches" / "italian" / "sentences.txt").read_text(encoding="utf-8").splitlines()
TIMES = {"altavoce": 500, "damga": 1, "spokenform": 1, "coqui": 25}  # how often each reads them all: a second or two


def ours(text):
    """Seconds of the whole program over a text, the best of three."""
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        seconds = []
        for _ in range(3):
            file.seek(0)
            begun = time.perf_counter()
            subprocess.run([peers.ALTAVOCE, "italian", "-q"], stdin=file, stdout=subprocess.DEVNULL, check=True)
            seconds.append(time.perf_counter() - begun)
    return min(seconds)


def compare(rounds):
    rates = {"altavoce": [], **{name: [] for name in peers.PEERS}}
    text = "".join(sentence + "\n" for sentence in SENTENCES) * TIMES["altavoce"]
    for number in range(rounds):
        peers.progress(f"round {number + 1} of {rounds} ...")
        net = ours(text) - ours(SENTENCES[0] + "\n")
        rates["altavoce"].append(TIMES["altavoce"] * len(SENTENCES) / net)
        for name in peers.PEERS:
            texts = SENTENCES * TIMES[name]
            rates[name].append(len(texts) / min(peers.ask(name, texts, 3)[1]))
    print("| system | sentences per second | altavoce is faster (least to most) |")
    print("|---|---:|---:|")
    for name, each in rates.items():
        ratios = [a / b for a, b in zip(rates["altavoce"], each)]
        faster = f"{statistics.median(ratios):,.0f} times ({min(ratios):,.0f} to {max(ratios):,.0f})"
        title = peers.PEERS.get(name, name)
        print(f"| {title} | {statistics.median(each):,.0f} | {'' if name == 'altavoce' else faster} |")


def linear():
    """Time per byte, which stays the same when the text is a hundred times longer, or one line."""
    start = ours(SENTENCES[0] + "\n")
    print("\n| text | as lines, ns per byte | as one line, ns per byte |")
    print("|---|---:|---:|")
    for megabytes in (0.1, 1, 10):
        cells = []
        for joint in ("\n", " "):
            once = joint.join(SENTENCES) + joint
            times = round(megabytes * 1e6 / len(once.encode()))
            text = (once * times).rstrip() + "\n"
            if joint == " " and megabytes < 1:
                cells.append("")
                continue
            cells.append(f"{(ours(text) - start) * 1e9 / len(text.encode()):.1f}")
        print(f"| {megabytes} MB | {' | '.join(cells)} |", flush=True)


def main(rounds=3):
    peers.set_up()
    if hasattr(os, "sched_setaffinity"):  # one core, for ours and the peers alike: they inherit it
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    compare(rounds)
    linear()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
