/** `a, b and c`, and of more than four the first ones and how many more there are. */
export const few = (names: readonly string[]): string => {
  if (names.length > 4) return `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
};
