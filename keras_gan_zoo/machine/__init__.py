"""The machine that this runs on: processors, versions, TensorFlow's noise, a progress bar."""
