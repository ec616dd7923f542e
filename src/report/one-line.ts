/** Text of unknown origin as one line, without the control characters that would steer a terminal. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\u{fffd}');
