"""The engine under every model: players, their gradients, fitting, saving and resuming."""
