/** What is alive: reloading, sharing of structures, overlapping calls, abort, dispose, memory, and what the backend says of itself. */
import { Circuit, feature, gateTable, parameter, parsePauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { Executable, Inputs } from '../backend.ts'
import { DisposedError } from '../DisposedError.ts'
import { structureKey } from '../lowering/structureKey.ts'
import { isWide } from '../precision.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf } from './conformanceCase.ts'
import { batchInputs, drawProblem } from './drawnCircuits.ts'
import { oracleState } from './oracles.ts'
import { amplitudeTolerance } from './tolerances.ts'

export const lifecycleCases = casesOf([
  [
    'a program loaded again, and a copy of it, give the same bits',
    async ({ backend, precision }) => {
      const { circuit, observables, inputs } = drawProblem(new RandomStream(190), { qubits: 4, operations: 30, rows: 2, terms: [5] })
      const first = await backend.compile(circuit, { precision, observables })
      const expected = await results(first, inputs)
      requireSameBits('results of the same program', await results(await backend.load(first.program, { precision }), inputs), expected)
      const copy = structuredClone(first.program)
      await first.dispose()
      requireSameBits('results of a copy', await results(await backend.load(copy, { precision }), inputs), expected)
      const foreign = { ...copy, version: 0 as 2 }
      await requireRejects('a program of another version', () => backend.load(foreign, { precision }))
    },
  ],
  [
    'circuits that differ in one constant share a structure and differ in results',
    async ({ backend, precision }) => {
      const circuit = (angle: number) =>
        new Circuit(3)
          .h(0)
          .rx(angle, 0)
          .cx(0, 1)
          .rzz(0.7, 1, 2)
          .ry(angle / 3, 2)
      const keys = new Set<string>()
      for (const angle of [0.3, 1.1, -2, 0, Math.PI / 2, Math.PI]) {
        const executable = await backend.compile(circuit(angle), { precision })
        keys.add(structureKey(executable.program.structure))
        const expected = oracleState(circuit(angle), {})
        requireClose(`amplitudes at ${angle}`, (await executable.amplitudes()).data, expected, amplitudeTolerance(precision, 10))
      }
      require(keys.size === 1, `six constants gave ${keys.size} structures`)
      const weights = [0.5, -1.5]
      const executables = await Promise.all(
        weights.map((weight) => backend.compile(circuit(0.3), { precision, observables: [parsePauliSum(`${weight}*Z2 + X1`)] })),
      )
      const [a, b] = executables.map(({ program }) => structureKey(program.structure))
      require(a === b, 'two coefficients of an observable gave two structures')
      const [left, right] = await Promise.all(executables.map(async (executable) => (await executable.expectations()).values[0]))
      require(left !== right, 'two coefficients of an observable gave the same expectation')
    },
  ],
  [
    'calls that overlap do not disturb each other',
    async ({ backend, precision }) => {
      const sizes = { qubits: 5, operations: 40, rows: 3, terms: [5] }
      const { circuit, observables, random } = drawProblem(new RandomStream(191), sizes)
      const executable = await backend.compile(circuit, { precision, observables })
      const batches = Array.from({ length: 4 }, () => batchInputs(circuit, 3, random))
      const alone: number[][] = []
      for (const batch of batches) alone.push(await results(executable, batch))
      const together = await Promise.all(batches.map((batch) => results(executable, batch)))
      together.forEach((numbers, i) => requireSameBits(`results of call ${i}`, numbers, alone[i]))
    },
  ],
  [
    'results belong to the caller, inputs stay as they were',
    async ({ backend, precision }) => {
      const executable = await backend.compile(CIRCUIT(), { precision, observables: OBSERVABLES })
      const expected = await results(executable)
      const { data } = await executable.amplitudes(INPUTS)
      const { values } = await executable.expectations(INPUTS)
      data.fill(7)
      values.fill(7)
      requireSameBits('results after an earlier one was overwritten', await results(executable), expected)
      requireSameBits('features', INPUTS.features.data, [0.3, -1.2])
    },
  ],
  [
    'a disposed executable rejects every call, the others go on',
    async ({ backend, precision }) => {
      const [first, second] = await Promise.all([0, 1].map(() => backend.compile(CIRCUIT(), { precision, observables: OBSERVABLES })))
      const expected = await results(second)
      await first.dispose()
      await first.dispose()
      await requireAllDisposed(first)
      requireSameBits('results of the other executable', await results(second), expected)
      await second[Symbol.asyncDispose]()
      await requireAllDisposed(second)
    },
  ],
  [
    'a disposed backend rejects compile, load and the calls of its executables',
    async ({ backend, precision }) => {
      const executable = await backend.compile(CIRCUIT(), { precision, observables: OBSERVABLES })
      await backend.dispose()
      await backend[Symbol.asyncDispose]()
      await requireRejects('compile after dispose', () => backend.compile(CIRCUIT(), { precision }), DisposedError)
      await requireRejects('load after dispose', () => backend.load(executable.program, { precision }), DisposedError)
      await requireAllDisposed(executable)
      await executable.dispose()
    },
  ],
  [
    'a call whose signal is aborted already rejects with its reason',
    async ({ backend, precision }) => {
      const executable = await backend.compile(CIRCUIT(), { precision, observables: OBSERVABLES })
      const reason = new Error('not wanted any more')
      const inputs = { ...INPUTS, signal: AbortSignal.abort(reason) }
      const calls = [
        () => executable.amplitudes(inputs),
        () => executable.expectations(inputs),
        () => executable.gradient(inputs),
        () => executable.overlaps(inputs),
        () => executable.sample({ ...inputs, shots: 1, seed: 1 }),
      ]
      for (const call of calls) require((await requireRejects('an aborted call', call)) === reason, "the error is not the signal's reason")
      await results(executable)
    },
  ],
  [
    'a run that is aborted on the way rejects with the reason, and the executable runs again',
    async ({ backend, precision }) => {
      const circuit = new Circuit(LONG_QUBITS)
      for (let layer = 0; layer < 10; layer++) {
        for (let qubit = 0; qubit < LONG_QUBITS; qubit++) circuit.ry(feature('x'), qubit).cx(qubit, (qubit + 1) % LONG_QUBITS)
      }
      const executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0')] })
      const featuresOf = (rows: number) => ({ rows, columns: 1, data: new Float64Array(rows).fill(0.1) })
      const features = featuresOf(await longRows((rows) => executable.expectations({ features: featuresOf(rows) })))
      const controller = new AbortController()
      const reason = new Error('stop')
      const begun = performance.now()
      setTimeout(() => controller.abort(reason), ABORT_MILLISECONDS)
      const error = await requireRejects('the aborted run', () => executable.expectations({ features, signal: controller.signal }))
      require(error === reason, `rejected with ${error.message}, not with the reason of the signal`)
      const seconds = (performance.now() - begun) / 1000
      require(seconds < 5, `the run went on for ${seconds} s after it was aborted`)
      const { values } = await executable.expectations({ features: { rows: 1, columns: 1, data: Float64Array.of(0) } })
      requireClose('expectation of |0...0>', values, [1], amplitudeTolerance(precision, circuit.operations.length))
    },
  ],
  [
    '40 qubits are refused before anything is allocated, with the bytes needed and available',
    async ({ backend, precision }) => {
      const circuit = new Circuit(40).h(0).cx(0, 39)
      const run = async () => (await backend.compile(circuit, { precision })).amplitudes()
      const error = await requireRejects('40 qubits', run, TooManyQubitsError)
      require(error instanceof TooManyQubitsError && error.qubits === 40, 'the error names the qubits')
      require(error.bytesNeeded >= 8 * 2 ** 40, `40 qubits need ${error.bytesNeeded} bytes`)
      require(error.bytesAvailable > 0 && error.bytesAvailable < error.bytesNeeded, `${error.bytesAvailable} bytes are available`)
      require(/40 qubits.*B\b/.test(error.message), `the message does not name qubits and bytes: ${error.message}`)
    },
  ],
  [
    'an unknown precision or method is refused, and a number of runs below 1',
    async ({ backend, precision }) => {
      const { precisions } = await backend.capabilities()
      const refused = await requireRejects('precision f16', () => backend.compile(CIRCUIT(), { precision: 'f16' as 'f32' }))
      const names = precisions.every((there) => refused.message.includes(`'${there}'`))
      require(refused instanceof RangeError && names, `the error does not name ${precisions.join(', ')}: ${refused.message}`)
      for (const expectedRuns of [0, -1, 0.5, NaN, -Infinity, '3' as unknown as number]) {
        const error = await requireRejects(`expectedRuns ${expectedRuns}`, () => backend.compile(CIRCUIT(), { precision, expectedRuns }))
        require(error instanceof RangeError && /expectedRuns/.test(error.message), `expectedRuns is refused with ${error.message}`)
      }
      for (const expectedRuns of [1, 2.5, Infinity]) await (await backend.compile(CIRCUIT(), { precision, expectedRuns })).dispose()
      await requireRejects('method magic', () => backend.compile(CIRCUIT(), { precision, method: 'magic' as 'auto' }))
    },
  ],
  [
    'capabilities say what there is',
    async ({ backend, precision }) => {
      const found = await backend.capabilities()
      require(backend.name !== '' && found.device !== '', 'backend and device have names')
      require(found.precisions.includes(precision), `precision ${precision} is among ${found.precisions.join(', ')}`)
      require(found.methods.includes('stateVector'), 'state vectors are available')
      const { [precision]: qubits = 0 } = found.qubits
      require(qubits >= 1, `${qubits} qubits fit`)
      require(found.threads >= 1 && found.memoryBytes > 0, 'threads and memory are positive')
      for (const name of found.operations) require(name in gateTable, `operation ${name} is not in the gate table`)
      for (const [name, { kind }] of Object.entries(gateTable)) {
        if (kind === 'gate') require(found.operations.includes(name), `gate ${name} is not among the operations`)
      }
    },
  ],
  [
    'every result says where and how it was computed, in the precision that was asked',
    async ({ backend, precision }) => {
      const executable = await backend.compile(CIRCUIT(), { precision, observables: OBSERVABLES })
      const amplitudes = await executable.amplitudes(INPUTS)
      const all = [
        amplitudes,
        await executable.probabilities(INPUTS),
        await executable.expectations(INPUTS),
        await executable.gradient(INPUTS),
        await executable.jacobian(INPUTS),
        await executable.overlaps(INPUTS),
        await executable.sample({ ...INPUTS, shots: 1, seed: 1 }),
      ]
      for (const { ranOn } of all) {
        require(ranOn.precision === precision && ranOn.method === 'stateVector', `ran on ${ranOn.method} in ${ranOn.precision}`)
        require(ranOn.device !== '' && ranOn.plan !== '', 'device and plan have names')
      }
      const kind = isWide(precision) ? Float64Array : Float32Array
      require(amplitudes.data instanceof kind, `amplitudes in ${precision} are a ${kind.name}`)
      const byDefault = await backend.compile(CIRCUIT(), {})
      const { ranOn } = await byDefault.amplitudes(INPUTS)
      const { precisions } = await backend.capabilities()
      if (precisions.includes('f64')) require(ranOn.precision === 'f64', `the default precision is ${ranOn.precision}`)
    },
  ],
])

const CIRCUIT = () => new Circuit(2).ry(parameter('w'), 0).cx(0, 1).rx(feature('x'), 1)
const INPUTS = { parameters: [0.4], features: { rows: 2, columns: 1, data: Float64Array.of(0.3, -1.2) } }
const OBSERVABLES = [parsePauliSum('Z0*Z1 - 0.5*X1')]

/** A few results of every deterministic call, as one list. */
async function results(executable: Executable, inputs: Inputs = INPUTS): Promise<number[]> {
  return [
    ...(await executable.amplitudes(inputs)).data,
    ...(await executable.expectations(inputs)).values,
    ...((await executable.gradient(inputs)).parameters ?? []),
    ...(await executable.overlaps(inputs)).values,
    ...(await executable.sample({ ...inputs, shots: 20, seed: 9 })).samples,
  ]
}

async function requireAllDisposed(executable: Executable): Promise<void> {
  await requireRejects('amplitudes after dispose', () => executable.amplitudes(INPUTS), DisposedError)
  await requireRejects('probabilities after dispose', () => executable.probabilities(INPUTS), DisposedError)
  await requireRejects('expectations after dispose', () => executable.expectations(INPUTS), DisposedError)
  await requireRejects('variances after dispose', () => executable.variances(INPUTS), DisposedError)
  await requireRejects('gradient after dispose', () => executable.gradient(INPUTS), DisposedError)
  await requireRejects('jacobian after dispose', () => executable.jacobian(INPUTS), DisposedError)
  await requireRejects('overlaps after dispose', () => executable.overlaps(INPUTS), DisposedError)
  await requireRejects('sample after dispose', () => executable.sample({ ...INPUTS, shots: 1, seed: 1 }), DisposedError)
}

const LONG_QUBITS = 14
/** The run that is aborted would last hundreds of times longer, by the measured speed: it surely still runs then. */
const ABORT_MILLISECONDS = 15
const LONG_MILLISECONDS = 5000
/** Features hold a number a row: 8 MiB at most. */
const MOST_ROWS = 2 ** 20

/** So many rows that a run on them would last for long: as many as are needed for a run that can be timed, and then in proportion. */
async function longRows(run: (rows: number) => Promise<unknown>): Promise<number> {
  await run(1) // plans and compiles
  for (let rows = 1; ; rows *= 4) {
    const begun = performance.now()
    await run(rows)
    const milliseconds = performance.now() - begun
    if (milliseconds >= 4 || rows >= MOST_ROWS) return Math.min(MOST_ROWS, Math.ceil((rows * LONG_MILLISECONDS) / milliseconds))
  }
}
