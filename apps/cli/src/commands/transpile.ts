/** `ketwork transpile FILE.qasm`: a circuit rewritten for a device, with a certificate of equivalence. */
import { Command, Option } from 'commander'
import type { Certificate, Level } from 'ketwork'
import type { LowerBound } from 'ketwork/transpiler'
import { addCircuitOptions, type CircuitOptions } from '../circuitOptions.ts'
import { examples } from '../help.ts'
import { interruptible, nothingSaved } from '../interruption.ts'
import { seedOption, wholeNumber, type CommonOptions } from '../options.ts'
import { readSource } from '../readCircuit.ts'
import { readTargetFile } from '../readTarget.ts'
import { facts, printDocument, printResult, styled } from '../terminal/output.ts'
import { onThread } from '../thread/onThread.ts'
import type { Sizes, Transpiled, TranspileTask } from '../thread/transpileCircuit.ts'
import { writeFileSafely } from '../writeFileSafely.ts'

interface Options extends CommonOptions, CircuitOptions {
  readonly target?: string
  readonly basis?: string
  readonly level: string
  readonly effortMs?: number
  readonly verify: 'always' | 'fast' | 'never'
  readonly seed: number
  readonly output?: string
}

export function transpileCommand(): Command {
  return addCircuitOptions(new Command('transpile').argument('<file>', 'OpenQASM 2 or 3 file, - for standard input'))
    .option('--target <target>', 'line:20, ring:8, grid:4x5, heavy-hex:5, all-to-all:12 or a device FILE.json (default: all-to-all)')
    .option('--basis <gates>', 'gates of the device, such as cz,rz,sx,x (default), cx,u or rxx,ry,rz; the file of a device has its own')
    .addOption(new Option('--level <n>', 'optimisation level').choices(['0', '1', '2', '3']).default('2'))
    .option('--effort-ms <n>', 'time for further optimisation, in milliseconds', wholeNumber(1))
    .addOption(
      new Option('--verify <when>', 'whether equivalence is checked: fast leaves out expensive checks')
        .choices(['always', 'fast', 'never'])
        .default('fast'),
    )
    .addOption(seedOption())
    .option(
      '-o, --output <file>',
      'write the circuit, on the qubits of the device, to this OpenQASM file (- for standard output): version 2, or 3 with its inputs',
    )
    .addHelpText(
      'after',
      examples({
        'for a grid of 4 by 5 qubits': 'ketwork transpile bell.qasm --target grid:4x5',
        'into a file, with more time for optimisation':
          'ketwork transpile bell.qasm --target heavy-hex:3 --level 3 --effort-ms 500 --output placed.qasm',
      }),
    )
    .action(async (file: string, options: Options) => {
      const { answer, qasm } = await rewrite(file, options)
      const { output } = options
      const written = output === '-' ? undefined : output
      if (written !== undefined) await writeFileSafely(written, qasm)
      const text = describe(answer, written)
      if (output === '-' && !options.json) printDocument(qasm, text)
      else printResult(options, { ...answer, ...(written === undefined ? { qasm } : { file: written }) }, () => text)
    })
}

async function rewrite(file: string, options: Options): Promise<Transpiled> {
  const { target, basis, seed, verify, effortMs } = options
  const source = await readSource(file, options)
  const deviceFile = await readTargetFile(target)
  const task: TranspileTask = {
    source,
    target: { target, basis, file: deviceFile },
    options: { level: Number(options.level) as Level, seed, verify, ...(effortMs && { effort: { milliseconds: effortMs } }) },
  }
  return interruptible((signal) => onThread('transpileCircuit', task, signal), nothingSaved)
}

function describe(answer: Transpiled['answer'], output: string | undefined): string {
  const { certificate, milliseconds, initialLayout, finalLayout, lowerBound } = answer
  const gates = Object.entries(answer.counts).map(([name, count]) => `${count} ${name}`)
  return `${comparison(answer.before, answer)}\n\n${facts([
    ['gates', gates.join(', ') || 'none'],
    ['lower bound', boundText(lowerBound)],
    ['qubits at start', layoutText(initialLayout)],
    ['qubits at end', finalLayout.join() === initialLayout.join() ? 'the same' : layoutText(finalLayout)],
    ['check', certificateText(certificate)],
    ['time', `${milliseconds.toFixed(0)} ms, the check ${certificate.milliseconds.toFixed(0)} ms`],
    ...(output === undefined ? [] : [['wrote', output] as const]),
  ])}`
}

/** Sizes before and after, in columns. */
function comparison(before: Sizes, after: Sizes): string {
  const rows: [string, 'qubits' | 'gates2q' | 'depth2q' | 'gates' | 'depth'][] = [
    ['qubits', 'qubits'],
    ['two-qubit gates', 'gates2q'],
    ['two-qubit depth', 'depth2q'],
    ['gates', 'gates'],
    ['depth', 'depth'],
  ]
  const line = (label: string, left: string | number, right: string | number) =>
    `${styled('dim', label.padEnd(16))}${String(left).padStart(10)}${String(right).padStart(10)}`
  return [line('', 'before', 'after'), ...rows.map(([label, key]) => line(label, before[key], after[key]))].join('\n')
}

function boundText({ twoQubitOperations, gap, kind }: LowerBound): string {
  const gates = `${twoQubitOperations} two-qubit gate${twoQubitOperations === 1 ? '' : 's'}`
  const gapText = gap === 0 ? 'reached' : `${gap} more than that`
  if (kind === 'unitary') return `no circuit that does the same has fewer than ${gates}: ${gapText}`
  return `${gates} for its blocks on pairs of qubits: ${gapText}; fewer with other blocks is not ruled out`
}

/** The device's qubits in the order of the circuit's. */
function layoutText(layout: readonly number[]): string {
  return layout.length > 3 && layout.every((place, qubit) => place === qubit)
    ? '0 to ' + String(layout.length - 1) + ', in order'
    : layout.join(' ')
}

function certificateText(certificate: Certificate): string {
  if (certificate.verdict === 'not checked') return `${styled('yellow', 'not checked')}: ${certificate.reason}`
  const verdict = styled(certificate.verdict === 'equivalent' ? 'green' : 'red', certificate.verdict)
  return `${verdict}: ${methodText(certificate)}`
}

function methodText(certificate: Exclude<Certificate, { method: 'none' }>): string {
  switch (certificate.method) {
    case 'unitary':
      return `the matrices agree within ${certificate.error.toExponential(1)}`
    case 'clifford':
      return 'the stabilizer tableaus agree'
    case 'states':
      return `the same on ${certificate.trials} random states; average infidelity below ${certificate.bound.averageInfidelity.toPrecision(2)} with ${100 * certificate.bound.confidence} % confidence`
    case 'outcomes':
      return `the same states for every outcome, from ${certificate.trials} random states`
  }
}
