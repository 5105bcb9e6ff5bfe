/** Overlaps, symmetric and between two batches, against inner products of amplitudes and of the oracle's states. */
import { Circuit, feature } from '@ketwork/circuit'
import { innerProduct, RandomStream } from '@ketwork/math'
import { require, requireClose, requireRejects } from './assertions.ts'
import { casesOf, type ConformanceCase, type ConformanceSetting, type NamedCheck } from './conformanceCase.ts'
import { batchInputs, drawProblem } from './drawnCircuits.ts'
import { oracleStates } from './oracles.ts'
import { amplitudeTolerance } from './tolerances.ts'

export function overlapCases(setting: ConformanceSetting): ConformanceCase[] {
  return casesOf([
    ...[1, 4, 7].flatMap((qubits) => [symmetricCheck(qubits), crossCheck(qubits)]),
    closedForm,
    ...(setting.full ? [tiledCheck(70, 65)] : []),
    tiledCheck(33, 18),
  ])(setting)
}

type States = readonly (Float64Array | Float32Array)[]

function innerProducts(left: States, right: States): number[] {
  return left.flatMap((a) => right.flatMap((b) => innerProduct(a, b)))
}

function symmetricCheck(qubits: number): NamedCheck {
  return [
    `overlaps of a batch with itself on ${qubits} qubits`,
    async ({ backend, precision }) => {
      const { circuit, inputs } = drawProblem(new RandomStream(150).substream(qubits), {
        qubits,
        operations: 20,
        rows: 6,
        gates: backend.gates,
      })
      await using executable = await backend.compile(circuit, { precision })
      const { rows, columns, values } = await executable.overlaps(inputs)
      require(rows === 6 && columns === 6, `6 rows gave ${rows} x ${columns} overlaps`)
      const states = oracleStates(circuit, inputs)
      requireClose('overlaps', values, innerProducts(states, states), 4 * amplitudeTolerance(precision, 60))
    },
  ]
}

function crossCheck(qubits: number): NamedCheck {
  return [
    `overlaps of two batches on ${qubits} qubits`,
    async ({ backend, precision }) => {
      const sizes = { qubits, operations: 20, rows: 3, gates: backend.gates }
      const { circuit, inputs: left, random } = drawProblem(new RandomStream(151).substream(qubits), sizes)
      const right = batchInputs(circuit, 5, random)
      await using executable = await backend.compile(circuit, { precision })
      const { rows, columns, values } = await executable.overlaps(left, right)
      require(rows === 3 && columns === 5, `3 and 5 rows gave ${rows} x ${columns} overlaps`)
      const width = 2 * 2 ** qubits
      const [a, b] = [(await executable.amplitudes(left)).data, (await executable.amplitudes(right)).data]
      const rowsOf = (data: typeof a) =>
        Array.from({ length: data.length / width }, (_, row) => data.subarray(row * width, (row + 1) * width))
      requireClose('overlaps', values, innerProducts(rowsOf(a), rowsOf(b)), 4 * amplitudeTolerance(precision, 60))
    },
  ]
}

const closedForm: NamedCheck = [
  'closed form: <p(a) +|p(b) +> = (1 + exp(i (b - a))) / 2, conjugate-linear on the left',
  async ({ backend, precision }) => {
    const row = (...data: number[]) => ({ features: { rows: data.length, columns: 1, data: Float64Array.from(data) } })
    await using executable = await backend.compile(new Circuit(1).h(0).p(feature('x'), 0), { precision })
    const { values } = await executable.overlaps(row(0.2), row(1.5))
    const [re, im] = [(1 + Math.cos(1.3)) / 2, Math.sin(1.3) / 2]
    requireClose('<left|right>', values, [re, im], 4 * amplitudeTolerance(precision, 2))
    await requireRejects('overlaps of a row with NaN', () => executable.overlaps(row(0.2), row(NaN)), RangeError)
  },
]

function tiledCheck(leftRows: number, rightRows: number): NamedCheck {
  return [
    `overlaps of ${leftRows} with ${rightRows} rows, past any tile's edge`,
    async ({ backend, precision }) => {
      const random = new RandomStream(152)
      const circuit = new Circuit(2).ry(feature('x'), 0).rx(feature('y'), 1).cx(0, 1).ry(feature('x'), 1)
      const [left, right] = [batchInputs(circuit, leftRows, random), batchInputs(circuit, rightRows, random)]
      await using executable = await backend.compile(circuit, { precision })
      const expected = innerProducts(oracleStates(circuit, left), oracleStates(circuit, right))
      requireClose('overlaps', (await executable.overlaps(left, right)).values, expected, 4 * amplitudeTolerance(precision, 12))
    },
  ]
}
