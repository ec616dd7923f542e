// The picture as SVG: one file that fetches nothing, runs nothing, and is legible on light and on dark.

import type { Lab } from '../spec/lab.ts';
import { drawingOf } from './graph-drawing.ts';
import { fontSizes, type Point, type Shape } from './graph-shape.ts';

export const svgGraph = (lab: Lab): string => {
  const { width, height, shapes } = drawingOf(lab);
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="The network of lab ${escape(lab.name)}">`,
    `<title>${escape(lab.name)}</title>`,
    `<style>${style}</style>`,
    markers,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...shapes.map(element),
    '</svg>\n',
  ].join('\n');
};

const element = (shape: Shape): string => {
  switch (shape.kind) {
    case 'area':
      return `<path class="area ${shape.look}" d="M${path(shape.points)}Z"/>`;
    case 'line':
      return `<path class="line ${shape.look}" d="M${path(shape.points)}"${heads(shape)}/>`;
    case 'joint':
      return `<circle class="joint ${shape.look}" cx="${shape.at[0]}" cy="${shape.at[1]}" r="3.5"/>`;
    case 'text':
      return `<text class="${shape.look}" x="${shape.at[0]}" y="${shape.at[1]}">${escape(shape.text)}</text>`;
  }
};

const path = (points: readonly Point[]): string => points.map(([x, y]) => `${x} ${y}`).join('L');

const heads = ({ look, ends }: Extract<Shape, { kind: 'line' }>): string => {
  const start = ends === 'first' || ends === 'both' ? ` marker-start="url(#${look})"` : '';
  const end = ends === 'last' || ends === 'both' ? ` marker-end="url(#${look})"` : '';
  return `${start}${end}`;
};

// `context-stroke` is not known everywhere, so each colour has a head of its own.
const markers = `<defs>${['in', 'out', 'both']
  .map(
    (look) =>
      `<marker id="${look}" class="head ${look}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8Z"/></marker>`,
  )
  .join('')}</defs>`;

const palettes = {
  light: {
    ...{
      paper: '#fdfdfb',
      ink: '#1c2430',
      faint: '#4d5966',
      line: '#2f6690',
      water: '#e6eff7',
      shore: '#7ba3c4',
      shoal: '#f4f9fd',
    },
    ...{ sand: '#f7eed8', beach: '#c3a254', own: '#9a7416', node: '#ffffff', rim: '#8a94a0', pod: '#dcefd8' },
    ...{ leaf: '#79ab70', core: '#c8ddef', in: '#a3361f', out: '#6a3fa0', both: '#17705a' },
  },
  dark: {
    ...{
      paper: '#12161b',
      ink: '#e8ecf1',
      faint: '#aab4bf',
      line: '#7fb2dc',
      water: '#182736',
      shore: '#3d6184',
      shoal: '#131f2b',
    },
    ...{ sand: '#2c2716', beach: '#7c682f', own: '#d8b04a', node: '#20262e', rim: '#66717d', pod: '#1f3a24' },
    ...{ leaf: '#4d8257', core: '#24435f', in: '#f0937e', out: '#c3a2f0', both: '#6fd0b4' },
  },
} as const;

const colours = (palette: Readonly<Record<string, string>>): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour};`)
    .join('');

const fonts = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace';

const sizes = Object.entries(fontSizes).map(([look, size]) => `.${look}{font-size:${size}px}`);

const style = [
  `svg{${colours(palettes.light)}}`,
  `@media (prefers-color-scheme:dark){svg{${colours(palettes.dark)}}}`,
  `text{font-family:${fonts};fill:var(--ink);white-space:pre}.heading,.strong{font-weight:600}`,
  ...sizes,
  'text.faint{fill:var(--faint)}.paper{fill:var(--paper)}',
  '.area{stroke-width:1.5;stroke-linejoin:round}.line{fill:none;stroke-width:1.5;stroke-linejoin:round}',
  '.network{fill:var(--water);stroke:var(--shore)}.cluster{fill:var(--sand);stroke:var(--beach)}',
  '.district{fill:var(--shoal);stroke:var(--line);stroke-dasharray:7 4}',
  '.node,.host{fill:var(--node);stroke:var(--rim)}.pod{fill:var(--pod);stroke:var(--leaf);stroke-width:1}',
  '.area.core{fill:var(--core);stroke:var(--line)}.lan,.leg{stroke:var(--line)}.lan{stroke-width:3}',
  '.own,.own-leg,.overlay{stroke:var(--own)}.line.own,.line.overlay{stroke-width:3}.line.overlay{stroke-dasharray:3 4}',
  '.joint{stroke:none}.joint.leg{fill:var(--line)}.archipelago{fill:none;stroke:var(--beach);stroke-dasharray:7 4}',
  '.joint.own,.joint.overlay{fill:var(--own)}',
  ...['in', 'out', 'both'].map((look) => `.line.${look}{stroke:var(--${look})}.head.${look}{fill:var(--${look})}`),
].join('\n');

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (words: string): string => words.replaceAll(/[&<>"]/g, (char) => escapes[char] ?? char);
