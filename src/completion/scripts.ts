export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

// Each asks the `mega` that was typed for what may come next. Nothing that was typed, and no answer, is read as code.
// Bash puts an answer on the line as it is, so that one goes there quoted: a file may be called `$(rm)`.
const BASH = `_mega() {
  local line quoted
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == ":files" ]]; then
      compopt -o default
    else
      printf -v quoted %q "\${line%%$'\\t'*}"
      COMPREPLY+=("$quoted")
    fi
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _mega mega
`;

const ZSH = `#compdef mega
_mega() {
  local line summary
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == ":files" ]]; then
      _files
    else
      summary="\${line#*$'\\t'}"
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}\${summary:+:$summary}")
    fi
  done < <("\${words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( \${#candidates} )) && _describe -t words word candidates
}
compdef _mega mega
`;

const FISH = `function __mega_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] complete -- $words[2..] 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c mega -f -a "(__mega_complete)"
`;

/** The script of each shell. */
export const completionScripts: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
