/** Every command of `ketwork`, one line each: what a command does is the file of its name. */
import { Command } from 'commander'
import { doctorCommand } from './commands/doctor.ts'
import { drawCommand } from './commands/draw.ts'
import { qaoaCommand } from './commands/qaoa.ts'
import { simulateCommand } from './commands/simulate.ts'
import { tourCommand } from './commands/tour.ts'
import { trainCommand } from './commands/train.ts'
import { transpileCommand } from './commands/transpile.ts'
import { vqeCommand } from './commands/vqe.ts'
import { version } from './version.ts'

export function buildProgram(): Command {
  const program = new Command('ketwork')
    .description('Quantum machine learning from the terminal.')
    .version(version)
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
  for (const command of [
    tourCommand(),
    simulateCommand(),
    drawCommand(),
    transpileCommand(),
    vqeCommand(),
    qaoaCommand(),
    trainCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(
      command
        .option('--json', 'print one JSON object on stdout and nothing else')
        .option('--debug', 'show the stack of an error')
        .helpOption('-h, --help', 'show help'),
    )
  }
  for (const command of [program, ...program.commands]) command.exitOverride().showSuggestionAfterError()
  return program
}
