import type { Command } from 'commander';

/** Shells that a completion script can be written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Words {
  readonly name: string;
  readonly description: string;
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

/** The completion script of a command tree: commands first, then the options of the command. */
export function completionScript(root: Command, shell: Shell): string {
  const commands = root.commands
    .filter((command) => command.name() !== 'help')
    .map((command): Words => ({
      name: command.name(),
      description: command.description(),
      options: [...command.options, ...root.options.filter(({ long }) => long === '--help')].map(
        ({ long, description }) => ({ flag: long ?? '', description }),
      ),
    }));
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
  }
}

function bash(commands: readonly Words[]): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map(({ flag }) => flag).join(' ')} --help" ;;`,
  );
  return `# refgate completion for bash: eval "$(refgate completion bash)"
_refgate() {
  local current=\${COMP_WORDS[COMP_CWORD]} words
  case \${COMP_CWORD} in
    1) words="${commands.map(({ name }) => name).join(' ')} --help --version" ;;
    *) case \${COMP_WORDS[1]} in
${cases.join('\n')}
    esac ;;
  esac
  if [[ $current == -* || \${COMP_CWORD} -eq 1 ]]; then COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}
complete -o default -F _refgate refgate
`;
}

function zsh(commands: readonly Words[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
  const cases = commands.map(({ name, options }) => {
    const specs = options.map(({ flag, description }) => `'${flag}[${quote(description)}]'`).join(' ');
    return `      ${name}) _arguments ${specs} '*:file:_files' ;;`;
  });
  return `#compdef refgate
# refgate completion for zsh: eval "$(refgate completion zsh)"
_refgate() {
  local -a commands=(
${commands.map(({ name, description }) => `    '${name}:${quote(description)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words; (( CURRENT-- ))
    case $command in
${cases.join('\n')}
    esac
  fi
}
compdef _refgate refgate
`;
}

function fish(commands: readonly Words[]): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c refgate -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
    ...options.map(
      ({ flag, description: text }) =>
        `complete -c refgate -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d ${quote(text)}`,
    ),
  ]);
  return `# refgate completion for fish: refgate completion fish | source\n${lines.join('\n')}\n`;
}
