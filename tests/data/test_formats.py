"""Files of pictures by LMDB, Parquet, Arrow, TFRecord, WebDataset and HDF5."""

import io
import json
import re
import subprocess
import tarfile

import h5py
import lmdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tensorflow as tf
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.data.containers import tables
from keras_gan_zoo.data.shuffled_blocks import AT_ONCE, shuffled_blocks

COUNT = 12
PICTURES = np.random.default_rng(0).integers(0, 256, (COUNT, 6, 8, 3), "uint8")
LABELS = [n % 3 for n in range(COUNT)]
TEXTS = [f"picture {n}" for n in range(COUNT)]


def encoded(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


ENCODED = [encoded(pixels) for pixels in PICTURES]


def assert_pictures(images, rows=range(COUNT)):
    found = np.stack(list(images))
    np.testing.assert_allclose(found, PICTURES[list(rows)] / 127.5 - 1, atol=1e-6)


def assert_labelled(dataset, labels=LABELS, rows=range(COUNT)):
    images, found = zip(*dataset.as_numpy_iterator(), strict=True)
    assert_pictures(images, rows)
    assert [one.decode() if isinstance(one, bytes) else int(one) for one in found] == list(labels)


def write_lmdb(path, contents=ENCODED, keys=None, **others):
    path.parent.mkdir(parents=True, exist_ok=True)
    database = lmdb.open(str(path), map_size=1 << 20, subdir=not path.suffix)
    with database, database.begin(write=True) as transaction:
        for n, content in enumerate(contents):
            transaction.put(keys[n] if keys else b"%040x" % n, content)
        for key, value in others.items():
            transaction.put(key.encode(), value)
    return path


HF = {
    "image": {"_type": "Image"},
    "label": {"names": ["ant", "bee", "cat"], "_type": "ClassLabel"},
}


def table(rows=range(COUNT), features=None, **columns):
    columns = {
        "image": [{"bytes": ENCODED[n], "path": None} for n in rows],
        "label": [LABELS[n] for n in rows],
        **columns,
    }
    kind = pa.struct({"bytes": pa.binary(), "path": pa.string()})
    columns["image"] = pa.array(columns["image"], kind)
    made = pa.table({name: one for name, one in columns.items() if one is not None})
    if features:
        told = json.dumps({"info": {"features": features}})
        made = made.replace_schema_metadata({"huggingface": told})
    return made


def write_saved(folder, made):
    folder.mkdir(parents=True)
    with pa.ipc.new_stream(str(folder / "data-00000-of-00001.arrow"), made.schema) as writer:
        writer.write_table(made, max_chunksize=5)
    names = [{"filename": "data-00000-of-00001.arrow"}]
    (folder / "state.json").write_text(json.dumps({"_data_files": names, "_split": None}))


def example(n, image="image/encoded", label="image/class/label", text=None):
    def of(value):
        if isinstance(value, bytes):
            return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
        return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))

    features = {image: of(ENCODED[n]), "height": of(6)}
    if label:
        features[label] = of(LABELS[n])
    if text:
        features[text] = of(TEXTS[n].encode())
    return tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString()


def write_records(path, records):
    with tf.io.TFRecordWriter(str(path)) as writer:
        for record in records:
            writer.write(record)
    return path


def write_shard(path, rows, **fields):
    with tarfile.open(path, "w") as archive:
        for n in rows:
            for field, values in {"png": ENCODED, **fields}.items():
                info = tarfile.TarInfo(f"{n:04}.{field}")
                info.size = len(values[n])
                archive.addfile(info, io.BytesIO(values[n]))
    return path


CLS = [str(label).encode() for label in LABELS]


