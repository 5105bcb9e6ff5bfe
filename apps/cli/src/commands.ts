/**
 * Every command of `ketwork`, one entry each: each command is implemented in the file of its name, which is loaded when
 * it is used.
 */
import { Command } from 'commander'
import { helpConfiguration } from './help.ts'
import { version } from './version.ts'

interface Entry {
  readonly summary: string
  readonly load: () => Promise<Command>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  tour: {
    summary: 'six workloads on real data, each with its known answer, bound and measured figure',
    load: async () => (await import('./commands/tour.ts')).tourCommand(),
  },
  simulate: {
    summary: 'simulate an OpenQASM circuit',
    load: async () => (await import('./commands/simulate.ts')).simulateCommand(),
  },
  draw: {
    summary: 'draw an OpenQASM circuit',
    load: async () => (await import('./commands/draw.ts')).drawCommand(),
  },
  transpile: {
    summary: 'rewrite an OpenQASM circuit for a device, and check that it is equivalent',
    load: async () => (await import('./commands/transpile.ts')).transpileCommand(),
  },
  vqe: {
    summary: 'ground-state energy of a molecule from its integrals (FCIDUMP)',
    load: async () => (await import('./commands/vqe.ts')).vqeCommand(),
  },
  qaoa: {
    summary: 'largest cut of a graph by QAOA',
    load: async () => (await import('./commands/qaoa.ts')).qaoaCommand(),
  },
  train: {
    summary: 'train a quantum model on a CSV file and score it on unseen rows',
    load: async () => (await import('./commands/train.ts')).trainCommand(),
  },
  doctor: {
    summary: 'what this machine offers and what is missing',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
}

/** @param words the command line; only the command that it names is loaded, the others are listed by name */
export async function buildProgram(words: readonly string[]): Promise<Command> {
  const chosen = words.find((word) => !word.startsWith('-') && word !== 'help')
  const program = new Command('ketwork')
    .description('Quantum machine learning from the terminal.')
    .version(version)
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = name === chosen ? await load() : new Command(name)
    program.addCommand(
      command
        .description(summary)
        .option('--json', 'print one JSON object on stdout and nothing else, also on failure')
        .option('--debug', 'show the stack of an error')
        .helpOption('-h, --help', 'show help'),
    )
  }
  const json = words.includes('--json')
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureHelp(helpConfiguration)
      .configureOutput({ outputError: (text, write) => json || write(text) })
  }
  return program
}
