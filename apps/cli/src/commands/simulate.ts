/** `ketwork simulate FILE.qasm`: amplitudes, expectations and counts of an OpenQASM circuit. */
import { Command, Option } from 'commander'
import { countSamples, openBackend, parsePauliSum, type Backend, type Circuit, type Operation, type Precision, type RanOn } from 'ketwork'
import { bitString } from 'ketwork/math'
import { removeFinalMeasurements } from 'ketwork/transpiler'
import { addCircuitOptions, type CircuitOptions } from '../circuitOptions.ts'
import { examples } from '../help.ts'
import { longWork } from '../longWork.ts'
import { MisuseError } from '../MisuseError.ts'
import { seedOption, wholeNumber, type CommonOptions } from '../options.ts'
import { readCircuit, readSource, requireValues } from '../readCircuit.ts'
import { facts, note, printResult, styled } from '../terminal/output.ts'

interface Options extends CommonOptions, CircuitOptions {
  readonly shots?: number
  readonly observable?: readonly string[]
  readonly amplitudes?: boolean
  readonly precision: Precision
  readonly seed: number
}

interface Work extends Options {
  readonly signal: AbortSignal
}

interface Expectation {
  readonly observable: string
  readonly value: number
  readonly standardError?: number
}

interface Simulation {
  readonly qubits: number
  readonly counts?: Readonly<Record<string, number>>
  /**
   * What the characters of the counts' keys are, from left to right: bits of the circuit, or its qubits where nothing
   * is measured.
   */
  readonly bits?: readonly string[]
  readonly expectations?: readonly Expectation[]
  readonly amplitudes?: readonly (readonly [number, number])[]
  readonly probabilities?: Readonly<Record<string, number>>
  readonly notes: readonly string[]
  readonly ranOn: RanOn
}

/** Operations whose outcome is random or depends on bits. */
const DYNAMIC: Readonly<Record<string, string>> = {
  measure: 'a measure',
  reset: 'a reset',
  setBit: 'an assignment of a bit',
  clearBit: 'an assignment of a bit',
}
const DEFAULT_SHOTS = 1024
/** Likeliest outcomes that are listed. */
const LISTED = 16
/** Smaller probabilities are rounding errors. */
const NO_PROBABILITY = 1e-12
/** The most qubits whose amplitudes are listed. */
const LISTED_QUBITS = 20

export function simulateCommand(): Command {
  return addCircuitOptions(new Command('simulate').argument('<file>', 'OpenQASM 2 or 3 file, - for standard input'))
    .option('--shots <n>', 'draw samples and count them; expectations become estimates', wholeNumber(1))
    .option(
      '--observable <text>',
      'an expectation, such as "0.5*Z0*Z1 - X2" (repeatable)',
      (text: string, list: readonly string[] | undefined) => [...(list ?? []), text],
    )
    .option('--amplitudes', 'list all amplitudes')
    .addOption(new Option('--precision <name>', 'numbers of the state').choices(['f64', 'f32']).default('f64'))
    .addOption(seedOption())
    .addHelpText(
      'after',
      examples({
        'the likeliest outcomes': 'ketwork simulate bell.qasm',
        'a thousand samples, counted': 'ketwork simulate bell.qasm --shots 1000 --seed 7',
        'expectations, as JSON': 'ketwork simulate bell.qasm --observable "Z0*Z1" --observable "0.5*X0 - X1" --json',
        'an OpenQASM 3 input with a value': 'ketwork simulate rotation.qasm --set t=0.3 --observable Z0',
        'a circuit from another command': 'ketwork transpile bell.qasm --target line:3 --output - | ketwork simulate -',
      }),
    )
    .action(async (file: string, options: Options) => {
      const circuit = readCircuit(await readSource(file, options))
      requireValues(circuit)
      const result = await longWork('simulate', ({ signal }) => simulate(circuit, { ...options, signal }))
      for (const text of result.notes) note(text)
      printResult(options, result, () => describe(result))
    })
}

async function simulate(circuit: Circuit, options: Work): Promise<Simulation> {
  const { observable = [] } = options
  await using backend = await openBackend()
  const { circuit: pure, removed } = removeFinalMeasurements(circuit)
  const exact = options.amplitudes === true || (observable.length > 0 && options.shots === undefined)
  const dynamic = pure.operations.find(({ gate, condition }) => condition !== undefined || Object.hasOwn(DYNAMIC, gate))
  if (exact && dynamic !== undefined) throw new MisuseError(refusal(dynamic))
  if (options.amplitudes) await requireListable(backend, circuit.qubitCount, options)
  const shots = options.shots ?? (dynamic === undefined ? undefined : DEFAULT_SHOTS)
  const wantsState = options.amplitudes === true || (shots === undefined && !exact)
  const state = wantsState ? await exactState(backend, pure, options) : undefined
  const counted = shots === undefined ? undefined : await drawCounts(backend, circuit, shots, options)
  const estimated = observable.length > 0 ? await expectations(backend, pure, observable, options) : undefined
  const ranOn = (state ?? counted ?? estimated)?.ranOn
  if (ranOn === undefined) throw new Error('nothing was computed')
  return {
    qubits: circuit.qubitCount,
    ...(counted && { counts: counted.counts, bits: counted.bits }),
    ...(estimated && { expectations: estimated.list }),
    ...(state && (options.amplitudes ? { amplitudes: pairs(state.data) } : { probabilities: mostLikely(state.data, state.qubits) })),
    notes: [
      ...(removed > 0 && (exact || wantsState)
        ? [`${removed} final measurement${removed === 1 ? ' was' : 's were'} dropped for the exact answers`]
        : []),
      ...(shots === options.shots ? [] : [`the circuit measures or resets in its middle: ${DEFAULT_SHOTS} shots were drawn`]),
    ],
    ranOn,
  }
}

