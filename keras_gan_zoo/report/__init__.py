"""The report of a run: one self-contained HTML file."""

from keras_gan_zoo.report.write import write_report

__all__ = ["write_report"]
