/** Additions to `--help`: required options in the usage line and marked below it, and examples. */
import { Help, type HelpConfiguration } from 'commander'

const usual = new Help()

export const helpConfiguration: HelpConfiguration = {
  commandUsage(command) {
    const required = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags.split(', ').at(-1))
    return usual.commandUsage(command).replace('[options]', [...required, '[options]'].join(' '))
  },
  optionDescription: (option) => `${option.mandatory ? '[required] ' : ''}${usual.optionDescription(option)}`,
  subcommandTerm: (command) => command.name(), // its arguments are known once it is loaded
}

/** Complete command lines, each below its description: for `addHelpText('after', ...)`. */
export function examples(lines: Readonly<Record<string, string>>): string {
  return `\nExamples:\n${Object.entries(lines)
    .map(([what, line]) => `  # ${what}\n  ${line}`)
    .join('\n')}`
}
