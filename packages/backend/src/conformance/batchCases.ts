/** Rows of a batch: independent of each other and of how the batch is cut, with shared or own parameters, features and initial states. */
import { Circuit, feature, minus, parameter, parsePauliSum, plus, times } from '@ketwork/circuit'
import { haarState, type Matrix, RandomStream } from '@ketwork/math'
import type { Executable, Inputs } from '../backend.ts'
import { require, requireClose, requireSameBits } from './assertions.ts'
import { casesOf } from './conformanceCase.ts'
import { batchInputs, drawCircuit, drawPauliSum, drawProblem } from './drawnCircuits.ts'
import { oracleAmplitudes, oracleValues, pauliWeight } from './oracles.ts'
import { amplitudeTolerance, expectationTolerance } from './tolerances.ts'

export const batchCases = casesOf([
  [
    'a matrix of parameters gives each row its own',
    async ({ backend, precision }) => {
      const random = new RandomStream(110)
      const circuit = drawCircuit({ qubits: 4, operations: 25, random, angles: 'symbolic', gates: backend.gates })
      const inputs = {
        parameters: randomMatrix(7, circuit.parameters.length, random),
        features: randomMatrix(7, circuit.features.length, random),
      }
      await using executable = await backend.compile(circuit, { precision })
      const { data, rows } = await executable.amplitudes(inputs)
      require(rows === 7, `a batch of 7 rows gave ${rows}`)
      requireClose('amplitudes', data, oracleAmplitudes(circuit, inputs), amplitudeTolerance(precision, 75))
    },
  ],
  [
    'a vector of parameters is shared by all rows',
    async ({ backend, precision }) => {
      const { circuit, observables, inputs } = drawProblem(new RandomStream(111), {
        qubits: 3,
        operations: 25,
        rows: 9,
        terms: [5, 2],
        gates: backend.gates,
      })
      await using executable = await backend.compile(circuit, { precision, observables })
      const { values, rows, columns } = await executable.expectations(inputs)
      require(rows === 9 && columns === 2, `9 rows of 2 observables gave ${rows} x ${columns}`)
      const tolerance = expectationTolerance(precision, 75, pauliWeight(...observables))
      requireClose('expectations', values, oracleValues(circuit, inputs, observables), tolerance)
    },
  ],
  [
    'initial states: one for all rows, or one for each',
    async ({ backend, precision }) => {
      const random = new RandomStream(112)
      const circuit = new Circuit(3).ry(feature('x'), 0).cx(0, 1).rx(parameter('w'), 2).cz(1, 2).h(1)
      const features = randomMatrix(4, 1, random)
      const states = Array.from({ length: 4 }, () => haarState(8, random))
      const own = { rows: 4, qubits: 3, data: Float64Array.from(states.flatMap((state) => [...state])) }
      const shared = { rows: 1, qubits: 3, data: states[0].slice() }
      await using executable = await backend.compile(circuit, { precision })
      for (const initial of [own, shared]) {
        const inputs = { parameters: [0.7], features, initial }
        const { data } = await executable.amplitudes(inputs)
        requireClose('amplitudes', data, oracleAmplitudes(circuit, inputs), amplitudeTolerance(precision, 15))
      }
      requireSameBits('the shared initial state afterwards', shared.data, states[0])
    },
  ],
  [
    'angles are polynomials of parameters and features',
    async ({ backend, precision }) => {
      const [w, v, x, y] = [parameter('w'), parameter('v'), feature('x'), feature('y')]
      const circuit = new Circuit(2)
        .rx(plus(times(w, x), v), 0)
        .rzz(times(minus(Math.PI, x), minus(Math.PI, y)), 0, 1)
        .ry(plus(times(x, x, x), times(-0.5, w, w), 1), 1)
        .cp(times(2, w, v, y), 0, 1)
        .rx(times(-1, w), 0)
      const inputs = { parameters: [0.4, 1.1], features: { rows: 3, columns: 2, data: Float64Array.of(0.3, -0.9, 1.4, 0.2, -2, 0.6) } }
      await using executable = await backend.compile(circuit, { precision })
      requireSameNames('parameters', executable.parameters, circuit.parameters)
      requireSameNames('features', executable.features, circuit.features)
      const { data } = await executable.amplitudes(inputs)
      requireClose('amplitudes', data, oracleAmplitudes(circuit, inputs), amplitudeTolerance(precision, 60))
    },
  ],
  [
    "columns are the circuit's own symbols in its order, even where passes merge or cancel them",
    async ({ backend, precision }) => {
      const [a, b, c, x] = [parameter('a'), parameter('b'), parameter('c'), feature('x')]
      const circuit = new Circuit(2).rz(c, 0).ry(b, 1).rz(a, 0).rz(minus(0, c), 0).rx(x, 1).rx(minus(0, x), 1).ry(b, 0)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0 + Z1')] })
      requireSameNames('parameters', executable.parameters, ['c', 'b', 'a'])
      requireSameNames('features', executable.features, ['x'])
      const features = { rows: 1, columns: 1, data: Float64Array.of(0.9) }
      const found = await executable.gradient({ parameters: [0.3, 0.7, -0.2], features, wrt: ['parameters', 'features'] })
      const tolerance = expectationTolerance(precision, 7, 2)
      requireClose('value', found.values, [2 * Math.cos(0.7)], tolerance)
      requireClose('gradient', found.parameters ?? [], [0, -2 * Math.sin(0.7), 0], 4 * tolerance)
      requireClose('gradient of the feature', found.features ?? [], [0], 4 * tolerance)
    },
  ],
  [
    'a batch cut in two gives the same bits',
    async ({ backend, precision }) => {
      for (const [qubits, rows] of [
        [3, 21],
        [6, 10],
      ]) {
        const random = new RandomStream(113).substream(qubits)
        const circuit = drawCircuit({ qubits, operations: 30, random, angles: 'symbolic', gates: backend.gates })
        const observables = [drawPauliSum(5, qubits, random), drawPauliSum(2, qubits, random)]
        const { features } = batchInputs(circuit, rows, random)
        const parameters = randomMatrix(rows, circuit.parameters.length, random)
        await using executable = await backend.compile(circuit, { precision, observables })
        const some = (from: number, to: number) =>
          allRows(executable, { parameters: someRows(parameters, from, to), features: someRows(features, from, to) })
        const [whole, upper, lower] = [await some(0, rows), await some(0, rows - 4), await some(rows - 4, rows)]
        whole.forEach(({ what, numbers }, i) => requireSameBits(what, [...upper[i].numbers, ...lower[i].numbers], [...numbers]))
      }
    },
  ],
])

function randomMatrix(rows: number, columns: number, random: RandomStream): Matrix {
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => 3 * (random.uniform() - 0.5)) }
}

function requireSameNames(what: string, got: readonly string[], expected: readonly string[]): void {
  require(got.join() === expected.join(), `${what} are [${got.join(', ')}], expected [${expected.join(', ')}]`)
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
