import type { Command } from 'commander';

/** Shells that a completion script can be written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Flag {
  readonly flag: string;
  readonly description: string;
  /** What it takes, where that is one of a few words. */
  readonly values: readonly string[];
  /** Whether a value follows. */
  readonly takesValue: boolean;
}

interface Words {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Flag[];
  /** What its argument may be, where that is one of a few words. */
  readonly values: readonly string[];
}

const HELP: Flag = { flag: '--help', description: 'print help', values: [], takesValue: false };

/** The completion script of a command tree: commands, then the options of the command, then what an option takes. */
export function completionScript(root: Command, shell: Shell): string {
  const commands = root.commands
    .filter((command) => command.name() !== 'help')
    .map((command): Words => ({
      name: command.name(),
      description: command.description(),
      options: [
        ...command.options.map(({ long, description, argChoices, required }): Flag => ({
          flag: long ?? '',
          description,
          values: argChoices ?? [],
          takesValue: required,
        })),
        HELP,
      ],
      values: command.registeredArguments[0]?.argChoices ?? [],
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
    ({ name, options, values }) =>
      `    ${name}) options="${options.map(({ flag }) => flag).join(' ')}" words="${values.join(' ')}" ;;`,
  );
  const choices = commands.flatMap(({ name, options }) =>
    options
      .filter(({ values }) => values.length > 0)
      .map(({ flag, values }) => `    ${name}:${flag}) options="" words="${values.join(' ')}" ;;`),
  );
  return `# refgate completion for bash: eval "$(refgate completion bash)"
_refgate() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} options="" words=""
  case \${COMP_CWORD} in
    1) options="--help --version" words="${commands.map(({ name }) => name).join(' ')} help" ;;
    *) case $command in
${cases.join('\n')}
    help) words="${commands.map(({ name }) => name).join(' ')}" ;;
    esac ;;
  esac
  case $command:$previous in
${choices.join('\n')}
  esac
  if [[ $current == -* ]]; then words=$options; elif [[ \${COMP_CWORD} -eq 1 ]]; then words="$words $options"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _refgate refgate
`;
}

function zsh(commands: readonly Words[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
  const cases = commands.map(({ name, options, values }) => {
    const specs = options.map(({ flag, description, values: choices, takesValue }) => {
      const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : takesValue ? ':value:_files' : '';
      return `'${flag}[${quote(description)}]${value}'`;
    });
    const rest = values.length > 0 ? `'1:value:(${values.join(' ')})'` : "'*:file:_files'";
    return `      ${name}) _arguments ${specs.join(' ')} ${rest} ;;`;
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
  const lines = commands.flatMap(({ name, description, options, values }) => {
    const here = `complete -c refgate -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c refgate -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
      ...(values.length === 0 ? [] : [`${here} -f -a ${quote(values.join(' '))}`]),
      ...options.map(({ flag, description: text, values: choices, takesValue }) => {
        const value = choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : takesValue ? ' -r' : '';
        return `${here} -l ${flag.slice(2)}${value} -d ${quote(text)}`;
      }),
    ];
  });
  return `# refgate completion for fish: refgate completion fish | source\n${lines.join('\n')}\n`;
}
