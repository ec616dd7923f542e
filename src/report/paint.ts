// How a report asks for emphasis without knowing whether anybody can see colour.

export type Look = 'good' | 'bad' | 'doubt' | 'faint' | 'strong';

export type Paint = (look: Look, text: string) => string;

/** For files, pipes and tests. */
export const plain: Paint = (_look, text) => text;
