"""The report of a run: one HTML file that needs nothing else to be read."""

from keras_gan_zoo.report.write import write_report

__all__ = ["write_report"]
