"""The CSS of the comparison page, in light and in dark, and its HTML skeleton."""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f6f6f4; --card: #ffffff; --text: #1c1e21; --faint: #656b73; --line: #dfe0dd;
  --accent: #2a6fb0; --a: #2a6fb0; --b: #c2611f; --shadow: 0 1px 2px #0001, 0 8px 24px #00000012;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131518; --card: #1c1f23; --text: #e8e8e6; --faint: #9aa1a9; --line: #33373c;
    --accent: #7db4e8; --a: #7db4e8; --b: #eba06b; --shadow: 0 1px 2px #0006, 0 8px 24px #0005;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; min-height: 100vh; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  display: flex; flex-direction: column; align-items: center;
}
main { width: 100%; max-width: 58rem; padding: 1.4rem 1.25rem 3rem; }
.bar { height: 4px; width: 100%; background: var(--line); }
.bar div { height: 100%; width: 0; background: var(--accent); transition: width .25s ease; }
h1 { font-size: clamp(1.35rem, 3.2vw, 1.9rem); line-height: 1.2; text-align: center;
  margin: .6rem 0 .2rem; font-weight: 650; letter-spacing: -.01em; }
.faint { color: var(--faint); font-size: .9rem; text-align: center; margin: 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: clamp(.6rem, 2.5vw, 1.6rem);
  margin: 1.5rem 0 1.1rem; }
.choice { display: flex; flex-direction: column; align-items: stretch; gap: .7rem; padding: .8rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 16px; color: inherit;
  box-shadow: var(--shadow); font: inherit; cursor: pointer;
  transition: transform .12s ease, border-color .12s ease; }
.choice:hover { border-color: var(--accent); transform: translateY(-2px); }
.choice.chosen { border-color: var(--accent); outline: 3px solid var(--accent);
  outline-offset: -1px; }
.choice img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 8px;
  image-rendering: pixelated; }
.choice span { color: var(--faint); font-size: .9rem; text-align: center; }
.choice:focus-visible, .plain:focus-visible { outline: 3px solid var(--accent);
  outline-offset: 2px; }
kbd { display: inline-block; min-width: 1.5em; padding: 0 .4em; border: 1px solid var(--line);
  border-bottom-width: 2px; border-radius: 5px; background: var(--card); text-align: center;
  font: .85em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.row { display: flex; flex-wrap: wrap; justify-content: center; gap: .7rem; }
.plain { padding: .5rem 1.1rem; border: 1px solid var(--line); border-radius: 999px;
  background: var(--card); color: inherit; font: inherit; font-size: .95rem; cursor: pointer; }
.plain:hover:not(:disabled) { border-color: var(--accent); }
.plain:disabled { opacity: .4; cursor: default; }
.plain.first { background: var(--accent); border-color: var(--accent); color: var(--page);
  font-weight: 600; }
.result { background: var(--card); border: 1px solid var(--line); border-radius: 16px;
  box-shadow: var(--shadow); padding: 1.6rem clamp(1rem, 4vw, 2.2rem); margin: 1.5rem 0; }
.winner { font-size: clamp(1.05rem, 3vw, 1.3rem); font-weight: 600; text-align: center; margin: 0;
  overflow-wrap: anywhere; }
.winner.a, .ends .a { color: var(--a); } .winner.b, .ends .b { color: var(--b); }
.big { font-size: clamp(2.2rem, 7vw, 3.4rem); font-weight: 680; text-align: center; margin: 0;
  letter-spacing: -.02em; line-height: 1.15; white-space: nowrap; }
.scale { position: relative; height: 3.2rem; margin: 1.7rem 0 .2rem; }
.scale .track { position: absolute; inset: 1.1rem 0 auto; height: 1rem; border-radius: 8px;
  overflow: hidden; display: flex; background: var(--line); }
.scale .track div:first-child { background: var(--a); }
.scale .track div:last-child { background: var(--b); flex: 1; }
.scale .range { position: absolute; top: .55rem; height: 2.1rem; border: 2px solid var(--text);
  border-radius: 6px; }
.scale .half { position: absolute; left: 50%; top: 0; height: 3.2rem;
  border-left: 2px dashed var(--faint); }
.ends { display: flex; justify-content: space-between; gap: 1rem; font-weight: 600;
  overflow-wrap: anywhere; }
.ends .b { text-align: right; }
.ends small { display: block; color: var(--faint); font-weight: 400; }
.review { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .7rem; }
.review figure { margin: 0; padding: .5rem; background: var(--card); border-radius: 10px;
  border: 1px solid var(--line); font-size: .8rem; color: var(--faint);
  overflow-wrap: anywhere; }
.review div { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem; }
.review img { width: 100%; aspect-ratio: 1; object-fit: contain; image-rendering: pixelated;
  border-radius: 5px; border: 3px solid transparent; }
.review img.a { border-color: var(--a); } .review img.b { border-color: var(--b); }
.review img.lost { opacity: .45; border-color: transparent; }
h2 { font-size: 1.05rem; margin: 2rem 0 .8rem; }
@media (max-width: 34rem) { .keys { display: none; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
"""

MARKUP = """
<div class="bar" role="progressbar" aria-label="progress"><div id="progress"></div></div>
<main>
<section id="trial">
  <h1 id="question"></h1>
  <p class="faint" id="position" aria-live="polite"></p>
  <div class="pair">
    <button class="choice" id="left"><img alt="left picture"><span>this one <kbd>&larr;</kbd></span>
    </button>
    <button class="choice" id="right"><img alt="right picture"><span>this one <kbd>&rarr;</kbd>
    </span></button>
  </div>
  <div class="row">
    <button class="plain" id="tie">I cannot tell <kbd>&darr;</kbd></button>
    <button class="plain" id="back">Back <kbd>Z</kbd></button>
  </div>
</section>
<section id="end" hidden>
  <h1>The result</h1>
  <p class="faint" id="counted"></p>
  <div class="result">
    <p class="winner" id="winner"></p>
    <p class="big" id="headline"></p>
    <p class="faint" id="verdict"></p>
    <div class="scale" role="img" id="scale"><div class="track"><div id="share"></div><div></div>
      </div><div class="range" id="range"></div><div class="half"></div></div>
    <div class="ends"><div class="a" id="name_a"></div><div class="b" id="name_b"></div></div>
  </div>
  <div class="row">
    <button class="plain first" id="download">Download the result</button>
    <button class="plain" id="resume">Change the last choice</button>
    <button class="plain" id="again">Start over</button>
  </div>
  <h2>What you chose</h2>
  <div class="review" id="review"></div>
</section>
</main>
<noscript><p class="faint">This page needs JavaScript; it sends nothing anywhere.</p></noscript>
"""
