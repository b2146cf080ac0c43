#!/usr/bin/env bash
# A training that goes on from step 3 writes the steps after it again. Whether TensorBoard shows them
# once or twice depends on who reads, and on how the numbers were encoded.
#
# Guess: the writer says `SessionLog.START` at step 3, which is what that event is for, so that every
# reader of TensorBoard's own drops what was written of later steps before.
#
# Seen with tensorboard 2.21.0 on Python 3.11. The page as `tensorboard` starts it, whose data come
# from the server in Rust, shows each step once, the later value. `tensorboard --load_fast=false`
# shows the steps 3, 4 and 5 twice. EventAccumulator, by which scripts read curves, has each once if
# the numbers are plain (`simple_value`), and twice if they are tensors, as `tf.summary.scalar` and
# Keras's callback write them: its purge goes over scalars, histograms, images and audio, not over
# tensors. What a script tells of a resumed training is then not what the page shows.
set -euo pipefail

folder=$(mktemp -d)
server=""
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorboard==2.21.0

cat > "$folder/write.py" <<'PYTHON'
import sys
import time

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter


def plain(name, value):
    return Summary(value=[Summary.Value(tag=name, simple_value=value)])


for folder, encoded in (("tensors", scalar_pb), ("plain", plain)):
    for part, first in enumerate((0, 3)):
        writer = EventFileWriter(f"{sys.argv[1]}/{folder}")
        if part:
            start = SessionLog(status=SessionLog.START)
            writer.add_event(Event(step=first, wall_time=time.time(), session_log=start))
        for step in range(first, 6):
            summary = encoded("loss", 10.0 * part + step)
            writer.add_event(Event(step=step, wall_time=time.time(), summary=summary))
        writer.close()
        time.sleep(1.1)  # the names of the files hold the second
    read = EventAccumulator(f"{sys.argv[1]}/{folder}", {"tensors": 0, "scalars": 0}).Reload()
    points = read.Scalars("loss") if folder == "plain" else read.Tensors("loss")
    print(folder, [point.step for point in points], flush=True)
PYTHON

"$folder/venv/bin/python" "$folder/write.py" "$folder/logs" 2>/dev/null | tee "$folder/read.txt"
grep -Fx "tensors [0, 1, 2, 3, 4, 5, 3, 4, 5]" "$folder/read.txt" >/dev/null
grep -Fx "plain [0, 1, 2, 3, 4, 5]" "$folder/read.txt" >/dev/null

cat > "$folder/page.py" <<'PYTHON'
import json
import sys
import time
import urllib.request

for _ in range(60):
    time.sleep(1)
    try:
        log = open(sys.argv[1]).read()
        address = log[log.index("http://") :].split()[0]
        query = "data/plugin/scalars/scalars?run=tensors&tag=loss"
        with urllib.request.urlopen(address + query) as answer:
            points = json.load(answer)
    except (OSError, ValueError):
        continue
    if points:
        print(sys.argv[2], [step for _, step, _ in points])
        break
PYTHON

for fast in true false; do
    "$folder/venv/bin/tensorboard" --logdir "$folder/logs" --port 0 --host 127.0.0.1 \
        --load_fast "$fast" > "$folder/server.txt" 2>&1 &
    server=$!
    "$folder/venv/bin/python" "$folder/page.py" "$folder/server.txt" "load_fast=$fast" | tee -a "$folder/read.txt"
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=""
done
grep -Fx "load_fast=true [0, 1, 2, 3, 4, 5]" "$folder/read.txt" >/dev/null
grep -Fx "load_fast=false [0, 1, 2, 3, 4, 5, 3, 4, 5]" "$folder/read.txt" >/dev/null
echo "as seen"