def test_lmdb_as_lsun_has_it(tmp_path, cache_dir):
    path = write_lmdb(tmp_path / "bedroom_train_lmdb")
    first, second = data.load(path), data.load(path, shuffle=True)  # two of one database at once
    assert_pictures(first)
    assert len(list(second)) == COUNT
    with pytest.raises(ValueError, match=r"labels=True, but .* has no labels"):
        data.load(path, labels=True)
    with pytest.raises(ValueError, match="has no split 'test'"):
        data.load(path, "test")
    # In one file, with keys that are no text, and with the number of pictures as other tools do.
    keys = [b"\x00/\xff%02d" % n for n in range(COUNT)]
    assert_pictures(data.load(write_lmdb(tmp_path / "a.lmdb", keys=keys, length=b"12")))
    broken = write_lmdb(tmp_path / "broken", [*ENCODED[:3], b"pickle"])
    with pytest.raises(data.UnreadableImages, match=r"1 of 4 .*0003 .not a picture of a known"):
        data.load(broken)
    (tmp_path / "no.lmdb").write_bytes(b"nothing of the kind" * 500)
    with pytest.raises(ValueError, match="is no readable LMDB database"):
        data.load(tmp_path / "no.lmdb")


def test_parquet(tmp_path, cache_dir):
    path = tmp_path / "x.parquet"
    pq.write_table(table(features=HF), path, row_group_size=5)
    assert_labelled(data.load(path, labels=True))
    assert data.load(path, labels=True).class_names == ["ant", "bee", "cat"]
    assert data.class_names(path) == ("ant", "bee", "cat")
    report = data.scan_folder(path)
    assert len(report.pictures) == COUNT and report.class_names == ("ant", "bee", "cat")
    # Plain bytes beside texts, without what Hugging Face says of them.
    plain = pa.table({"jpg": pa.array(ENCODED, pa.binary()), "caption": TEXTS})
    pq.write_table(plain, path)
    assert_labelled(data.load(path, labels=True), TEXTS)
    unlabelled = table(label=[-1] * COUNT, features=HF)
    pq.write_table(unlabelled, path)
    assert_pictures(data.load(path))


def test_parquet_in_shards(tmp_path, cache_dir):
    (tmp_path / "hub/data").mkdir(parents=True)
    for name, rows in (
        ("train-00000-of-00002", range(5)),
        ("train-00001-of-00002", range(5, 9)),
        ("test-00000-of-00001", range(9, COUNT)),
    ):
        pq.write_table(table(rows, HF), tmp_path / f"hub/data/{name}.parquet")
    for path in (tmp_path / "hub", tmp_path / "hub/data"):
        assert_labelled(data.load(path, labels=True), LABELS[:9], range(9))
        assert_labelled(data.load(path, "test", labels=True), LABELS[9:], range(9, COUNT))
    with pytest.raises(ValueError, match="has no split 'val'; it has 'test', 'train'"):
        data.load(tmp_path / "hub", "val")
    series = f"{tmp_path}/hub/data/train-0000{{0..1}}-of-00002.parquet"
    assert_labelled(data.load(series, labels=True), LABELS[:9], range(9))
    with pytest.raises(ValueError, match=r"4 files, of which 2 are not there, such as train-00002"):
        data.load(series.replace("0..1", "0..3"))


def test_parquet_that_cannot_be_used(tmp_path, cache_dir, monkeypatch):
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 nothing of the kind PAR1")
    with pytest.raises(ValueError, match="is no readable table"):
        data.load(path)
    pq.write_table(pa.table({"a": [b"1"], "b": [b"2"]}), path)
    with pytest.raises(ValueError, match="the columns 'a', 'b', none of which is plainly"):
        data.load(path)
    cells = [{"bytes": ENCODED[0], "path": None}, {"bytes": None, "path": "1.png"}, None]
    pq.write_table(table(image=cells, label=None), path)
    with pytest.raises(data.UnreadableImages, match=r"2 of 3 .*only names 1.png.*an empty cell"):
        data.load(path)
    monkeypatch.setattr(tables, "_MOST_BYTES", 100)
    with pytest.raises(ValueError, match=r"3 rows in a group.*write it with row_group_size=100"):
        data.load(path)


