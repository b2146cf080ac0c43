"""The JavaScript of the comparison page, which sends nothing and needs no network."""

SCRIPT = """
"use strict";
function wilson(successes, trials) {
  if (!trials) return [0, 1];
  const z = 1.959963984540054, share = successes / trials, weight = z * z / trials;
  const centre = (share + weight / 2) / (1 + weight);
  const reach = z / (1 + weight) * Math.sqrt(share * (1 - share) / trials + weight / 4 / trials);
  return [Math.max(0, centre - reach), Math.min(1, centre + reach)];
}
function unveil(text) {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const mask = bytes.slice(0, 32), masked = bytes.slice(32);
  return JSON.parse(new TextDecoder().decode(masked.map((byte, i) => byte ^ mask[i % 32])));
}
function chosenModels(sides, left) {
  return sides.map((side, i) =>
    side === "tie" ? "tie" : side === "left" ? left[i] : left[i] === "a" ? "b" : "a");
}
function percent(share) { return (100 * share).toFixed(1) + " %"; }

if (typeof document !== "undefined") (function () {
  const content = JSON.parse(document.getElementById("content").textContent);
  const place = "keras_gan_zoo comparison " + content.comparison;
  const at = id => document.getElementById(id);
  const total = content.trials.length;
  let state = { sides: [], seconds: [] }, shownAt = 0, busy = false;
  try {
    const stored = JSON.parse(localStorage.getItem(place));
    if (stored && Array.isArray(stored.sides) && stored.sides.length <= total) state = stored;
  } catch (error) { /* a browser that stores nothing still lets one choose */ }

  function store() {
    try { localStorage.setItem(place, JSON.stringify(state)); } catch (error) { /* as above */ }
  }
  function show() {
    const done = state.sides.length, ended = done >= total;
    at("progress").style.width = 100 * done / total + "%";
    at("trial").hidden = ended;
    at("end").hidden = !ended;
    if (ended) return end();
    at("question").textContent = content.question;
    at("position").textContent = `${done + 1} of ${total}. Two models, in random order.`;
    ["left", "right"].forEach((side, i) => {
      at(side).classList.remove("chosen");
      at(side).querySelector("img").src = content.trials[done][i];
    });
    at("back").disabled = !done;
    shownAt = performance.now();
  }
  function choose(side) {
    if (busy || state.sides.length >= total) return;
    state.sides.push(side);
    state.seconds.push(Math.round((performance.now() - shownAt) / 100) / 10);
    store();
    if (side === "tie") return show();
    busy = true;
    at(side).classList.add("chosen");
    setTimeout(() => { busy = false; show(); }, 140);
  }
  function back() {
    if (busy || !state.sides.length) return;
    state.sides.pop();
    state.seconds.pop();
    store();
    show();
  }
  function result() {
    const key = unveil(content.key), chosen = chosenModels(state.sides, key.left);
    return {
      comparison: content.comparison, question: content.question, seed: content.seed,
      models: key.models, finished: new Date().toISOString(),
      choices: chosen.map((model, i) => (
        { trial: i, left: key.left[i], chosen: model, seconds: state.seconds[i] })),
    };
  }
  function end() {
    const { models, choices } = result();
    const times = model => choices.filter(choice => choice.chosen === model).length;
    const a = times("a"), b = times("b"), ties = times("tie"), decided = a + b;
    const leader = b > a ? "b" : "a", wins = Math.max(a, b);
    const [low, high] = wilson(wins, decided), [lowA, highA] = wilson(a, decided);
    at("counted").textContent = `${total} pairs, ${ties} of which you could not tell apart`;
    at("winner").className = "winner" + (a === b ? "" : " " + leader);
    at("winner").textContent = a === b ? "" : models[leader];
    at("headline").textContent = !decided ? "Nothing decided"
      : a === b ? "An even match" : percent(wins / decided);
    at("verdict").textContent = !decided ? ""
      : `Preferred in ${wins} of ${decided} choices; 95 % interval ${percent(low)} to ` +
        `${percent(high)} (Wilson). ` + (low > 0.5 ? "That is beyond chance."
          : "The interval holds 50 %: no preference can be told from so many choices.");
    at("share").style.width = decided ? 100 * a / decided + "%" : "50%";
    at("range").style.left = 100 * lowA + "%";
    at("range").style.width = 100 * (highA - lowA) + "%";
    at("scale").setAttribute("aria-label", at("verdict").textContent);
    for (const model of "ab") {
      const count = document.createElement("small");
      count.textContent = `chosen ${model === "a" ? a : b} times`;
      at("name_" + model).replaceChildren(models[model], count);
    }
    at("review").replaceChildren(...choices.map((choice, i) => {
      const figure = document.createElement("figure"), pair = document.createElement("div");
      content.trials[i].forEach((address, side) => {
        const image = document.createElement("img");
        const model = side === 0 ? choice.left : choice.left === "a" ? "b" : "a";
        image.src = address;
        image.alt = models[model];
        image.className = choice.chosen === "tie" || choice.chosen === model ? model : "lost";
        pair.append(image);
      });
      figure.append(pair, choice.chosen === "tie" ? "could not tell" : models[choice.chosen]);
      return figure;
    }));
  }
  function download() {
    const text = JSON.stringify(result(), null, 1) + "\\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `comparison_${content.comparison}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  at("left").onclick = () => choose("left");
  at("right").onclick = () => choose("right");
  at("tie").onclick = () => choose("tie");
  at("back").onclick = at("resume").onclick = back;
  at("download").onclick = download;
  at("again").onclick = () => {
    if (!confirm("Forget all choices of this comparison?")) return;
    state = { sides: [], seconds: [] };
    store();
    show();
  };
  document.addEventListener("keydown", event => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = { ArrowLeft: () => choose("left"), ArrowRight: () => choose("right"),
      ArrowDown: () => choose("tie"), z: back, Z: back };
    if (acts[event.key] && !at("trial").hidden) { event.preventDefault(); acts[event.key](); }
  });
  show();
})();
"""
