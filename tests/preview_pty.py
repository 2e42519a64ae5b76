"""Runs a command in a pseudo-terminal and types into it.

usage: preview_pty.py STEPS COMMAND...

STEPS is JSON: a list of [text, keys]; when the text has come, the keys are typed (an empty text: at once). Prints JSON:
what came, the exit status, and whether the terminal was in raw mode meanwhile and is now as it was before.
"""
import json
import os
import pty
import select
import subprocess
import sys
import termios
import time

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
master, slave = pty.openpty()
before = termios.tcgetattr(slave)
came, seen, raw = b"", 0, False
deadline = time.monotonic() + 20
while steps and not steps[0][0]:
    os.write(master, steps.pop(0)[1].encode())
child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
while time.monotonic() < deadline:
    gone = child.poll() is not None
    while select.select([master], [], [], 0.02)[0]:
        came += os.read(master, 65536)
    if steps and (at := came.find(steps[0][0].encode(), seen)) >= 0:
        raw = raw or not termios.tcgetattr(slave)[3] & termios.ICANON
        seen = at + len(steps[0][0])
        os.write(master, steps.pop(0)[1].encode())
    if gone:
        break
else:
    child.kill()
print(json.dumps({
    "came": came.decode(errors="replace").replace("\r\n", "\n"),
    "left": len(steps),
    "status": child.wait(),
    "raw": raw,
    "restored": termios.tcgetattr(slave) == before,
}))
