"""What everything but the training step costs, beside other tools."""
