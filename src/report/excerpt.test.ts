import test from 'ava';
import { excerpt } from './excerpt.ts';
import { plain } from './paint.ts';

const page = (width: number) => ({ paint: plain, width });

test('the line, and a caret under the column', (t) => {
  t.is(
    excerpt({ text: '    model: iland  ', line: 5, column: 12 }, page(80)),
    '    5 |     model: iland\n      |            ^\n',
  );
});

test('a caret behind the last character', (t) => {
  t.is(excerpt({ text: 'a: [b', line: 12, column: 6 }, page(80)), '   12 | a: [b\n      |      ^\n');
});

test('an empty line shows nothing', (t) => {
  t.is(excerpt({ text: '   ', line: 1, column: 1 }, page(80)), '');
});

test('tabs and characters of any other width are one column', (t) => {
  t.is(
    excerpt({ text: '\tn\u00fcr: "\u001b[2J\u4e2d" x', line: 1, column: 14 }, page(80)),
    '    1 |  n\u00fcr: "\u00b7[2J\u00b7" x\n      |              ^\n',
  );
});

const long = `${'a'.repeat(60)}WRONG${'b'.repeat(60)}`;

for (const [text, column] of [
  [long, 61],
  [long, 1],
  [long, 125],
  [`WRONG${long}`, 1],
  [`${long}WRONG`, 126],
] as const)
  test(`a line of ${text.length} characters is cut around column ${column}`, (t) => {
    const [line = '', caret = ''] = excerpt({ text, line: 7, column }, page(48)).split('\n');
    t.is(line.length, 48);
    t.is(line[caret.indexOf('^')], text[column - 1]);
    t.is(line.includes('…'), true);
  });