def test_parquet_beyond_what_is_kept_reads_each_group_once(tmp_path, cache_dir, monkeypatch):
    monkeypatch.setattr("keras_gan_zoo.data.image_folder._KEPT_BYTES", 0)
    path = tmp_path / "x.parquet"
    rows = list(range(COUNT)) * 4
    pq.write_table(table(rows), path, row_group_size=4)  # 12 groups, of which 8 are held
    data.load(path)  # the scan
    groups, read = [], pq.ParquetFile.read_row_group

    def count(self, group, **kwargs):
        groups.append(group)
        return read(self, group, **kwargs)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", count)
    dataset = data.load(path, shuffle=True, labels=True)
    images, labels = zip(*dataset.as_numpy_iterator(), strict=True)
    assert set(groups) == set(range(12)) and list(dict.fromkeys(groups)) != list(range(12))
    assert len(groups) <= 16  # a machine of many cores may begin a third stretch
    found = sorted(zip(map(np.mean, images), labels, strict=True))
    wanted = sorted(((PICTURES[n] / 127.5 - 1).mean(), LABELS[n]) for n in rows)
    assert [label for _, label in found] == [label for _, label in wanted]
    np.testing.assert_allclose([mean for mean, _ in found], [m for m, _ in wanted], atol=1e-6)


def test_shuffled_blocks_keep_few_blocks_open():
    blocks = np.repeat(np.arange(20), 3)
    keys = shuffled_blocks(blocks, seed=1)
    assert int(keys.cardinality()) == 60
    first, second = (list(map(int, keys.as_numpy_iterator())) for _ in "12")
    again = list(map(int, shuffled_blocks(blocks, seed=1).as_numpy_iterator()))
    other = list(map(int, shuffled_blocks(blocks, seed=2).as_numpy_iterator()))
    assert first == again and first != second and first != other
    stretches = []
    for order in (first, second):
        assert sorted(order) == list(range(60))
        stretches += [set(blocks[order[at : at + 3 * AT_ONCE]]) for at in range(0, 60, 3 * AT_ONCE)]
    assert all(len(stretch) == AT_ONCE for stretch in stretches)
    assert stretches[:5] != stretches[5:]
    assert blocks[first[: 3 * AT_ONCE]].tolist() != sorted(blocks[first[: 3 * AT_ONCE]])
    # Each stretch in an order of its own: not the same places of one block after the other.
    places = {tuple(np.argsort(first[at : at + 12])) for at in range(0, 60, 12)}
    assert len(places) == 5


def test_hugging_face_saved_to_disk(tmp_path, cache_dir):
    write_saved(tmp_path / "one", table(features=HF))
    assert_labelled(data.load(tmp_path / "one", labels=True))
    for split, rows in (("train", range(8)), ("test", range(8, COUNT))):
        write_saved(tmp_path / "dict" / split, table(rows, HF))
    (tmp_path / "dict/dataset_dict.json").write_text(json.dumps({"splits": ["train", "test"]}))
    assert_labelled(data.load(tmp_path / "dict", labels=True), LABELS[:8], range(8))
    assert_labelled(data.load(tmp_path / "dict", "test", labels=True), LABELS[8:], range(8, COUNT))
    assert data.class_names(tmp_path / "dict") == ("ant", "bee", "cat")
    (tmp_path / "one/data-00000-of-00001.arrow").write_bytes(b"torn")
    with pytest.raises(ValueError, match="is no readable table"):
        data.load(tmp_path / "one")


def test_tfrecord(tmp_path, cache_dir):
    path = write_records(tmp_path / "x.tfrecord", [example(n) for n in range(COUNT)])
    assert_labelled(data.load(path, labels=True))
    shuffled = data.load(path, shuffle=True, labels=True)
    assert sorted(int(label) for _, label in shuffled) == sorted(LABELS)
    for shard, rows in enumerate((range(7), range(7, COUNT))):
        records = [example(n, "image", None, "caption") for n in rows]
        write_records(tmp_path / f"y-{shard:02}.tfrecords", records)
    assert_labelled(data.load(f"{tmp_path}/y-{{00..01}}.tfrecords", labels=True), TEXTS)


