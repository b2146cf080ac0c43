"""The machine and its software: hardware, versions, TensorFlow's log output, a progress bar."""
