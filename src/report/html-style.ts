/** The look of the HTML report: one sheet, both colour schemes, no font or image from elsewhere. */
export const stylesheet = `
:root { color-scheme: light dark; --ground: light-dark(#f7f7f4, #16181b); --card: light-dark(#fff, #1e2125);
  --ink: light-dark(#1d2023, #e4e6e8); --faint: light-dark(#6a7077, #959ca4); --line: light-dark(#dfe0db, #32363c);
  --pass: light-dark(#1a7f4b, #55c98c); --fail: light-dark(#c0272d, #ff7b72); --unknown: light-dark(#9a6700, #e3b341);
  --skip: light-dark(#6a7077, #959ca4); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.6rem; } h1 small { font-weight: 400; }
h2 { margin: 2rem 0 .5rem; font-size: 1rem; } h2 small { color: var(--faint); font-weight: 400; }
.summary { margin: .25rem 0 1.25rem; color: var(--faint); }
.filters { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; padding: .75rem 0;
  background: var(--ground); }
.filters label { display: flex; gap: .4rem; align-items: center; padding: .2rem .7rem; cursor: pointer;
  border: 1px solid var(--line); border-radius: 99px; background: var(--card); }
.filters input { margin: 0; accent-color: currentColor; }
.claims { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); overflow: hidden; }
details { border-top: 1px solid var(--line); } details:first-child { border-top: 0; }
summary { display: flex; gap: .75rem; align-items: baseline; padding: .4rem .9rem; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); }
summary .mark { width: 1em; font-weight: 700; text-align: center; }
summary code { flex: none; width: 6.5em; color: var(--faint); }
code, dd { font: 13px/1.6 ui-monospace, monospace; }
dl { display: grid; grid-template-columns: 6.5em 1fr; gap: .1rem .75rem; margin: 0; padding: .3rem .9rem .9rem 2.6rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .unknown { color: var(--unknown); } .skip { color: var(--skip); }
body:has(#show-pass:not(:checked)) details[data-verdict=pass],
body:has(#show-fail:not(:checked)) details[data-verdict=fail],
body:has(#show-unknown:not(:checked)) details[data-verdict=unknown],
body:has(#show-skip:not(:checked)) details[data-verdict=skip] { display: none; }
section:not(:has(details)) { display: none; }
@media print { .filters { display: none; } }
`;
