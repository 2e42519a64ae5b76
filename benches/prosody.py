"""Whether questions rise: the pitch of the end of the same words as a statement and as a question.

Usage: target/test-tools/bin/python benches/prosody.py [PROGRAM]   (after make test has set up the Python and the voices)

Speaks 16 sentences as `X.`, `X?` and `X!` with both voices and prints, for each voice, the median pitch of the last
voiced 60 ms against that of the whole sentence, in semitones, and how often the question ends higher than the statement.
"""
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parent.parent
SENTENCES = """Il treno parte domani mattina
Hai letto il nuovo contratto
La legge vale anche per noi
I dati restano in Europa
Possiamo fidarci di questo modello
Il ministro ha risposto alla lettera
Ci sono ancora posti liberi
La scuola resterà aperta
Avete già deciso il nome
Il prezzo è giusto
Qualcuno ha controllato le fonti
Vuoi davvero cambiare lavoro
Il governo ha trovato i soldi
La nuova versione costa di più
Sapevi che la voce è artificiale
Tuo fratello arriva con il treno delle otto""".splitlines()


def pitch(samples, rate, low, high):
    """Pitch in Hz of frames of 40 ms every 10 ms, by autocorrelation; 0 where there is no voice."""
    size, step = int(0.04 * rate), int(0.01 * rate)
    found = []
    for at in range(0, len(samples) - size, step):
        frame = samples[at:at + size] - samples[at:at + size].mean()
        power = float((frame ** 2).sum())
        if power / size < 2e-5:
            found.append(0.0)
            continue
        spectrum = np.fft.rfft(frame * np.hanning(size), 4 * size)
        lags = np.fft.irfft(np.abs(spectrum) ** 2)[: rate // low]
        best = int(np.argmax(lags[rate // high:])) + rate // high
        found.append(rate / best if lags[best] > 0.4 * lags[0] else 0.0)
    return np.array(found)


def end_and_whole(path, low, high):
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768
    voiced = pitch(samples, rate, low, high)
    places = np.nonzero(voiced)[0]
    last = voiced[places[places > places[-1] - 30]]
    return 12 * np.log2(np.median(last[-6:]) / np.median(voiced[places]))


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target" / "release" / "altavoce")
    lines = "".join(f"{s}.\n{s}?\n{s}!\n" for s in SENTENCES)
    # where each voice can be, in Hz
    for voice, low, high in (("sara", 110, 480), ("nicola", 65, 330)):
        with tempfile.TemporaryDirectory() as folder:
            command = [program, "say", "-q", "--voice", voice, "--lines", "-o", folder]
            subprocess.run(command, input=lines, text=True, check=True, cwd=ROOT)
            ends = [end_and_whole(Path(folder) / f"{n:03}.wav", low, high) for n in range(3 * len(SENTENCES))]
        statements, questions, cries = ends[::3], ends[1::3], ends[2::3]
        higher = sum(q > s + 1 for s, q in zip(statements, questions))
        print(f"{voice}: statements end {median(statements):+.1f} semitones from their own middle, questions "
              f"{median(questions):+.1f}, exclamations {median(cries):+.1f}; {higher} of {len(SENTENCES)} questions end higher")


if __name__ == "__main__":
    main()
