"""Prints what a speech recogniser (Whisper base) hears in each WAV, a line a file.

Usage: python tests/recognise.py MODEL_FOLDER FILE.wav …      (.ci/setup.sh test fetches the model)
"""
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
from faster_whisper import WhisperModel

model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=2)
# The same every time, by no dice, and no loops: at the end of a sound the recogniser may begin again with what it heard.
HOW = {"language": "it", "beam_size": 5, "temperature": 0, "condition_on_previous_text": False, "no_repeat_ngram_size": 6}
for path in sys.argv[2:]:
    segments, _ = model.transcribe(path, **HOW)
    print(" ".join(segment.text.strip() for segment in segments))