function refusal({ gate, condition }: Operation): string {
  const what = condition === undefined ? DYNAMIC[gate] : 'a condition'
  return `exact answers need a circuit that measures only at its end, and this one has ${what} in its middle: use --shots`
}

/** The backend itself refuses what does not fit into memory. */
async function requireListable(backend: Backend, qubits: number, { precision }: Options): Promise<void> {
  const { [precision]: fitting = 0 } = (await backend.capabilities()).qubits
  if (qubits <= LISTED_QUBITS || qubits > fitting) return
  throw new MisuseError(
    `${qubits} qubits have ${2 ** qubits} amplitudes: those of up to ${LISTED_QUBITS} qubits are listed; use --shots or --observable`,
  )
}

async function exactState(backend: Backend, circuit: Circuit, { precision, signal }: Work) {
  await using executable = await backend.compile(circuit, { precision, expectedRuns: 1 })
  return await executable.amplitudes({ signal })
}

async function drawCounts(backend: Backend, circuit: Circuit, shots: number, { precision, seed, signal }: Work) {
  await using executable = await backend.compile(circuit, { precision, expectedRuns: 1 })
  const batch = await executable.sample({ shots, seed, signal })
  const names = executable.bits.length > 0 ? executable.bits : qubitNames(circuit.qubitCount)
  return { counts: Object.fromEntries(countSamples(batch)), bits: [...names].reverse(), ranOn: batch.ranOn }
}

async function expectations(
  backend: Backend,
  circuit: Circuit,
  observable: readonly string[],
  { precision, shots, seed, signal }: Work,
): Promise<{ list: Expectation[]; ranOn: RanOn }> {
  const observables = observable.map((text) => parsePauliSum(text))
  await using executable = await backend.compile(circuit, { observables, precision, expectedRuns: 1 })
  const { values, standardErrors, ranOn } = await executable.expectations(shots === undefined ? { signal } : { shots, seed, signal })
  return {
    list: observable.map((text, k) => ({
      observable: text,
      value: values[k],
      ...(standardErrors && { standardError: standardErrors[k] }),
    })),
    ranOn,
  }
}

/** As drawings name them. */
function qubitNames(qubits: number): string[] {
  return Array.from({ length: qubits }, (_, qubit) => `q${qubit}`)
}

function pairs(data: ArrayLike<number>): [number, number][] {
  return Array.from({ length: data.length / 2 }, (_, i) => [data[2 * i], data[2 * i + 1]])
}

/** The likeliest basis states with their probabilities, likeliest first, at most 16. */
function mostLikely(data: ArrayLike<number>, qubits: number): Record<string, number> {
  const top: { index: number; probability: number }[] = []
  for (let index = 0; 2 * index < data.length; index++) {
    const probability = data[2 * index] ** 2 + data[2 * index + 1] ** 2
    if (probability < NO_PROBABILITY || (top.length === LISTED && probability <= top[LISTED - 1].probability)) continue
    const place = top.findIndex((other) => probability > other.probability)
    top.splice(place < 0 ? top.length : place, 0, { index, probability })
    top.length = Math.min(top.length, LISTED)
  }
  return Object.fromEntries(top.map(({ index, probability }) => [bitString(index, qubits), probability]))
}

function describe({ qubits, counts, bits, expectations: list, amplitudes, probabilities, ranOn }: Simulation): string {
  const blocks = [
    list &&
      facts(
        list.map(({ observable, value, standardError }) => [
          `<${observable}>`,
          standardError === undefined ? value : `${value} ± ${standardError}`,
        ]),
      ),
    counts && bits && legend('bits', bits),
    counts && facts(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))),
    (amplitudes || probabilities) && legend('qubits', qubitNames(qubits).reverse()),
    amplitudes &&
      facts(
        amplitudes.map(([re, im], index) => [
          bitString(index, qubits),
          `${re.toFixed(8)} ${im < 0 ? '-' : '+'} ${Math.abs(im).toFixed(8)}i`,
        ]),
      ),
    probabilities &&
      facts(
        Object.entries(probabilities)
          .sort(([a, p], [b, q]) => q - p || (a < b ? -1 : 1))
          .map(([bits, probability]) => [bits, probability.toFixed(8)]),
      ),
    styled('dim', `${qubits} qubits, ${ranOn.device} ${ranOn.precision}, ${ranOn.method}: ${ranOn.plan}`),
  ]
  return blocks.filter((block) => block !== undefined).join('\n\n')
}

/** Which character is which bit; consecutive bits of a register are abbreviated to the first and the last. */
function legend(what: 'bits' | 'qubits', names: readonly string[]): string {
  const runs: string[][] = []
  for (const name of names) {
    const last = runs.at(-1)?.at(-1)
    if (last !== undefined && follows(last, name)) runs.at(-1)?.push(name)
    else runs.push([name])
  }
  const texts = runs.map((run) => (run.length > 2 ? `${run[0]} to ${run[run.length - 1]}` : run.join(', ')))
  return styled('dim', `${what}, left to right: ${texts.join(', ')}`)
}

function follows(left: string, right: string): boolean {
  const [a, b] = [left, right].map((name) => /^(.*?)(\d+)(\]?)$/.exec(name))
  return a !== null && b !== null && a[1] === b[1] && a[3] === b[3] && Number(a[2]) === Number(b[2]) + 1
}
