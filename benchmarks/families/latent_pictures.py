"""Pictures of what `keras_gan_zoo.latent` does with a trained generator's latents."""

import numpy as np

TRUNCATIONS = (2.0, 0.7)
FIRST_HELD_OUT = 8000


def faces_on_their_way(latents, draw, distance, columns):
    """Returns a sheet with a row for each of the latents, from half the way back to all the way."""
    from keras_gan_zoo.samples.sheets import grid

    path = [draw(latents, step) for step in np.linspace(-distance / 2, distance, columns)]
    images = np.stack(path, axis=1)
    return grid(images.reshape(-1, *images.shape[2:]), columns=columns)


def control_sheet(gan, latents, moves, columns):
    """Returns a sheet of moves, interpolations, truncations, and inversions of held-out faces.

    Args:
        gan: Draws faces from latents.
        latents: Of fresh faces, at least one for each move and two more.
        moves: By name, what draws latents after a move, and how far to go.
        columns: Pictures a row.
    """
    from keras_gan_zoo import data
    from keras_gan_zoo.latent import invert, linear, spherical, truncated_latents
    from keras_gan_zoo.samples.sheets import grid, stack

    sheets = [
        faces_on_their_way(latents[index : index + 1], *move, columns)
        for index, move in enumerate(moves.values())
    ]
    start, end = latents[len(moves) : len(moves) + 2]
    shares = np.linspace(0, 1, columns)
    for path in (linear(start, end, shares), spherical(start, end, shares)):
        sheets.append(grid(gan.generate(latents=path), columns=columns))
    for threshold in TRUNCATIONS:
        chosen = truncated_latents(columns, gan.latent_dim, threshold, seed=0)
        sheets.append(grid(gan.generate(latents=chosen), columns=columns))
    real, _ = data.render_faces("colour", FIRST_HELD_OUT, columns, size=gan.image_shape[0])
    found = invert(gan, real / np.float32(127.5) - 1)
    sheets += [grid(real, columns=columns), grid(found.images, columns=columns)]
    return stack(sheets, gap=2)
