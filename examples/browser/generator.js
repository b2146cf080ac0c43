// A generator in a TF-Lite file, as a function from its inputs to a picture.

import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { readDescription } from "./description.js";
import { tokensOf } from "./tokens.js";

/** A TF-Lite file of keras_gan_zoo, run by LiteRT in this page. */
export class Generator {
  /** Loads a file by its address, and the runtime from a folder of this site. */
  static async load(address, runtime = "./node_modules/@litertjs/core/wasm/") {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address} answers ${response.status}.`);
    const file = new Uint8Array(await response.arrayBuffer());
    const description = readDescription(file);
    await loadLiteRt(runtime);
    return new Generator(await loadAndCompile(file, { accelerator: "wasm" }), description);
  }

  constructor(model, description) {
    this.model = model;
    this.description = description;
    [this.output] = description.outputs;
  }

  /**
   * Runs the file once.
   * @param {Object<string, ArrayLike<number>>} values A value for each input, by name.
   * @returns {Promise<Float32Array>} Rows of pixels, channels last, in [-1, 1].
   */
  async run(values) {
    const tensors = {};
    for (const { name, shape, dtype } of this.description.inputs) {
      const array = dtype === "int32" ? Int32Array.from(values[name]) : Float32Array.from(values[name]);
      tensors[name] = new Tensor(array, [1, ...shape]);
    }
    const outputs = await this.model.run(tensors);
    const [output] = Object.values(outputs);
    const pixels = Float32Array.from(await output.data());
    for (const tensor of [...Object.values(tensors), output]) tensor.delete();
    return pixels;
  }

  /** Returns a picture as an ImageData. */
  async draw(values) {
    const [height, width, channels] = this.output.shape;
    const pixels = await this.run(values);
    const image = new ImageData(width, height);
    for (let place = 0; place < width * height; place++) {
      for (let colour = 0; colour < 3; colour++) {
        const value = pixels[place * channels + (channels === 1 ? 0 : colour)];
        image.data[4 * place + colour] = Math.round((value + 1) * 127.5);
      }
      image.data[4 * place + 3] = 255;
    }
    return image;
  }

  /** Returns the tokens of a text, as the model's own tokenizer makes them. */
  tokens(text) {
    return tokensOf(text, this.description.tokenizer);
  }
}
