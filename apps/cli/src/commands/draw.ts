/** `ketwork draw FILE.qasm`: a circuit as text or as an SVG picture, and its measures. */
import { Command, Option } from 'commander'
import type { SvgTheme } from 'ketwork'
import { addCircuitOptions, type CircuitOptions } from '../circuitOptions.ts'
import { examples } from '../help.ts'
import { interruptible, nothingSaved } from '../interruption.ts'
import { MisuseError } from '../MisuseError.ts'
import { wholeNumber, type CommonOptions } from '../options.ts'
import { readSource } from '../readCircuit.ts'
import { facts, printDocument, printResult } from '../terminal/output.ts'
import type { Drawing, Measures } from '../thread/drawCircuit.ts'
import { onThread } from '../thread/onThread.ts'
import { writeFileSafely } from '../writeFileSafely.ts'

interface Options extends CommonOptions, CircuitOptions {
  readonly width?: number
  readonly svg?: boolean
  readonly theme?: SvgTheme
  readonly output?: string
}

export function drawCommand(): Command {
  return addCircuitOptions(new Command('draw').argument('<file>', 'OpenQASM 2 or 3 file, - for standard input'))
    .option('--svg', 'an SVG picture instead of text')
    .addOption(new Option('--theme <name>', 'of the picture: auto follows the reader (default)').choices(['auto', 'light', 'dark']))
    .option('-o, --output <file>', 'write the drawing to this file; - for standard output, alone')
    .option(
      '--width <size>',
      'fold the drawing at this width: characters (default: the terminal, else 120), or pixels of a picture (960)',
      wholeNumber(20),
    )
    .addHelpText(
      'after',
      examples({
        'as text that fits the terminal': 'ketwork draw bell.qasm',
        'as a picture': 'ketwork draw bell.qasm --svg --output bell.svg',
      }),
    )
    .action(async (file: string, options: Options) => {
      const { drawing, measures } = await draw(file, options)
      const { output } = options
      if (output === '-' && !options.json) {
        printDocument(drawing, describe(measures))
      } else if (output === undefined || output === '-') {
        const text = options.svg ? drawing.trimEnd() : `${drawing}\n\n${describe(measures)}`
        printResult(options, { ...measures, [options.svg ? 'svg' : 'text']: drawing }, () => text)
      } else {
        await writeFileSafely(output, drawing)
        printResult(options, { ...measures, file: output }, () => `${describe(measures)}\n\nwrote ${output}`)
      }
    })
}

async function draw(file: string, { svg = false, theme, width, output, ...inputs }: Options): Promise<Drawing> {
  if (theme !== undefined && !svg) throw new MisuseError('--theme is for pictures: use it with --svg')
  // stdout may be a pipe to a pager
  const size = width ?? (svg ? undefined : (process.stdout.columns ?? process.stderr.columns ?? 120))
  const source = await readSource(file, inputs)
  const task = { source, svg, ...(theme && { theme }), ...(size && { width: size }) }
  const { drawing, measures } = await interruptible((signal) => onThread('drawCircuit', task, signal), nothingSaved)
  return { drawing: svg || output === undefined ? drawing : `${drawing}\n`, measures }
}

function describe({
  qubits,
  operations,
  depth: layers,
  twoQubitDepth: slow,
  counts: operationCounts,
  parameters,
  tCount: t,
}: Measures): string {
  return facts([
    ['qubits', qubits],
    ['operations', operations],
    ...Object.entries(operationCounts).map(([gate, count]): [string, number] => [`  ${gate}`, count]),
    ['depth', layers],
    ['two-qubit depth', slow],
    ['T count', t ?? 'none: not all of it is Clifford + T'],
    ...(parameters === 0 ? [] : [['parameters', parameters] as const]),
  ])
}
