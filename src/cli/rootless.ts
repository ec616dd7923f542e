/** Root needs no user namespace, everybody else does; `--rootless` asks for one as root too. */
export const mustBeRootless = ({ rootless }: { readonly rootless?: true }): boolean =>
  rootless === true || process.getuid?.() !== 0;
