/** Laws between values, gradient and jacobian: cotangents, shared and own parameters, the dot-product test and the Taylor remainder. */
import { Circuit, feature, parameter, parsePauliSum, times, type OperationName } from '@ketwork/circuit'
import { type Matrix, RandomStream } from '@ketwork/math'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf } from './conformanceCase.ts'
import { drawProblem, type DrawnProblem } from './drawnCircuits.ts'
import { pauliWeight } from './oracles.ts'
import { expectationTolerance } from './tolerances.ts'

export const jacobianCases = casesOf([
  [
    'cotangents: a function is called once with all values; omitted means ones',
    async ({ backend, precision }) => {
      const {
        circuit,
        observables,
        inputs: { parameters, features },
      } = problemOf(140, backend.gates)
      await using executable = await backend.compile(circuit, { precision, observables })

      const inputs = { parameters, features, wrt: ['parameters', 'features'] as const }
      const { values } = await executable.expectations(inputs)
      const calls: Float64Array[] = []
      const weigh = (given: Float64Array) => given.map((value, i) => Math.sin(value) + i / 10)
      const byFunction = await executable.gradient({ ...inputs, cotangents: (given) => (calls.push(given.slice()), weigh(given)) })
      require(calls.length === 1, `the cotangent function was called ${calls.length} times, expected once`)
      requireSameBits('values that the cotangent function got', calls[0], byFunction.values)
      const tolerance = expectationTolerance(precision, 60, pauliWeight(...observables))
      requireClose('values of gradient', byFunction.values, values, tolerance)
      const byArray = await executable.gradient({ ...inputs, cotangents: weigh(byFunction.values) })
      requireSameBits('gradient with the function', byFunction.parameters ?? [], byArray.parameters ?? [])
      requireSameBits('gradient with the function', byFunction.features ?? [], byArray.features ?? [])
      const omitted = await executable.gradient(inputs)
      const ones = await executable.gradient({ ...inputs, cotangents: new Float64Array(ROWS * 3).fill(1) })
      requireSameBits('gradient without cotangents', omitted.parameters ?? [], ones.parameters ?? [])
    },
  ],
  [
    'the gradient of a shared vector is the sum over the rows of that of a matrix',
    async ({ backend, precision }) => {
      const {
        random,
        circuit,
        observables,
        inputs: { parameters, features },
      } = problemOf(141, backend.gates)
      const repeated = repeatRows(parameters, ROWS)
      const cotangents = Float64Array.from({ length: ROWS * 3 }, () => random.normal())
      await using executable = await backend.compile(circuit, { precision, observables })

      const shared = (await executable.gradient({ parameters, features, cotangents })).parameters ?? new Float64Array(0)
      const own = (await executable.gradient({ parameters: repeated, features, cotangents })).parameters ?? new Float64Array(0)
      const count = circuit.parameters.length
      require(shared.length === count, `a shared vector of ${count} parameters has a gradient of ${shared.length} numbers`)
      require(own.length === ROWS * count, `${ROWS} rows of ${count} parameters have a gradient of ${own.length} numbers`)
      const sums = Array.from({ length: count }, (_, p) => own.reduce((sum, value, i) => (i % count === p ? sum + value : sum), 0))
      requireClose('gradient', shared, sums, 100 * expectationTolerance(precision, 60, pauliWeight(...observables)))
    },
  ],
  [
    'dot-product test: <J v, u> = <v, J^T u>',
    async ({ backend, precision }) => {
      const {
        random,
        circuit,
        observables,
        inputs: { parameters, features },
      } = problemOf(142, backend.gates)
      const wrt = ['parameters', 'features'] as const
      const count = circuit.parameters.length
      const width = circuit.features.length
      const u = Float64Array.from({ length: ROWS * 3 }, () => random.normal())
      const v = Float64Array.from({ length: count }, () => random.normal())
      const w = Float64Array.from({ length: ROWS * width }, () => random.normal())
      await using executable = await backend.compile(circuit, { precision, observables })

      const jacobian = await executable.jacobian({ parameters, features, wrt })
      const gradient = await executable.gradient({ parameters, features, wrt, cotangents: u })
      let forward = 0 // <J (v, w), u>
      u.forEach((weight, i) => {
        const row = Math.floor(i / 3)
        for (let p = 0; p < count; p++) forward += weight * (jacobian.parameters?.[i * count + p] ?? NaN) * v[p]
        for (let f = 0; f < width; f++) forward += weight * (jacobian.features?.[i * width + f] ?? NaN) * w[row * width + f]
      })
      const backward = dot(v, gradient.parameters) + dot(w, gradient.features)
      requireClose('<J v, u>', [forward], [backward], 1000 * expectationTolerance(precision, 60, pauliWeight(...observables)))
      requireClose('values of jacobian', jacobian.values, gradient.values, expectationTolerance(precision, 60, pauliWeight(...observables)))
    },
  ],
  [
    'Taylor test: the remainder after the gradient falls with the square of the step',
    async ({ backend, precision }) => {
      const random = new RandomStream(143)
      const [a, b, c] = [parameter('a'), parameter('b'), parameter('c')]
      const circuit = new Circuit(3).ry(a, 0).rx(b, 1).crx(times(a, b), 0, 1).rzz(c, 1, 2).ry(c, 2).cp(b, 2, 0).rxx(a, 0, 2)
      const observables = [parsePauliSum('Z0 + 0.5*X1*Y2 - Z1*Z2')]
      const start = [0.4, -0.8, 1.2]
      const direction = start.map(() => random.normal())
      await using executable = await backend.compile(circuit, { precision, observables })

      const { values, parameters } = await executable.gradient({ parameters: start })
      const slope = dot(Float64Array.from(direction), parameters)
      const remainder = async (step: number) => {
        const moved = await executable.expectations({ parameters: start.map((value, i) => value + step * direction[i]) })
        return moved.values[0] - values[0] - step * slope
      }
      const ratio = (await remainder(1 / 32)) / (await remainder(1 / 64))
      require(Math.abs(ratio - 4) < 0.75, `halving the step divides the remainder by ${ratio}, expected about 4`)
    },
  ],
  [
    'wrt: parameters by default, only what is named, no initial in a jacobian',
    async ({ backend, precision }) => {
      const circuit = new Circuit(2).ry(parameter('w'), 0).rx(feature('x'), 1).cx(0, 1)
      const inputs = { parameters: [0.3], features: { rows: 2, columns: 1, data: Float64Array.of(0.5, 0.6) } }
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z1')] })

      const byDefault = await executable.gradient(inputs)
      require(byDefault.parameters?.length === 1 && byDefault.features === undefined && byDefault.initial === undefined, 'default wrt')
      const features = await executable.gradient({ ...inputs, wrt: ['features'] })
      require(features.parameters === undefined && features.features?.length === 2, "wrt ['features'] gives features alone")
      const jacobian = await executable.jacobian(inputs)
      require(jacobian.parameters?.length === 2 && jacobian.features === undefined, 'a jacobian gives B x K x P by default')
      await requireRejects('a jacobian by the initial state', () => executable.jacobian({ ...inputs, wrt: ['initial'] }), RangeError)
    },
  ],
  [
    'closed form: <Z> after ry(t) is cos t, its derivative -sin t',
    async ({ backend, precision }) => {
      const angles = Float64Array.of(0, 0.3, 1, Math.PI / 2, 2.5, Math.PI, -4)
      const circuit = new Circuit(1).ry(feature('t'), 0)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0')] })

      const inputs = { features: { rows: angles.length, columns: 1, data: angles }, wrt: ['features'] as const }
      const { values, features } = await executable.gradient(inputs)
      const tolerance = expectationTolerance(precision, 1, 1)
      requireClose('<Z>', values, angles.map(Math.cos), tolerance)
      requireClose(
        'derivative',
        features ?? [],
        angles.map((angle) => -Math.sin(angle)),
        tolerance,
      )
    },
  ],
  [
    'gradients scale with their cotangents, row by row, whatever their size',
    async ({ backend, precision }) => {
      const circuits = [new Circuit(2).ry(feature('x'), 0).ry(parameter('w'), 1).cx(0, 1), new Circuit(2).ry(parameter('x'), 0).ry(parameter('w'), 1).cx(0, 1)] // prettier-ignore
      const [sizes, angles] = [
        [1, 1e-200, 1e150, 3e-40, 1e30, 0, -1e250],
        [0.7, 0.4, 1.1, -0.5, 2, 1, 0.2],
      ]
      const tolerance = expectationTolerance(precision, 8, 1)
      for (const [circuit, coefficient] of circuits.flatMap((each) => [1, 2 ** -60, 2 ** 40].map((scale) => [each, scale] as const))) {
        const column = { rows: sizes.length, columns: 1, data: Float64Array.from(angles) }
        const both = { rows: sizes.length, columns: 2, data: Float64Array.from(angles.flatMap((angle) => [angle, 0.3])) }
        const inputs =
          circuit.features.length > 0
            ? { parameters: repeatRows(Float64Array.of(0.3), sizes.length), features: column }
            : { parameters: both }
        const wrt = ['parameters', 'features'] as const
        await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum(`${coefficient}*Z1`)] })

        for (const cotangents of [Float64Array.from(sizes), () => Float64Array.from(sizes)]) {
          const found = await executable.gradient({ ...inputs, wrt, cotangents })
          const stride = circuit.features.length > 0 ? 1 : 2
          const slopes = circuit.features.length > 0 ? found.features : found.parameters
          sizes.forEach((size, row) => {
            const expected = -Math.sin(angles[row]) * Math.cos(0.3)
            const unit = size * coefficient
            requireClose(`slope of row ${row}`, [(slopes?.[stride * row] ?? NaN) / (unit || 1)], [unit === 0 ? 0 : expected], tolerance)
          })
          requireClose(
            'values',
            found.values.map((value) => value / coefficient),
            angles.map((angle) => Math.cos(angle) * Math.cos(0.3)),
            tolerance,
          )
        }
        const jacobian = await executable.jacobian({ ...inputs, wrt: ['parameters'] })
        const last = jacobian.parameters?.filter((_, i) => circuit.features.length > 0 || i % 2 === 1) ?? []
        requireClose(
          'jacobian',
          Array.from(last, (value) => value / coefficient),
          angles.map((angle) => -Math.cos(angle) * Math.sin(0.3)),
          tolerance,
        )
      }
    },
  ],
])

const ROWS = 4

function problemOf(seed: number, gates: readonly OperationName[]): DrawnProblem {
  return drawProblem(new RandomStream(seed), { qubits: 4, operations: 20, rows: ROWS, terms: [5, 3, 1], gates })
}

function repeatRows(vector: Float64Array, rows: number): Matrix {
  return { rows, columns: vector.length, data: Float64Array.from({ length: rows * vector.length }, (_, i) => vector[i % vector.length]) }
}

function dot(a: Float64Array, b: Float64Array | undefined): number {
  return a.reduce((sum, value, i) => sum + value * (b?.[i] ?? NaN), 0)
}
