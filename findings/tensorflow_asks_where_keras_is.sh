#!/usr/bin/env bash
# TensorFlow asks fourteen times where Keras is before it imports it.
#
# Guess: a finder at the front of `sys.meta_path` that waits for "keras" is asked once, when Keras is
# imported, whoever imports it. A hook that takes itself away at the first question, as packages do
# that patch or register something late, has then done its work.
#
# Seen with tensorflow 2.21.0 and keras 3.15.1 on Python 3.11: `import keras` alone asks once; but
# `import tensorflow` asks 15 times. The first 14 are `importlib.util.find_spec("keras")` in
# tensorflow/python/tools/module_util.py, which throws the specification away, loader and all; only
# the last is an import. Whatever was hung on the first loader is never run, without a word.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1

cat > "$folder/questions.py" <<'PYTHON'
import importlib
import sys
import traceback

asked = []


class Listener:
    def find_spec(self, name, path=None, target=None):
        if name == "keras":
            callers = [frame.filename for frame in traceback.extract_stack()]
            asked.append(any(file.endswith("module_util.py") for file in callers[-6:]))
        return None


sys.meta_path.insert(0, Listener())
importlib.import_module(sys.argv[1])
print(f"import {sys.argv[1]}: asked {len(asked)} times, of which {sum(asked)} by module_util.py")
PYTHON

export TF_CPP_MIN_LOG_LEVEL=3
for package in tensorflow keras; do
    "$folder/venv/bin/python" "$folder/questions.py" "$package" 2>/dev/null
done | tee "$folder/printed"

grep -qx "import tensorflow: asked 15 times, of which 14 by module_util.py" "$folder/printed"
grep -qx "import keras: asked 1 times, of which 0 by module_util.py" "$folder/printed"
echo "as it was: only the last question is an import"
