/** Overlaps, symmetric and between two batches, against inner products of amplitudes and of the oracle's states. */
import { Circuit, feature } from '@ketwork/circuit'
import { innerProduct, RandomStream } from '@ketwork/math'
import { require, requireClose, requireRejects } from './assertions.ts'
import { batchInputs } from './circuitCases.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { drawCircuit } from './drawnCircuits.ts'
import { oracleState, rowValues } from './oracles.ts'
import { amplitudeTolerance } from './tolerances.ts'

export function overlapCases(setting: ConformanceSetting): ConformanceCase[] {
  return [
    ...[1, 4, 7].flatMap((qubits) => [symmetricCase(setting, qubits), crossCase(setting, qubits)]),
    closedFormCase(setting),
    ...(setting.full ? [tiledCase(setting, 70, 65)] : []),
    tiledCase(setting, 33, 18),
  ]
}

function symmetricCase({ precision }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`overlaps of a batch with itself on ${qubits} qubits`, async (backend) => {
    const random = new RandomStream(150).substream(qubits)
    const circuit = drawCircuit({ qubits, operations: 20, random, angles: 'symbolic' })
    const { parameters, features } = batchInputs(circuit, 6, random)
    const states = Array.from({ length: 6 }, (_, row) => oracleState(circuit, rowValues(circuit, row, parameters, features)))
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const { rows, columns, values } = await executable.overlaps({ parameters, features })
      require(rows === 6 && columns === 6, `6 rows gave ${rows} x ${columns} overlaps`)
      const expected = states.flatMap((left) => states.flatMap((right) => innerProduct(left, right)))
      requireClose('overlaps', values, expected, 4 * amplitudeTolerance(precision, 60))
    })
  })
}

function crossCase({ precision }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`overlaps of two batches on ${qubits} qubits`, async (backend) => {
    const random = new RandomStream(151).substream(qubits)
    const circuit = drawCircuit({ qubits, operations: 20, random, angles: 'symbolic' })
    const left = batchInputs(circuit, 3, random)
    const right = batchInputs(circuit, 5, random)
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const { rows, columns, values } = await executable.overlaps(left, right)
      require(rows === 3 && columns === 5, `3 and 5 rows gave ${rows} x ${columns} overlaps`)
      const a = (await executable.amplitudes(left)).data
      const b = (await executable.amplitudes(right)).data
      const width = 2 * 2 ** qubits
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 5; j++) {
          const expected = innerProduct(a.subarray(i * width, (i + 1) * width), b.subarray(j * width, (j + 1) * width))
          const got = values.subarray(2 * (i * 5 + j), 2 * (i * 5 + j) + 2)
          requireClose(`<left ${i}|right ${j}>`, got, expected, 4 * amplitudeTolerance(precision, 60))
        }
      }
    })
  })
}

function closedFormCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('closed form: <p(a) +|p(b) +> = (1 + exp(i (b - a))) / 2, conjugate-linear on the left', async (backend) => {
    const circuit = new Circuit(1).h(0).p(feature('x'), 0)
    const row = (...data: number[]) => ({ features: { rows: data.length, columns: 1, data: Float64Array.from(data) } })
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const { values } = await executable.overlaps(row(0.2), row(1.5))
      const [re, im] = [(1 + Math.cos(1.3)) / 2, Math.sin(1.3) / 2]
      requireClose('<left|right>', values, [re, im], 4 * amplitudeTolerance(precision, 2))
      await requireRejects('overlaps of a row with NaN', () => executable.overlaps(row(0.2), row(NaN)), RangeError)
    })
  })
}

function tiledCase({ precision }: ConformanceSetting, leftRows: number, rightRows: number): ConformanceCase {
  return conformanceCase(`overlaps of ${leftRows} with ${rightRows} rows, past any tile's edge`, async (backend) => {
    const random = new RandomStream(152)
    const circuit = new Circuit(2).ry(feature('x'), 0).rx(feature('y'), 1).cx(0, 1).ry(feature('x'), 1)
    const left = batchInputs(circuit, leftRows, random)
    const right = batchInputs(circuit, rightRows, random)
    const states = ({ features }: typeof left) =>
      Array.from({ length: features.rows }, (_, row) => oracleState(circuit, rowValues(circuit, row, [], features)))
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const rightStates = states(right)
      const expected = states(left).flatMap((a) => rightStates.flatMap((b) => innerProduct(a, b)))
      requireClose('overlaps', (await executable.overlaps(left, right)).values, expected, 4 * amplitudeTolerance(precision, 12))
    })
  })
}
