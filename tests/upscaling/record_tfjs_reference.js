// Records what TensorFlow.js makes of a picture with a published network; needs @tensorflow/tfjs.
//
//     node record_tfjs_reference.js MODEL_JSON HEIGHT WIDTH < picture.f32 > enlarged.f32
//
// Both are float32 without a header, (height, width, 3), in the range that the network's package
// declares. `record_tfjs_reference.py` calls it. On the processor, in plain JavaScript.
const fs = require("fs");
const path = require("path");
const tf = require("@tensorflow/tfjs");

const first = (inputs) => (Array.isArray(inputs) ? inputs[0] : inputs);

// The two layers that UpscalerJS registers beside those of the library.
class MultiplyBeta extends tf.layers.Layer {
  constructor(config) {
    super(config);
    this.beta = config.beta;
  }
  call(inputs) {
    return tf.mul(first(inputs), this.beta);
  }
  static get className() {
    return "MultiplyBeta";
  }
}
tf.serialization.registerClass(MultiplyBeta);
for (const scale of [2, 3, 4, 8]) {
  class PixelShuffle extends tf.layers.Layer {
    computeOutputShape([batch, height, width]) {
      return [batch, height, width, 3];
    }
    call(inputs) {
      return tf.depthToSpace(first(inputs), scale, "NHWC");
    }
    static get className() {
      return `PixelShuffle${scale}x`;
    }
  }
  tf.serialization.registerClass(PixelShuffle);
}

const floats = (bytes) => new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

async function main([file, height, width]) {
  const model = JSON.parse(fs.readFileSync(file));
  const groups = model.weightsManifest;
  const shards = groups.flatMap((group) => group.paths).map((name) => fs.readFileSync(path.join(path.dirname(file), name)));
  const network = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: model.modelTopology,
      weightSpecs: groups.flatMap((group) => group.weights),
      weightData: floats(Buffer.concat(shards)).buffer,
      format: model.format,
    }),
  );
  const picture = tf.tensor4d(floats(fs.readFileSync(0)), [1, Number(height), Number(width), 3]);
  process.stdout.write(Buffer.from(network.predict(picture).dataSync().buffer));
}

console.log = console.warn; // the library greets on standard output
main(process.argv.slice(2));
