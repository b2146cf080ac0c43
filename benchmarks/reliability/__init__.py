"""What is lost when something fails.

The families are trained in the sizes, and on the data, of the contracts that the test suite holds
them to, which lie among what its tests share.
"""

import sys

from benchmarks.common.places import ROOT

sys.path.append(str(ROOT / "tests/shared"))
