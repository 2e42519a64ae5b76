"""Runs a command in a pseudo-terminal and types into it.

usage: terminal.py STEPS COLUMNS COMMAND...

STEPS is JSON: a list of [text, keys] or [text, keys, path, content]; when the text has come, the keys are typed (an empty
text: at once), and the file is written first if there is one. COLUMNS is the terminal's width. Prints JSON: what came, the
exit status, and whether the terminal was in raw mode meanwhile and is now as it was before.
"""
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

steps, columns, command = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
before = termios.tcgetattr(slave)
came, seen, raw = b"", 0, False
deadline = time.monotonic() + 90
while steps and not steps[0][0]:
    os.write(master, steps.pop(0)[1].encode())
child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
while time.monotonic() < deadline:
    gone = child.poll() is not None
    while select.select([master], [], [], 0.02)[0]:
        came += os.read(master, 65536)
    if steps and (at := came.find(steps[0][0].encode(), seen)) >= 0:
        raw = raw or not termios.tcgetattr(slave)[3] & termios.ICANON
        text, keys, *file = steps.pop(0)
        seen = at + len(text.encode())
        if file:
            with open(file[0], "w") as to:
                to.write(file[1])
        os.write(master, keys.encode())
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
