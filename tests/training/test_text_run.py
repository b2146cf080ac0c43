"""A recipe of a family that writes text: from a file of text to stored weights."""

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import recipes
from keras_gan_zoo.cli import drawing
from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll
from keras_gan_zoo.pretrained import small_sample_scores, store
from keras_gan_zoo.storage.yaml_values import RecipeError
from keras_gan_zoo.training import trainer

WORDS = ("a", "dog", "cat", "runs", "sits", "on", "the", "grass", "mat", ".")


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A SeqGAN on sentences such as "the dog sits on the mat .", and two that do not fit."""
    drawn = np.random.default_rng(0)
    texts = [
        f"{drawn.choice(['a', 'the'])} {drawn.choice(['dog', 'cat'])} "
        f"{drawn.choice(['runs', 'sits'])} on the {drawn.choice(['grass', 'mat'])} ."
        for _ in range(38)
    ]
    source = tmp_path_factory.mktemp("text") / "sentences.txt"
    source.write_text("\n".join([*texts, "zebra", " ".join(WORDS)]) + "\n")
    return {
        "name": "seqgan_sentences",
        "model": {
            "name": "seqgan",
            "embedding_dim": 4,
            "units": 6,
            "filters": {1: 4, 2: 4},
            "rollouts": 2,
            "discriminator_steps": 1,
            "discriminator_epochs": 1,
        },
        "tokenizer": {"split": "words", "vocabulary_size": 12, "length": 8},
        "data": {"name": str(source)},
        "test_data": {"name": str(source), "limit": 20},
        "training": {
            "pretraining": [
                {"player": "generator", "epochs": 3},
                {"player": "discriminator", "epochs": 1},
            ],
            "steps": 6,
            "batch_size": 8,
            "seed": 3,
            "log_every": 2,
            "picture_every": 3,
            "checkpoint_every": 4,
        },
        "evaluation": {"protocol": "text", "samples": 10},
        "export": ["saved_model", "tflite"],
    }


@pytest.fixture(scope="module")
def run(settings, tmp_path_factory):
    return trainer.train(recipes.resolve(settings), tmp_path_factory.mktemp("runs") / "straight")


def test_a_run_leaves_texts_a_report_and_exports(run, tmp_path):
    directory, gan = run.directory, run.gan
    files = sorted(directory.samples.iterdir())
    assert [path.name for path in files] == [f"step_{step:06d}.txt" for step in (0, 3, 6)]
    last = files[-1].read_text().splitlines()
    assert last == gan.generate(20, seed=0)
    # The unknown word is a token too, and six steps are not enough to unlearn it.
    assert set(" ".join(last).split()) <= {*WORDS, "\N{REPLACEMENT CHARACTER}"}
    assert "zebra" not in gan.tokenizer.vocabulary
    report = directory.report_file.read_text()
    assert last[0] in report and "Texts at step 6, not selected" in report
    assert "--output texts.txt" in report
    served = tf.saved_model.load(directory.export / "saved_model")
    (text,) = served.generate(7, ["the dog"], 1.0).numpy()
    assert text.decode().startswith("the dog")
    assert (directory.export / "generate.tflite").is_file()
    (written,) = drawing.draw(trainer.load_trained(directory), 4, tmp_path / "texts.txt", seed=0)
    assert written.read_text().splitlines() == gan.generate(4, seed=0)


def test_a_run_is_scored_beside_held_out_text(run):
    (table,) = run.directory.scores()["tables"]
    model, real = table["rows"]
    assert (model[0], real[0]) == ("this model", "held-out text") and real[1] is None
    sentences = run.directory.settings()["data"]["name"]
    tokens = run.gan.tokenizer.encode_fitting(keras_gan_zoo.data.load_text(sentences, limit=20))
    assert model[1] == pytest.approx(mean_nll(run.gan.generator, tokens), rel=1e-5)
    copied = table["columns"].index("copied span (as real)")
    assert real[copied] == 1.0 > model[copied]  # here what was held out is trained on
    assert "10 texts each" in table["note"]


def test_an_interrupted_run_comes_to_the_same_weights(
    run, settings, tmp_path, interrupt_at, monkeypatch
):
    interrupt_at(3)
    stopped = trainer.train(recipes.resolve(settings), tmp_path / "run")
    monkeypatch.undo()
    assert stopped.interrupted
    resumed = trainer.train(recipes.resolve(settings), tmp_path / "run")
    for one, other in zip(run.gan.variables, resumed.gan.variables, strict=True):
        np.testing.assert_array_equal(one, other)
    for path in run.directory.samples.iterdir():
        assert (resumed.directory.samples / path.name).read_text() == path.read_text()


def test_the_plan_tells_the_tokens(settings, tmp_path):
    plan = trainer.dry_run(recipes.resolve(settings), tmp_path / "run")
    assert "tokens         words, 12 tokens, 8 a text" in plan
    assert "an epoch       4 batches" in plan  # of the 38 texts that fit


def test_a_run_becomes_weights_with_their_vocabulary(run, tmp_path, monkeypatch):
    stored = store(run.directory.path, tmp_path, known_failures="It knows *four* nouns.")
    monkeypatch.setenv("KERAS_GAN_ZOO_SAVED_MODELS", str(tmp_path))
    gan = keras_gan_zoo.get("seqgan", weights="sentences")
    assert gan.tokenizer.vocabulary == run.gan.tokenizer.vocabulary
    assert gan.generate(5, seed=1) == run.gan.generate(5, seed=1)
    assert small_sample_scores(gan) == pytest.approx(stored.small_sample_scores(), abs=1e-3)
    samples = (stored.directory / "samples.txt").read_text().splitlines()
    assert samples == gan.generate(64, seed=0)
    card = stored.card.read_text()
    assert "[64 texts, not selected](samples.txt)" in card and "generate.repeated" in card


@pytest.mark.parametrize(
    ("section", "value", "said"),
    [
        ("tokenizer", None, "`tokenizer.split` is missing"),
        ("tokenizer", {"split": "words", "length": 8}, "`tokenizer.vocabulary_size` is missing"),
        ("tokenizer", {"split": "words", "lenght": 8}, "Did you mean 'length'"),
        ("data", {"name": "captions", "image_size": 8}, "`data` has no setting `data.image_size`"),
        ("evaluation", {"protocol": "translation"}, "is 'text' for families that write text"),
        ("evaluation", {"protocol": "text", "samples": 1}, "a whole number of at least 2, got 1"),
        ("model", {"name": "dcgan"}, "families that write text, and 'dcgan' is none"),
    ],
)
def test_a_mistake_is_named(settings, section, value, said):
    changed = {**settings, section: value}
    if section in ("model", "evaluation"):
        changed["training"] = {"steps": 6}
    if section == "model":
        changed["evaluation"] = None
    with pytest.raises(RecipeError, match=said):
        recipes.resolve(changed)
