/** What is alive: reloading, sharing of structures, overlapping calls, dispose, and what results say of themselves. */
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { Executable, Inputs } from '../backend.ts'
import { DisposedError } from '../DisposedError.ts'
import { structureKey } from '../lowering/structureKey.ts'
import { isWide } from '../precision.ts'
import { leavingOut, require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf } from './conformanceCase.ts'
import { batchInputs, drawProblem } from './drawnCircuits.ts'
import { oracleState } from './oracles.ts'
import { amplitudeTolerance } from './tolerances.ts'

export const lifecycleCases = casesOf([
  [
    'a program loaded again, and a copy of it, give the same bits',
    async ({ backend, precision }) => {
      const { circuit, observables, inputs } = drawProblem(new RandomStream(190), {
        qubits: 4,
        operations: 30,
        rows: 2,
        terms: [5],
        gates: backend.gates,
      })
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
      const sizes = { qubits: 5, operations: 40, rows: 3, terms: [5], gates: backend.gates }
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
    'a number of runs below 1 is refused',
    async ({ backend, precision }) => {
      for (const expectedRuns of [0, -1, 0.5, NaN, -Infinity, '3' as unknown as number]) {
        const error = await requireRejects(`expectedRuns ${expectedRuns}`, () => backend.compile(CIRCUIT(), { precision, expectedRuns }))
        require(error instanceof RangeError && /expectedRuns/.test(error.message), `expectedRuns is refused with ${error.message}`)
      }
      for (const expectedRuns of [1, 2.5, Infinity]) await (await backend.compile(CIRCUIT(), { precision, expectedRuns })).dispose()
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
    },
  ],
])

const CIRCUIT = () => new Circuit(2).ry(parameter('w'), 0).cx(0, 1).rx(feature('x'), 1)
const INPUTS = { parameters: [0.4], features: { rows: 2, columns: 1, data: Float64Array.of(0.3, -1.2) } }
const OBSERVABLES = [parsePauliSum('Z0*Z1 - 0.5*X1')]

/** A few results of every deterministic call, as one list. */
async function results(executable: Executable, inputs: Inputs = INPUTS): Promise<number[]> {
  const numbers = [
    ...(await executable.amplitudes(inputs)).data,
    ...(await executable.expectations(inputs)).values,
    ...(await executable.overlaps(inputs)).values,
    ...(await executable.sample({ ...inputs, shots: 20, seed: 9 })).samples,
  ]
  await leavingOut(async () => {
    for (const derivative of (await executable.gradient(inputs)).parameters ?? []) numbers.push(derivative)
  })
  return numbers
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
