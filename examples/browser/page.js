// The page: index.html?model=gan.tflite, and after a # what to begin with: latents, label, text.

import { controlFor } from "./controls.js";
import { Generator } from "./generator.js";

const status = document.getElementById("status");
const picture = document.getElementById("picture");

async function begin() {
  const address = new URLSearchParams(location.search).get("model") ?? "gan.tflite";
  const generator = await Generator.load(address);
  const { description } = generator;
  document.getElementById("title").textContent = description.name ?? description.model;

  const canvas = document.createElement("canvas");
  [canvas.height, canvas.width] = generator.output.shape;
  let busy = Promise.resolve();
  const changed = () => (busy = busy.then(draw).catch(fail));
  const given = new URLSearchParams(location.hash.slice(1));
  const controls = {};

  async function draw() {
    // While the controls are being made, not every input has a value yet.
    if (Object.keys(controls).length < description.inputs.length) return;
    const values = Object.entries(controls).map(([name, control]) => [name, control.value()]);
    const image = await generator.draw(Object.fromEntries(values));
    canvas.getContext("2d").putImageData(image, 0, 0);
    picture.src = canvas.toDataURL();
    status.textContent = "Drawn in this page.";
  }

  // What is asked for stands above what only varies it.
  const isLatents = (tensor) => tensor.meaning.startsWith("latent");
  const inOrder = [...description.inputs].sort((one, other) => isLatents(one) - isLatents(other));
  for (const tensor of inOrder) {
    controls[tensor.name] = controlFor(tensor, generator, changed, given);
    document.getElementById("controls").append(controls[tensor.name].element);
  }
  changed();
}

function fail(error) {
  status.textContent = error.message;
}

begin().catch(fail);
