import { readLab } from './lab-file.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import type { Lab } from '../spec/lab.ts';

export type GraphOptions = { readonly format: keyof typeof formats };

/** Each loaded only when it is asked for. */
const formats = {
  svg: async () => (await import('../report/graph-svg.ts')).svgGraph,
  mermaid: async () => (await import('../report/graph-mermaid.ts')).mermaidGraph,
  dot: async () => (await import('../report/graph-dot.ts')).dotGraph,
} satisfies Record<string, () => Promise<(lab: Lab) => string>>;

/** The lab as a person would draw it. */
export const graph = async (terminal: Terminal, argument: string, { format }: GraphOptions): Promise<ExitCode> => {
  const { lab } = await readLab(argument);
  const text = (await formats[format]())(lab);
  terminal.answer({ lab: lab.name, format, text }, () => text);
  return 0;
};
