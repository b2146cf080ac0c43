"""The engine under every model: players, gradients, fitting, saving and resuming."""
