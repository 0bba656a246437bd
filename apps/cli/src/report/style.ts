/** The page's own style: light and dark, wide and narrow. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fbfaf8; --ink: #1d2129; --soft: #5d6673; --line: #dedbd5; --card: #ffffff;
  --all: #5d6673; --coreset: #0b6fb8; --random: #d2601a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --ink: #e8e9eb; --soft: #9aa3af; --line: #2d333c; --card: #1b1f26;
    --all: #aab4c2; --coreset: #58b4f5; --random: #f49a5c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header, main, footer { max-width: 1320px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
.file { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
h1 { margin: 4px 0 20px; font-size: clamp(1.7rem, 6vw, 2.8rem); line-height: 1.1; letter-spacing: -0.02em; }
h2 { margin: 0 0 4px; font-size: 1.3rem; letter-spacing: -0.01em; }
section { margin: 44px 0 0; }
section > p { margin: 0 0 16px; color: var(--soft); max-width: 75ch; }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 0; }
.headline div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; }
dt { color: var(--soft); font-size: 0.85rem; }
dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr)); gap: 16px; }
.wide { grid-column: 1 / -1; }
figure, .wide {
  margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px;
  overflow-x: auto;
}
figure { max-width: 560px; }
figcaption { color: var(--soft); font-size: 0.85rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 14px 5px 0; text-align: right; white-space: nowrap; font-weight: normal; }
th:first-child { text-align: left; color: var(--soft); }
thead th { color: var(--soft); border-bottom: 1px solid var(--line); }
.pairs th { vertical-align: top; }
.pairs td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.key::before {
  content: ""; display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.35em;
  border-radius: 50%; background: currentColor;
}
.all { color: var(--all); }
.coreset { color: var(--coreset); }
.random { color: var(--random); }
footer { padding: 36px 20px; color: var(--soft); font-size: 0.85rem; overflow-wrap: anywhere; }
`
