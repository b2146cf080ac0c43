"""The optimizers of all players as one Keras optimizer."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

import keras
from keras import ops

from keras_gan_zoo.engine.changed_optimizers import hand_over
from keras_gan_zoo.engine.speed.fused_adam import fuse
from keras_gan_zoo.engine.speed.one_replica import skip_sum_of_one
from keras_gan_zoo.engine.step_schedule import follow_steps
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class PlayerOptimizers(keras.optimizers.Optimizer):
    """The optimizers of all players, as the one `model.optimizer` that Keras expects.

    Keras saves, restores, backs up and logs whatever it finds in `model.optimizer`. A game has
    several, each over its own player's variables only; this object is their union, so that
    `model.save`, `BackupAndRestore`, `LearningRateScheduler` and `ReduceLROnPlateau` work as
    they do on any Keras model.

    Its `iterations` are the steps of the game, which `AdversarialModel` counts, however often
    each player moves in one; a player's own updates are `optimizers[player].iterations`. A
    player's learning-rate schedule follows the steps of the game.

    Args:
        optimizers: A mapping from player to `keras.optimizers.Optimizer`, in the order in
            which the players move. The last one (the generator, in most families) gives
            `learning_rate`.
        name: Name of the optimizer.
        ratios: Each player's learning rate relative to the last one's, for optimizers that were
            saved while their rates were zero; otherwise the rates that they have tell.

    Raises:
        TypeError: If a value is not a Keras optimizer.
        ValueError: If two players are given one object.

    Example:
        >>> optimizers = PlayerOptimizers(
        ...     {"critic": keras.optimizers.Adam(4e-4), "generator": keras.optimizers.Adam(1e-4)}
        ... )
        >>> optimizers.learning_rate = 5e-5  # the critic's follows: 2e-4
    """

    def __init__(
        self,
        optimizers: Mapping[str, keras.optimizers.Optimizer],
        name: str = "players",
        ratios: Mapping[str, float] | None = None,
    ):
        super().__init__(learning_rate=0.0, name=name)
        for player, optimizer in optimizers.items():
            if not isinstance(optimizer, keras.optimizers.Optimizer):
                raise TypeError(
                    f"`optimizers[{player!r}]` must be a keras.optimizers.Optimizer, "
                    f"got {type(optimizer).__name__}."
                )
        _check_one_each(optimizers)
        # A read-only view, not a dict: Keras would walk into a dict and save each optimizer
        # a second time, under a class name instead of the player's.
        self._players = MappingProxyType(dict(optimizers))
        self._ratios = dict(ratios or {})
        self._ratios = self._known_ratios()
        self._read_into: Mapping[str, keras.optimizers.Optimizer] = MappingProxyType({})
        for optimizer in self._players.values():
            self._take(optimizer)

    def __getitem__(self, player: str) -> keras.optimizers.Optimizer:
        """Returns the optimizer of one player."""
        if player not in self._players:
            raise ValueError(
                f"`player` must be one of {listed(self._players)}, got {player!r}."
                + nearest(player, self._players)
            )
        return self._players[player]

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in the order in which they move."""
        return tuple(self._players)

    def build_players(self, variables: Mapping[str, Sequence[keras.Variable]]) -> None:
        """Builds each player's optimizer on its player's variables."""
        for player, optimizer in self._players.items():
            optimizer.build(list(variables[player]))
        self.built = True

    def check_free_for(self, variables: Mapping[str, Sequence[keras.Variable]]) -> None:
        """Raises ValueError if these are for other players, or move another model already.

        Args:
            variables: All that each player of the model has.
        """
        if set(variables) != set(self._players):
            raise ValueError(
                f"`optimizers` are those of the players {listed(self._players)}, and the model has "
                f"{listed(variables)}: give one for each."
            )
        for player, optimizer in self._players.items():
            own = {id(variable) for variable in variables[player]}
            if optimizer.built and any(id(v) not in own for v in optimizer._trainable_variables):
                name = type(optimizer).__name__
                raise ValueError(
                    f"`optimizers[{player!r}]` moves the weights of another player or model "
                    f"already: give a new one, such as keras.optimizers.{name}(...)."
                )

    def renew(
        self,
        player: str,
        variables: Sequence[keras.Variable],
        old: keras.optimizers.Optimizer | None = None,
    ) -> bool:
        """Puts an optimizer of the same settings, on other variables, in a player's place.

        Args:
            player: Whose.
            variables: What it moves.
            old: From whose state it goes on, where that is not the one it replaces.

        Returns:
            Whether it could take over anything of that state.
        """
        replaced = self._players[player]
        new = type(replaced).from_config(replaced.get_config())
        self._take(new)
        new.build(list(variables))
        self._players = MappingProxyType({**self._players, player: new})
        return hand_over(replaced if old is None else old, new)

    @contextlib.contextmanager
    def reading_into(self, others: Mapping[str, keras.optimizers.Optimizer]) -> Iterator[None]:
        """Lets `load_own_variables` read the state of some players into other optimizers.

        Args:
            others: By player; built as those that the state was saved from.
        """
        self._read_into = MappingProxyType(dict(others))
        try:
            yield
        finally:
            self._read_into = MappingProxyType({})

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Does nothing once the players are built: Keras passes the union of all variables."""
        if not self.built:
            raise ValueError(
                "A PlayerOptimizers is built by AdversarialModel.compile, which knows "
                "whose each variable is; call `build_players` to build it elsewhere."
            )

    @property
    def variables(self) -> list[keras.Variable]:
        """The count of the game's steps, and the variables of all players' optimizers."""
        own = [v for optimizer in self._players.values() for v in optimizer.variables]
        return [self.iterations, *own]

    @property
    def learning_rate(self) -> Tensor:
        """The last player's learning rate; setting it scales those of all players.

        The ratios between the players (the two time-scale rule, 1706.08500) are kept.
        """
        return self._reference().learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._ratios = self._known_ratios()
        for player, optimizer in self._players.items():
            optimizer.learning_rate = value * self._ratios.get(player, 1.0)

    def _known_ratios(self) -> dict[str, float]:
        """Returns the ratios of the learning rates; of rates that are zero, the last known ones."""
        rates = {
            player: float(ops.convert_to_numpy(optimizer.learning_rate))
            for player, optimizer in self._players.items()
        }
        last = rates[self.players[-1]]
        return {player: rate / last for player, rate in rates.items()} if last else self._ratios

    def _take(self, optimizer):
        """Lets a player's optimizer follow the steps taken, and be as fast as it can be."""
        follow_steps(optimizer, self.iterations)
        fuse(optimizer)
        skip_sum_of_one(optimizer)

    # No property: Keras looks for what to save in all attributes, and would save it once more.
    def _reference(self) -> keras.optimizers.Optimizer:
        return self._players[self.players[-1]]

    def finalize_variable_values(self, var_list: Sequence[keras.Variable]) -> None:
        """Ends a training: weights become their averages, for players whose optimizer keeps any."""
        for optimizer in self._players.values():
            optimizer.finalize_variable_values(optimizer._trainable_variables)

    def apply(
        self,
        grads: Sequence[Tensor | None],
        trainable_variables: Sequence[keras.Variable] | None = None,
    ) -> NoReturn:
        """Raises an error: gradients are applied for one player at a time."""
        raise ValueError("Apply gradients through `AdversarialModel.minimize(loss, player=...)`.")

    def save_own_variables(self, store: Any) -> None:
        """Saves the game's steps, and each player's optimizer state by the player's name."""
        store["iterations"] = self.iterations.numpy()
        for player, optimizer in self._players.items():
            for index, variable in enumerate(optimizer.variables):
                store[f"{player}.{index}"] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Loads the game's steps and each player's optimizer state.

        A file from before the game's steps were counted has none: then they are the updates of
        the player that moves last.

        Raises:
            ValueError: If the stored state is of other players, networks or optimizers.
        """
        expected = {
            f"{player}.{index}": variable
            for player, optimizer in {**self._players, **self._read_into}.items()
            for index, variable in enumerate(optimizer.variables)
        }
        stored = set(store.keys()) - {"iterations"}
        if stored != set(expected):
            stored_players = sorted({key.rsplit(".", 1)[0] for key in stored})
            raise ValueError(
                f"The stored optimizer state has {len(stored)} variables of the players "
                f"{stored_players}, this model's has {len(expected)} of {sorted(self.players)}; "
                "compile with the optimizers that the state was saved with."
            )
        for key, variable in expected.items():
            variable.assign(store[key])
        counted = "iterations" in store.keys()  # noqa: SIM118 - a file's store has no iterator
        self.iterations.assign(store["iterations"] if counted else self._reference().iterations)

    def get_config(self) -> dict:
        """Returns the players' optimizers, serialized, and the ratios of their rates."""
        return {
            "name": self.name,
            "ratios": dict(self._known_ratios()),
            "optimizers": {
                player: keras.saving.serialize_keras_object(optimizer)
                for player, optimizer in self._players.items()
            },
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "PlayerOptimizers":
        """Recreates the optimizers from `get_config`'s value."""
        optimizers = {
            player: keras.saving.deserialize_keras_object(value, custom_objects=custom_objects)
            for player, value in config["optimizers"].items()
        }
        return cls(optimizers, name=config["name"], ratios=config.get("ratios"))


def _check_one_each(optimizers):
    whose = {}
    for player, optimizer in optimizers.items():
        innermost = optimizer
        while hasattr(innermost, "inner_optimizer"):
            innermost = innermost.inner_optimizer
        other = whose.setdefault(id(innermost), player)
        if other != player:
            each = f"keras.optimizers.{type(innermost).__name__}()"
            raise ValueError(
                f"`optimizers` gives {other!r} and {player!r} the same object, and an optimizer "
                f"moves one player: give each its own, as in optimizers={{{other!r}: {each}, "
                f"{player!r}: {each}}}."
            )
