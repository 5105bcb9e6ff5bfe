/** Rows of a batch: independent of each other and of how the batch is cut, with shared or own parameters, features and initial states. */
import { Circuit, feature, minus, parameter, parsePauliSum, plus, times } from '@ketwork/circuit'
import { haarState, type Matrix, RandomStream } from '@ketwork/math'
import type { Executable, Inputs } from '../backend.ts'
import { require, requireClose, requireSameBits } from './assertions.ts'
import { batchInputs } from './circuitCases.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { drawCircuit, drawPauliSum } from './drawnCircuits.ts'
import { oracleExpectations, oracleState, pauliWeight, rowValues } from './oracles.ts'
import { amplitudeTolerance, expectationTolerance } from './tolerances.ts'

export function batchCases(setting: ConformanceSetting): ConformanceCase[] {
  return [
    ownParametersCase(setting),
    sharedParametersCase(setting),
    initialRowsCase(setting),
    polynomialCase(setting),
    columnsCase(setting),
    splitCase(setting),
  ]
}

function randomMatrix(rows: number, columns: number, random: RandomStream): Matrix {
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => 3 * (random.uniform() - 0.5)) }
}

function ownParametersCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('a matrix of parameters gives each row its own', async (backend) => {
    const random = new RandomStream(110)
    const circuit = drawCircuit({ qubits: 4, operations: 25, random, angles: 'symbolic' })
    const parameters = randomMatrix(7, circuit.parameters.length, random)
    const features = randomMatrix(7, circuit.features.length, random)
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const { data, rows } = await executable.amplitudes({ parameters, features })
      require(rows === 7, `a batch of 7 rows gave ${rows}`)
      for (let row = 0; row < 7; row++) {
        const expected = oracleState(circuit, rowValues(circuit, row, parameters, features))
        requireClose(`amplitudes of row ${row}`, data.subarray(row * 32, (row + 1) * 32), expected, amplitudeTolerance(precision, 75))
      }
    })
  })
}

function sharedParametersCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('a vector of parameters is shared by all rows', async (backend) => {
    const random = new RandomStream(111)
    const circuit = drawCircuit({ qubits: 3, operations: 25, random, angles: 'symbolic' })
    const observables = [drawPauliSum(5, 3, random), drawPauliSum(2, 3, random)]
    const { parameters, features } = batchInputs(circuit, 9, random)
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
      const { values, rows, columns } = await executable.expectations({ parameters, features })
      require(rows === 9 && columns === 2, `9 rows of 2 observables gave ${rows} x ${columns}`)
      for (let row = 0; row < 9; row++) {
        const expected = oracleExpectations(circuit, rowValues(circuit, row, parameters, features), observables)
        const tolerance = expectationTolerance(precision, 75, pauliWeight(...observables))
        requireClose(`expectations of row ${row}`, values.subarray(2 * row, 2 * row + 2), expected, tolerance)
      }
    })
  })
}

function initialRowsCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('initial states: one for all rows, or one for each', async (backend) => {
    const random = new RandomStream(112)
    const circuit = new Circuit(3).ry(feature('x'), 0).cx(0, 1).rx(parameter('w'), 2).cz(1, 2).h(1)
    const features = randomMatrix(4, 1, random)
    const states = Array.from({ length: 4 }, () => haarState(8, random))
    const own = { rows: 4, qubits: 3, data: Float64Array.from(states.flatMap((state) => [...state])) }
    const shared = { rows: 1, qubits: 3, data: states[0] }
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      for (const initial of [own, shared]) {
        const { data } = await executable.amplitudes({ parameters: [0.7], features, initial })
        for (let row = 0; row < 4; row++) {
          const expected = oracleState(circuit, rowValues(circuit, row, [0.7], features), states[initial.rows === 1 ? 0 : row])
          requireClose(`amplitudes of row ${row}`, data.subarray(row * 16, (row + 1) * 16), expected, amplitudeTolerance(precision, 15))
        }
      }
      requireSameBits('the shared initial state afterwards', shared.data, states[0])
    })
  })
}

function polynomialCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('angles are polynomials of parameters and features', async (backend) => {
    const [w, v, x, y] = [parameter('w'), parameter('v'), feature('x'), feature('y')]
    const circuit = new Circuit(2)
      .rx(plus(times(w, x), v), 0)
      .rzz(times(minus(Math.PI, x), minus(Math.PI, y)), 0, 1)
      .ry(plus(times(x, x, x), times(-0.5, w, w), 1), 1)
      .cp(times(2, w, v, y), 0, 1)
      .rx(times(-1, w), 0)
    const features: Matrix = { rows: 3, columns: 2, data: Float64Array.of(0.3, -0.9, 1.4, 0.2, -2, 0.6) }
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      requireSameNames('parameters', executable.parameters, circuit.parameters)
      requireSameNames('features', executable.features, circuit.features)
      const { data } = await executable.amplitudes({ parameters: [0.4, 1.1], features })
      for (let row = 0; row < 3; row++) {
        const expected = oracleState(circuit, rowValues(circuit, row, [0.4, 1.1], features))
        requireClose(`amplitudes of row ${row}`, data.subarray(row * 8, (row + 1) * 8), expected, amplitudeTolerance(precision, 60))
      }
    })
  })
}

function columnsCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase("columns are the circuit's own symbols in its order, even where passes merge or cancel them", async (backend) => {
    const [a, b, c, x] = [parameter('a'), parameter('b'), parameter('c'), feature('x')]
    const circuit = new Circuit(2).rz(c, 0).ry(b, 1).rz(a, 0).rz(minus(0, c), 0).rx(x, 1).rx(minus(0, x), 1).ry(b, 0)
    const observables = [parsePauliSum('Z0 + Z1')]
    await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
      requireSameNames('parameters', executable.parameters, ['c', 'b', 'a'])
      requireSameNames('features', executable.features, ['x'])
      const features = { rows: 1, columns: 1, data: Float64Array.of(0.9) }
      const wrt = ['parameters', 'features'] as const
      const found = await executable.gradient({ parameters: [0.3, 0.7, -0.2], features, wrt })
      const tolerance = expectationTolerance(precision, 7, 2)
      requireClose('value', found.values, [2 * Math.cos(0.7)], tolerance)
      requireClose('gradient', found.parameters ?? [], [0, -2 * Math.sin(0.7), 0], 4 * tolerance)
      requireClose('gradient of the feature', found.features ?? [], [0], 4 * tolerance)
    })
  })
}

function requireSameNames(what: string, got: readonly string[], expected: readonly string[]): void {
  require(got.join() === expected.join(), `${what} are [${got.join(', ')}], expected [${expected.join(', ')}]`)
}

function splitCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('a batch cut in two gives the same bits', async (backend) => {
    for (const [qubits, rows] of [
      [3, 21],
      [6, 10],
    ]) {
      const random = new RandomStream(113).substream(qubits)
      const circuit = drawCircuit({ qubits, operations: 30, random, angles: 'symbolic' })
      const observables = [drawPauliSum(5, qubits, random), drawPauliSum(2, qubits, random)]
      const { features } = batchInputs(circuit, rows, random)
      const parameters = randomMatrix(rows, circuit.parameters.length, random)
      const cut = rows - 4
      await withExecutable(backend, circuit, { precision, observables }, async (executable) => {
        const whole = await allRows(executable, { parameters, features })
        const upper = await allRows(executable, { parameters: someRows(parameters, 0, cut), features: someRows(features, 0, cut) })
        const lower = await allRows(executable, { parameters: someRows(parameters, cut, rows), features: someRows(features, cut, rows) })
        whole.forEach(({ what, numbers }, i) => requireSameBits(what, [...upper[i].numbers, ...lower[i].numbers], [...numbers]))
      })
    }
  })
}

async function allRows(executable: Executable, inputs: Inputs): Promise<{ what: string; numbers: Float64Array | Float32Array }[]> {
  const none = new Float64Array(0)
  const gradient = await executable.gradient({ ...inputs, wrt: ['parameters', 'features'] })
  return [
    { what: 'amplitudes', numbers: (await executable.amplitudes(inputs)).data },
    { what: 'probabilities', numbers: (await executable.probabilities(inputs, [1, 0])).values },
    { what: 'expectations', numbers: (await executable.expectations(inputs)).values },
    { what: 'gradient values', numbers: gradient.values },
    { what: 'gradient of the parameters', numbers: gradient.parameters ?? none },
    { what: 'gradient of the features', numbers: gradient.features ?? none },
    { what: 'jacobian', numbers: (await executable.jacobian(inputs)).parameters ?? none },
  ]
}

function someRows({ columns, data }: Matrix, first: number, end: number): Matrix {
  return { rows: end - first, columns, data: data.slice(first * columns, end * columns) }
}
