"""The base of Keras models of several players, each with its networks and its optimizer."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import keras

from keras_gan_zoo.checks import check_seed, is_number
from keras_gan_zoo.engine.averaging import clone_network
from keras_gan_zoo.engine.changed_optimizers import (
    layout,
    optimizer_settings,
    rebuilt,
    stored_settings,
)
from keras_gan_zoo.engine.fit_arguments import OF_COMPILE, refuse
from keras_gan_zoo.engine.keras_saving import KerasSaving
from keras_gan_zoo.engine.keras_settings import check_keras_settings
from keras_gan_zoo.engine.optimizer_changes import with_changes
from keras_gan_zoo.engine.player_optimizers import PlayerOptimizers
from keras_gan_zoo.engine.seeding import seed_generators
from keras_gan_zoo.engine.speed.fused_batch_norm import fuse
from keras_gan_zoo.engine.speed.patch_products import multiply_patches
from keras_gan_zoo.engine.weights import restored_on_error
from keras_gan_zoo.errors import listed, nearest


class PlayersModel(KerasSaving):
    """Networks that belong to players, each player with its own optimizer.

    The ground under `AdversarialModel`: construction, compilation, and saving with everything
    that a resumed training needs (weights, averages, optimizers, random state).

    Args:
        networks: A mapping from attribute name to built network: `self.<name>` gives it back.
        ema_decay: If set, the networks named in `averaged` get a moving average with this
            decay, in [0, 1).
        seed: Whole number, the seed of this model's own random draws, or `None`.
        **kwargs: `name` and `dtype`, as for `keras.Model`.

    Raises:
        TypeError: If a network is not a Keras model or is not built.
        ValueError: If `ema_decay` is not a number in [0, 1), or `seed` is not a whole number.
    """

    players: Mapping[str, Sequence[str]] = {}
    """Each player's networks by attribute name, in the order in which the players move."""

    terms: Sequence[str] = ()
    """Names of logged values besides each player's `<player>_loss`."""

    averaged: Sequence[str] = ()
    """Attribute names of the networks that `ema_decay` averages."""

    stages: Sequence[str] = ()
    """What the family's `pretrain` can train before the game, if it has any."""

    training_only: Mapping[str, Mapping] = {}
    """Networks that serve training alone, by attribute name, each with the arguments that make a
    model without it: stored weights leave them out."""

    settled: Sequence[str] = ()
    """Arguments of the classes above that a family decides on itself: `get` does not take them."""

    _jit_compile_requested: bool | str = False

    def __init__(
        self,
        networks: Mapping[str, keras.Model],
        *,
        ema_decay: float | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        check_keras_settings()
        super().__init__(**kwargs)
        if ema_decay is not None and not (is_number(ema_decay) and 0 <= ema_decay < 1):
            raise ValueError(f"`ema_decay` must be None or in [0, 1), got {ema_decay!r}.")
        self.seed = check_seed(seed)
        self.network_names: tuple[str, ...] = ()
        for name, network in networks.items():
            self.add_network(name, network)
        self.ema_decay = None if ema_decay is None else float(ema_decay)
        for name, average in self.average_names.items():
            setattr(self, average, clone_network(getattr(self, name)))
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self._means = {
            name: keras.metrics.Mean(name=name)
            for name in (*(f"{player}_loss" for player in self.players), *self.terms)
        }
        self.built = True

    def add_network(self, name: str, network: keras.Model) -> None:
        """Takes a network that a family has besides those of its base, in its constructor.

        Args:
            name: The attribute and the argument of the constructor that it is.
            network: A built network.

        Raises:
            TypeError: If it is none.
        """
        if not isinstance(network, keras.Model) or not network.built:
            raise TypeError(
                f"`{name}` must be a built keras.Model (call it once on an input, or use "
                f"the functional API), got {type(network).__name__}."
            )
        fuse(network)
        multiply_patches(network)
        setattr(self, name, network)
        self.network_names = (*self.network_names, name)

    # Players and their variables

    def player_networks(self, player: str) -> list[keras.Model]:
        """Returns the networks that a player owns."""
        return [getattr(self, name) for name in self.players[player]]

    def player_variables(self, player: str) -> list[keras.Variable]:
        """Returns the trainable variables of a player, each once."""
        return _unique(v for net in self.player_networks(player) for v in net.trainable_variables)

    @property
    def average_names(self) -> dict[str, str]:
        """The attribute name of each averaged network, by that of the network itself."""
        kept = () if self.ema_decay is None else self.averaged
        return {name: f"{name}_average" for name in kept}

    def inference_network(self, name: str) -> keras.Model:
        """Returns the averaged network if there is one, else the trained network."""
        return getattr(self, self.average_names.get(name, name))

    # Compiling, and what Keras needs to save and restore it

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's optimizer for each player. Families override this."""
        return {player: keras.optimizers.Adam(2e-4, beta_1=0.5) for player in self.players}

    def compile(
        self,
        optimizers: Mapping[str, Any] | PlayerOptimizers | None = None,
        *,
        optimizer: Any = None,
        steps_per_execution: int = 1,
        jit_compile: bool | str = False,
        **kwargs: Any,
    ) -> None:
        """Compiles the model, with an optimizer for each player.

        Args:
            optimizers: A mapping from player to `keras.optimizers.Optimizer`, or to a dict of
                changes to that player's default optimizer such as `{"learning_rate": 1e-4}`
                (of Adam also `{"state_dtype": "bfloat16"}`: see `HalfStateAdam`), or a
                `PlayerOptimizers`. Players that are left out keep the family's default.
            optimizer: Nothing: each player has an optimizer of its own.
            steps_per_execution: As in `keras.Model.compile`.
            jit_compile: Whether the step is compiled by XLA. "auto" times it both ways on the
                first batch, keeps the choice for the next time, and says so in a line; the
                training is as if nothing had been timed.
            **kwargs: `run_eagerly`, as in `keras.Model.compile`.

        Raises:
            TypeError: If an argument is given that Keras has and a game has not, with what there
                is instead.
            ValueError: If `optimizers` names a player or a setting that does not exist, or gives
                two players one object, or `jit_compile` is none of the three.
        """
        if optimizer is not None:
            raise TypeError(f"`compile` takes no `optimizer`: {self._optimizers_by_player()}.")
        for name in kwargs:
            if name.endswith(("optimizer", "_opt")):
                raise TypeError(f"`compile` takes no {name!r}: {self._optimizers_by_player()}.")
        kwargs = refuse(kwargs, OF_COMPILE, ("run_eagerly",), "compile")
        if not isinstance(jit_compile, bool) and jit_compile != "auto":
            raise ValueError(f"`jit_compile` must be True, False or 'auto', got {jit_compile!r}.")
        self._jit_compile_requested = jit_compile
        if not isinstance(optimizers, PlayerOptimizers):
            optimizers = PlayerOptimizers(self._resolve_optimizers(optimizers or {}))
        super().compile(
            optimizer=optimizers,
            loss=None,
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile is True,
            auto_scale_loss=False,  # each player's optimizer scales for itself
            **kwargs,
        )
        optimizers.check_free_for({p: self._all_variables(p) for p in self.players})
        if not optimizers.built:
            optimizers.build_players({p: self.player_variables(p) for p in self.players})

    @property
    def chooses_xla_by_timing(self) -> bool:
        """Whether XLA is chosen by timing; `jit_compile` holds the choice afterwards."""
        return self._jit_compile_requested == "auto" and not self.run_eagerly

    def _optimizers_by_player(self) -> str:
        example = ", ".join(f'"{player}": "adam"' for player in self.players)
        return (
            "each player has an optimizer of its own, which `optimizers` gives by player, as in "
            f"compile(optimizers={{{example}}})"
        )

    def _resolve_optimizers(self, given: Mapping) -> dict[str, keras.optimizers.Optimizer]:
        if not isinstance(given, Mapping):
            raise TypeError(
                f"`optimizers` must map players {tuple(self.players)} to optimizers, one for each, "
                f"got {type(given).__name__}: {self._optimizers_by_player()}."
            )
        unknown = [player for player in given if player not in self.players]
        if unknown:
            raise ValueError(
                f"`optimizers` names the player {unknown[0]!r}; {type(self).__name__} has "
                f"{listed(self.players)}." + nearest(unknown[0], self.players)
            )
        resolved = {}
        for player, default in self.default_optimizers().items():
            choice = given.get(player, default)
            if isinstance(choice, Mapping):
                choice = with_changes(default, choice, player)
            elif isinstance(choice, str):
                choice = keras.optimizers.get(choice)
            scaled = isinstance(choice, keras.optimizers.LossScaleOptimizer)
            if self.dtype_policy.name == "mixed_float16" and not scaled:
                choice = keras.optimizers.LossScaleOptimizer(choice)
            resolved[player] = choice
        return resolved

    def get_compile_config(self) -> dict:
        """Returns the optimizers and execution settings, serialized."""
        if not self.compiled:
            return {}
        # Whoever reads the file builds the optimizers on what is trainable.
        self.follow_trainable()
        return {
            "optimizers": keras.saving.serialize_keras_object(self.optimizer),
            "steps_per_execution": self.steps_per_execution,
            "jit_compile": self._jit_compile_requested,
            "run_eagerly": self.run_eagerly,
        }

    def compile_from_config(self, config: Mapping[str, Any]) -> None:
        """Compiles the model and builds every optimizer, so that its state can be loaded."""
        if config:
            self.compile(**keras.saving.deserialize_keras_object(config))

    def get_config(self) -> dict:
        """Returns the networks, serialized, and the settings; families add their own."""
        return {
            **super().get_config(),
            **{
                name: keras.saving.serialize_keras_object(getattr(self, name))
                for name in self.network_names
            },
            "ema_decay": self.ema_decay,
            "seed": self.seed,
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "PlayersModel":
        """Recreates the model from `get_config`'s value."""
        return cls(
            **{
                key: keras.saving.deserialize_keras_object(value, custom_objects=custom_objects)
                if isinstance(value, Mapping) and "class_name" in value
                else value
                for key, value in config.items()
            }
        )

    def save_own_variables(self, store: Any) -> None:
        """Saves the variables, and the state of every seed generator."""
        super().save_own_variables(store)
        for index, generator in enumerate(seed_generators(self)):
            store[f"seed_generator.{index}"] = generator.state.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Restores what `save_own_variables` saved."""
        keys = list(store.keys())  # the store of a .keras file has keys but no iterator
        stored = {key: store[key] for key in keys}
        for index, generator in enumerate(seed_generators(self)):
            state = stored.pop(f"seed_generator.{index}", None)
            if state is not None:
                generator.state.assign(state)
        super().load_own_variables(stored)

    def load_state(
        self, filepath: str | os.PathLike, trainable: Mapping[str, Sequence[int]] | None = None
    ) -> list[str]:
        """Restores the whole state of this model from a `.keras` file, in place.

        Weights, averages, every player's optimizer and all random states: what `save` wrote. The
        settings of the optimizers stay this model's own. One of other settings than the file's
        goes on from its state, if they are of one class.

        Args:
            filepath: The file; of a model of the same arguments.
            trainable: What `trainable_places` was when the file was written, if not as now.

        Returns:
            The players whose optimizer is of another class than in the file, and begins anew.

        Raises:
            ValueError: If it is of another model.
        """
        self.follow_trainable()
        places = self.trainable_places()
        trainable = places if trainable is None else trainable
        stored = stored_settings(filepath) or {}
        mine = optimizer_settings(self.optimizer)
        anew = []
        try:
            state = [*self.variables, *self.optimizer.variables]
            with self.distribute_strategy.scope(), restored_on_error(state):
                others = {
                    player: rebuilt(
                        stored[player],
                        [self._all_variables(player)[place] for place in trainable[player]],
                    )
                    for player in mine
                    if player in stored and player in trainable
                    if layout(stored[player]) != layout(mine[player])
                    or trainable[player] != places[player]
                }
                with self.optimizer.reading_into(others):
                    keras.Model.load_weights(self, filepath)
                for player, other in others.items():
                    if not self.optimizer.renew(player, self.player_variables(player), other):
                        anew.append(player)
            if others:
                self.train_function = None  # it moves by the optimizers from before
        except (ValueError, OSError, KeyError, IndexError, TypeError) as error:
            raise ValueError(
                f"{str(filepath)!r} does not fit {type(self).__name__} as built here: it was saved "
                "from other arguments or optimizers, or is damaged."
            ) from error
        return anew

    def trainable_places(self) -> dict[str, list[int]]:
        """Returns which of each player's variables it moves, by their places among all it has."""
        moved = {player: {id(v) for v in self.player_variables(player)} for player in self.players}
        return {
            player: [i for i, v in enumerate(self._all_variables(player)) if id(v) in moved[player]]
            for player in self.players
        }

    def follow_trainable(self) -> None:
        """Lets each player's optimizer move what is trainable now, where that was changed.

        Layers can be frozen, or set free, at any time. The optimizer keeps what it knows of the
        variables that it goes on moving.
        """
        for player in self.players:
            optimizer, variables = self.optimizer[player], self.player_variables(player)
            if [id(v) for v in optimizer._trainable_variables] != [id(v) for v in variables]:
                with self.distribute_strategy.scope():
                    self.optimizer.renew(player, variables)
                self.train_function = None

    def _all_variables(self, player: str) -> list[keras.Variable]:
        return _unique(v for network in self.player_networks(player) for v in network.variables)

    def _maybe_symbolic_build(self, iterator: Any = None, data_batch: Any = None) -> None:
        """Does nothing: all is built. Under a strategy Keras would draw a batch for it here."""

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """The running means of the losses; Keras resets them at each epoch."""
        return list(self._means.values())


def _unique(variables: Iterable[keras.Variable]) -> list[keras.Variable]:
    seen: dict[int, keras.Variable] = {}
    for variable in variables:
        seen.setdefault(id(variable), variable)
    return list(seen.values())
