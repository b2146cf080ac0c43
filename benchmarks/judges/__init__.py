"""Whether the metrics and the classifiers that judge are to be trusted."""
