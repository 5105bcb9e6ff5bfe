/** `ketwork draw FILE.qasm`: a circuit as text. */
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { counts, depth, drawText, parseQasm } from 'ketwork'
import { wholeNumber, type CommonOptions } from '../options.ts'
import { printResult } from '../terminal/output.ts'

interface Options extends CommonOptions {
  readonly width?: number
}

export function drawCommand(): Command {
  return new Command('draw')
    .description('draw an OpenQASM 2 circuit')
    .argument('<file>', 'OpenQASM 2 file')
    .option('--width <columns>', 'fold the drawing at this width (default: the terminal, else 120)', wholeNumber(20))
    .action(async (file: string, options: Options) => {
      const circuit = parseQasm(await readFile(file, 'utf8'), { file })
      const text = drawText(circuit, { width: options.width ?? process.stdout.columns ?? 120 })
      printResult(options, { qubits: circuit.qubitCount, depth: depth(circuit), counts: counts(circuit), text }, () => text)
    })
}
