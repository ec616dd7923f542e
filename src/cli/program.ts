/** How the program is called in hints and examples. */
export const program = './causeway';