def test_tfrecord_that_cannot_be_used(tmp_path, cache_dir):
    path = write_records(tmp_path / "x.tfrecord", [example(0)])
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is no whole TFRecord file: corrupted record"):
        data.load(path)
    write_records(path, [b"\xff" * 9])
    with pytest.raises(ValueError, match=r"records that are no tf.train.Example"):
        data.load(path)
    write_records(path, [example(0, "a", text="b")])
    with pytest.raises(ValueError, match=r"examples of 'a', 'b', 'height',|of 'a', 'b', "):
        data.load(path)
    with tf.io.TFRecordWriter(str(path), "GZIP") as writer:
        writer.write(example(0))
    with pytest.raises(ValueError, match="compressed as a whole") as told:
        data.load(path)
    # The advice works when it is typed.
    subprocess.run(["bash", "-c", re.search("`(.*)`", str(told.value))[1]], check=True)
    assert len(list(data.load(tmp_path / "plain_x.tfrecord"))) == 1


def test_webdataset(tmp_path, cache_dir):
    for shard, rows in enumerate((range(7), range(7, COUNT))):
        write_shard(tmp_path / f"train-{shard:03}.tar", rows, cls=CLS, json=[b"{}"] * COUNT)
    series = f"{tmp_path}/train-{{000..001}}.tar"
    assert_labelled(data.load(series, labels=True))
    assert_labelled(data.load(tmp_path / "train-000.tar", labels=True), LABELS[:7], range(7))
    path = write_shard(tmp_path / "a.tar", range(COUNT), txt=[text.encode() for text in TEXTS])
    assert_labelled(data.load(path, labels=True), TEXTS)
    write_shard(path, range(COUNT), json=[b"{}"] * COUNT)
    assert_pictures(data.load(path))
    write_shard(path, range(COUNT), cls=[b"cat"] * COUNT)
    with pytest.raises(ValueError, match=r"a .cls of 'cat' where a class number is expected"):
        data.load(path)
    with tarfile.open(write_shard(path, range(COUNT), cls=CLS), "a") as archive:
        info = tarfile.TarInfo("0099.png")
        info.size = len(ENCODED[0])
        archive.addfile(info, io.BytesIO(ENCODED[0]))
    with pytest.raises(
        ValueError, match=r"has .cls for 12 of 13 pictures, and none for a.tar/0099"
    ):
        data.load(path)


@pytest.mark.parametrize(
    "names",
    [
        ("images", "labels"),
        ("imgs", "labels"),
        ("x_train", "y_train"),
        ("train/images", "train/labels"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_hdf5(names, turned, tmp_path, cache_dir):
    pictures = PICTURES.transpose(0, 3, 1, 2) if turned else PICTURES
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file[names[0]], file[names[1]] = pictures, np.array(LABELS)
    assert_labelled(data.load(tmp_path / "x.h5", labels=True))
    assert_pictures(data.load(tmp_path / "x.h5"))


def test_hdf5_in_chunks_and_what_is_none(tmp_path, cache_dir):
    path = tmp_path / "x.hdf5"
    with h5py.File(path, "w") as file:
        floats = (PICTURES / 127.5 - 1).astype("float32")
        file.create_dataset("any", data=floats, chunks=(2, 6, 8, 3), compression="gzip")
    assert_pictures(data.load(path))
    assert_pictures(np.concatenate(list(data.load(path, batch_size=4))))
    order = list(data.load(path, shuffle=True).as_numpy_iterator())
    found = [int(np.abs(floats - one).sum(axis=(1, 2, 3)).argmin()) for one in order]
    assert sorted(found) == list(range(COUNT)) and found != sorted(found)
    assert len({row // 2 for row in found[: 2 * AT_ONCE]}) == AT_ONCE
    with pytest.raises(ValueError, match="has no split 'test'"):
        data.load(path, "test")
    path = tmp_path / "y.hdf5"  # the other one is still open
    with h5py.File(path, "w") as file:
        file["a"], file["b"] = PICTURES, np.zeros(3)
    with pytest.raises(ValueError, match=r"holds a, b where.*pass .*from_arrays\(h5py.File\("):
        data.load(path)
    with h5py.File(path, "w") as file:
        file["x"] = PICTURES[..., 0] / 255.0
    with pytest.raises(data.DataMismatch, match=r"values from 0.* to .* where floating-point"):
        data.load(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="is no readable HDF5 file"):
        data.load(path)
