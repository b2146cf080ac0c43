#!/usr/bin/env bash
# In a cell of Jupyter, `!python` of another environment cannot import Keras.
#
# Guess: Keras draws nothing when it is imported, so that which windows matplotlib may open does not
# concern it.
#
# Seen with keras 3.15.1, tensorflow 2.21.0, matplotlib 3.11.2 on Python 3.11: where matplotlib is
# installed, `import keras` imports matplotlib.pyplot. A notebook's kernel sets MPLBACKEND to
# module://matplotlib_inline.backend_inline, which every command of a cell inherits. A Python without
# the package matplotlib-inline then ends at `import keras` in a ValueError of matplotlib, where Keras
# only expects an ImportError. With MPLBACKEND=agg, or with matplotlib-inline, it imports.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1 matplotlib==3.11.2

cat > "$folder/attempt.py" <<'PYTHON'
import sys

try:
    import keras

    print("imported;", "matplotlib.pyplot" in sys.modules)
except ValueError as error:
    print("refused:", "is not a valid value for backend" in str(error))
PYTHON

export TF_CPP_MIN_LOG_LEVEL=3
attempt() {
    "$folder/venv/bin/python" "$folder/attempt.py" 2>>"$folder/errors"
}
{
    (unset MPLBACKEND; attempt)
    MPLBACKEND=module://matplotlib_inline.backend_inline attempt
    MPLBACKEND=agg attempt
    "$folder/venv/bin/pip" install --quiet matplotlib-inline==0.2.1 >/dev/null
    MPLBACKEND=module://matplotlib_inline.backend_inline attempt
} | tee "$folder/printed"

diff - "$folder/printed" <<'PRINTED'
imported; True
refused: True
imported; True
imported; True
PRINTED
echo "as it was: a notebook's MPLBACKEND stops Keras in another environment"
