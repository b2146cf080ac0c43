"""Text families outside of Python: text in, text out, and one step at a time."""

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.layers import Tokenizer

TEXTS = ["a dog runs", "a cat sat", "the dog sat down", "the cat runs"]


@pytest.fixture(scope="module", params=["lstm", "transformer"])
def model(request):
    model = keras_gan_zoo.get(
        "mle_lm", tokenizer=Tokenizer.from_texts(TEXTS), decoder=request.param, units=8, seed=0
    )
    model.fit(TEXTS, batch_size=4, epochs=3, verbose=0)
    return model


def test_a_saved_model_maps_seed_and_prompts_to_text(model, tmp_path):
    export.text_saved_model(model, tmp_path / "poet")
    served = tf.saved_model.load(tmp_path / "poet")
    first, again, other = (
        served.generate(seed, ["a dog", "", "the"], 1.0).numpy().tolist() for seed in (7, 7, 8)
    )
    assert first == again != other
    assert first[0].startswith(b"a dog") and first[2].startswith(b"the")
    words = {word for text in first for word in text.decode().split()}
    assert words <= {*model.tokenizer.vocabulary, "\N{REPLACEMENT CHARACTER}"}
    named = served.signatures["generate"](
        seed=tf.constant(7), prompts=tf.constant(["a dog", "", "the"]), temperature=tf.constant(1.0)
    )
    assert named["texts"].numpy().tolist() == first


def test_a_decoding_step_writes_what_the_decoder_writes(model, tmp_path):
    from ai_edge_litert.interpreter import Interpreter

    path = export.decoding_step(model, tmp_path / "step.tflite")
    run = Interpreter(model_path=str(path)).get_signature_runner("step")
    details = run.get_input_details()
    state = {
        name: np.zeros(detail["shape"], detail["dtype"])
        for name, detail in details.items()
        if name.startswith("state_")
    }
    token, written = np.array([model.vocabulary_size], "int32"), []
    for position in range(model.length):
        state = run(token=token, position=np.array(position, "int32"), **state)
        token = state.pop("logits").argmax(-1).astype("int32")
        written.append(int(token[0]))
        if token[0] == 0:
            break
    greedy = model.generate_tokens(1, top_p=1e-6)[0]
    assert written == greedy[: len(written)].tolist()
    with pytest.raises(FileExistsError, match="overwrite=True"):
        export.decoding_step(model, path)


def test_a_whole_sequence_is_one_file(model, tmp_path):
    path = tmp_path / "generate.tflite"
    uniforms = np.random.default_rng(0).random((64, model.length), dtype="float32")
    export.tflite(model, path, examples=uniforms)
    expected = model.export_networks()["generate"].predict_on_batch(uniforms)
    np.testing.assert_array_equal(export.TFLiteGenerator(path)(uniforms), expected)
    said = export.read_metadata(path)
    assert said["inputs"][0]["range"] == [0, 1] and said["outputs"][0]["meaning"] == "tokens"
    assert said["tokenizer"]["vocabulary"] == list(model.tokenizer.vocabulary)


def test_mistakes_are_named(model, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileExistsError, match="is not empty"):
        export.text_saved_model(model, tmp_path)
    tokens_only = keras_gan_zoo.get("mle_lm", vocabulary_size=4, length=2)
    with pytest.raises(TypeError, match="`model` must have a tokenizer"):
        export.text_saved_model(tokens_only, tmp_path / "out")
    with pytest.raises(TypeError, match="`model` must be a text family, got Sequential"):
        export.decoding_step(tf.keras.Sequential(), tmp_path / "out")


def test_eight_bits_of_a_loop_are_refused_not_crashed(model, tmp_path):
    path = tmp_path / "poet.tflite"
    with pytest.raises(export.ExportError, match=r"'generate'.*inside its loop.*'dynamic'"):
        export.tflite(model, path, quantize="int8")
    assert not path.exists()
