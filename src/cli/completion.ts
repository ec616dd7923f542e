import type { ExitCode, Terminal } from './terminal.ts';

// The program is called as it was typed, so that `./causeway` completes without being on the PATH. Where it knows
// nothing, the shell completes file names.

const bash = `# bash completion for causeway
_causeway() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _causeway causeway
`;

const zsh = `#compdef causeway
# zsh completion for causeway
_causeway() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then
    _describe causeway candidates
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _causeway ]]; then
  _causeway "$@"
else
  compdef _causeway causeway
fi
`;

const scripts = { bash, zsh } as const;

/** A script to source: \`source <(./causeway completion bash)\`. */
export const completion = ({ json, answer, print }: Terminal, shell: keyof typeof scripts): ExitCode => {
  if (json) answer({ shell, script: scripts[shell] }, () => '');
  else print(scripts[shell]);
  return 0;
};
