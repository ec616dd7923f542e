// What a broken lab file looks like where somebody reads it, and where a program does.

import test from 'ava';
import { plain } from '../report/paint.ts';
import { parseLab } from '../spec/parse.ts';
import { reportFailure } from './failure.ts';

const told = (text: string, to: { readonly columns: number | null; readonly json: boolean }) => {
  const said: { note: string; document: unknown } = { note: '', document: null };
  const { error } = thrownBy(() => parseLab(text, 'x.yaml'));
  const code = reportFailure(
    {
      ...to,
      answer: (document) => (said.document = document),
      print: () => undefined,
      note: (note) => (said.note += note),
      ...{ paint: plain, paintNote: plain, signal: new AbortController().signal },
    },
    error,
  );
  return { ...said, code };
};

const thrownBy = (act: () => unknown): { readonly error: unknown } => {
  try {
    act();
  } catch (error) {
    return { error };
  }
  return { error: null };
};

const typed = `name: x
network: { cidr: 10.0.0.0/8 }
clusters: { east: { model: iland, podCidr: 10.0.0.0/16, nodes: 2 } }
`;
const unreadable = typed.replace('} }', '}');

test('a terminal shows the place in the file', (t) => {
  t.deepEqual(told(typed, { columns: 60, json: false }), {
    note: `x.yaml:3:28: model must be flat, isolated, island, archipelago or custom, not "iland"
    3 | …: { model: iland, podCidr: 10.0.0.0/16, nodes: 2 }…
      |             ^
  hint: did you mean island?
error: one problem in the lab file
`,
    ...{ document: null, code: 2 },
  });
});

test('whoever reads line by line is told of two lines a problem, and whether there may be more', (t) => {
  t.is(
    told(unreadable, { columns: null, json: false }).note,
    `x.yaml:4:1: YAML: a } is missing before this
  hint: close with } what was opened
error: one problem in the lab file; more may show once that is mended
`,
  );
});

test('JSON has the problems and nothing of the file', (t) => {
  const { document, note, code } = told(typed, { columns: 60, json: true });
  t.is(note, '');
  t.is(code, 2);
  t.deepEqual(document, {
    error: {
      kind: 'SpecError',
      message:
        'x.yaml:3:28: model must be flat, isolated, island, archipelago or custom, not "iland"\n  hint: did you mean island?',
      hint: null,
      problems: [
        {
          ...{ file: 'x.yaml', line: 3, column: 28 },
          message: 'model must be flat, isolated, island, archipelago or custom, not "iland"',
          hint: 'did you mean island?',
        },
      ],
    },
  });
});
