"""The CSS of a report, in light and in dark."""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #ffffff; --text: #1c1e21; --faint: #656b73; --line: #e2e3e1;
  --accent: #2a6fb0; --code: #f3f3f1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --card: #1d2024; --text: #e8e8e6; --faint: #9aa1a9; --line: #33373c;
    --accent: #7db4e8; --code: #24282d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 62rem;
  background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
h1 { margin: 0 0 .3rem; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.6rem 0 .8rem; font-size: 1.25rem; }
h3 { margin: 1.4rem 0 .4rem; font-size: 1rem; }
p { margin: .4rem 0; }
.summary { font-size: 1.06rem; max-width: 46rem; }
.faint { color: var(--faint); font-size: .9rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .8rem;
  margin: 1.4rem 0 0; }
.facts div { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .6rem .8rem; }
.facts dt { color: var(--faint); font-size: .82rem; }
.facts dd { margin: 0; font-weight: 600; font-size: .95rem; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 1rem; overflow-x: auto; }
.card svg { display: block; width: 100%; height: auto; }
.card svg text { font-family: inherit !important; }
.timeline { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem .9rem;
  align-items: center; }
.timeline span { color: var(--faint); font-size: .85rem; text-align: right;
  font-variant-numeric: tabular-nums; }
.timeline img, .sheet { display: block; max-width: 100%; image-rendering: pixelated; }
.timeline img, .sheet.wide { width: 100%; }
.timeline .input { font-weight: 600; color: var(--text); }
.timeline img.input { margin-bottom: .5rem; }
table { border-collapse: collapse; width: 100%; font-size: .94rem; }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { color: var(--faint); font-weight: 500; font-size: .86rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
tr.ours td { font-weight: 650; }
tr:last-child td { border-bottom: 0; }
.settings { columns: 2; column-gap: 2.5rem; font-size: .9rem; }
.settings section { break-inside: avoid; margin-bottom: 1rem; }
.settings h3 { margin-top: 0; }
.settings td { overflow-wrap: anywhere; padding-block: .2rem; }
.settings td:first-child { color: var(--faint); white-space: nowrap; }
pre { background: var(--code); border-radius: 8px; padding: .75rem .9rem; overflow-x: auto;
  font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; margin: .4rem 0; }
@media (max-width: 40rem) { .settings { columns: 1; } }
@media print { body { max-width: none; } .card, pre, .facts div { break-inside: avoid; } }
"""
