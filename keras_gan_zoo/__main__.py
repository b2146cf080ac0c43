"""`python -m keras_gan_zoo`."""

import sys

from keras_gan_zoo.cli.main import main

sys.exit(main())
