// Lines broken between words and not through them. Works on finished text, so that no report has to know the width.

/** Room that the text beside a hanging indent needs to be read at all. */
const leastRoom = 28;

/** Colour takes no room on the screen. */
const colours = /\p{Cc}\[[\d;]*m/gu;

/** Wraps every line longer than `width` columns. It goes on under the last column of text that leaves enough room. */
export const wrapped = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => (lengthOf(line) > width ? wrappedLine(line, width) : line))
    .join('\n');

const lengthOf = (text: string): number => text.replaceAll(colours, '').length;

const wrappedLine = (line: string, width: number): string => {
  const indent = ' '.repeat(hangingIndent(line.replaceAll(colours, ''), width));
  // Spaces stay with the word that follows them: columns keep their distance.
  const [first = '', ...words] = line.match(/ *[^ ]+/g) ?? [];
  const lines = [first];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (lengthOf(last) + lengthOf(word) <= width) lines.splice(-1, 1, last + word);
    else lines.push(indent + word.trimStart());
  }
  return lines.join('\n');
};

/** Where the last column begins: after two spaces, after a label such as `hint:`, or where the line itself does. */
const hangingIndent = (line: string, width: number): number => {
  const starts = [...line.matchAll(/^(?:error|hint): | {2,}(?=[^ ])/g)].map(({ index, 0: gap }) => index + gap.length);
  return starts.findLast((start) => start <= width - leastRoom) ?? 0;
};
