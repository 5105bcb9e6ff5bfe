/** Circuits of 40, 200 and 1,000 qubits, no state of which fits anywhere: what is asked is felt by few qubits, or falls into groups that never meet. */
import { Circuit, feature, parameter, times } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf } from './conformanceCase.ts'
import { requireDistribution, requireEstimates } from './statistics.ts'
import { expectationTolerance } from './tolerances.ts'

/** RY(w[q]) on each qubit q, then RZ, which no Z feels. */
function turned(qubits: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(parameter(`w[${qubit}]`), qubit)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.rz(parameter('z'), qubit)
  return circuit
}

/** The largest groups of these circuits. */
const MOST_TOGETHER = 6

function drawAngles(count: number, seed: number): Float64Array {
  const random = new RandomStream(seed)
  return Float64Array.from({ length: count }, () => 0.2 + 1.2 * random.uniform())
}

function product(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total * value, 1)
}

/** Derivatives of a function of many angles by each, from those of its factors. */
function productRule(values: readonly number[], derivatives: readonly number[]): number[] {
  return values.map((_, i) => derivatives[i] * product(values.filter((__, j) => j !== i)))
}

export const wideCases = casesOf([
  [
    '40 qubits that never meet: values, gradient and jacobian are products and their derivatives',
    async ({ backend, precision }) => {
      const observables = ['Z3', 'X0*X39', '2*Z0*Z1*Z2 - Z20 + 0.5', 'Z5*Z5', Array.from({ length: 8 }, (_, i) => `Z${5 * i}`).join('*')]
      await using executable = await backend.compileGroups(turned(40), { precision, observables }, MOST_TOGETHER)
      const angles = drawAngles(41, 1)
      const z = (angles[40] = 0.3)
      const [cos, sin] = [[...angles].map(Math.cos), [...angles].map(Math.sin)]
      const expected = new Float64Array(5 * 41)
      const at = (k: number, name: number, value: number) => (expected[k * 41 + executable.parameters.indexOf(`w[${name}]`)] = value)
      at(0, 3, -sin[3])
      at(1, 0, cos[0] * sin[39] * Math.cos(z) ** 2)
      at(1, 39, sin[0] * cos[39] * Math.cos(z) ** 2)
      expected[41 + executable.parameters.indexOf('z')] = -2 * sin[0] * sin[39] * Math.cos(z) * Math.sin(z)
      productRule(cos.slice(0, 3), sin.slice(0, 3)).forEach((value, i) => at(2, i, -2 * value))
      at(2, 20, sin[20])
      const fifth = Array.from({ length: 8 }, (_, i) => 5 * i)
      productRule(
        fifth.map((qubit) => cos[qubit]),
        fifth.map((qubit) => -sin[qubit]),
      ).forEach((value, i) => at(4, 5 * i, value))
      const values = [
        cos[3],
        sin[0] * sin[39] * Math.cos(z) ** 2,
        2 * product(cos.slice(0, 3)) - cos[20] + 0.5,
        1,
        product(fifth.map((q) => cos[q])),
      ]

      const parameters = Object.fromEntries([...angles].map((angle, i) => [i === 40 ? 'z' : `w[${i}]`, angle]))
      const tolerance = expectationTolerance(precision, 80, 4)
      requireClose('values', (await executable.expectations({ parameters })).values, values, tolerance)
      const jacobian = await executable.jacobian({ parameters })
      requireClose('values of the jacobian', jacobian.values, values, tolerance)
      requireClose('jacobian', jacobian.parameters ?? [], expected, 4 * tolerance)
      const cotangents = Float64Array.of(1, -2, 0.5, 3, 1)
      const gradient = await executable.gradient({ parameters, cotangents: () => cotangents })
      const sums = Array.from({ length: 41 }, (_, p) => cotangents.reduce((sum, weight, k) => sum + weight * expected[k * 41 + p], 0))
      requireClose('gradient', gradient.parameters ?? [], sums, 16 * tolerance)
      require(gradient.ranOn.plan.includes('group'), `ranOn does not say that groups were simulated: ${gradient.ranOn.plan}`)
    },
  ],
  [
    '40 qubits: variances are those of each group, where observables are sums over them',
    async ({ backend, precision }) => {
      await using executable = await backend.compileGroups(
        turned(40),
        { precision, observables: ['Z3', 'Z0*Z1', 'Z0 + 2*Z39 - 1'] },
        MOST_TOGETHER,
      )
      const angles = drawAngles(41, 3)
      const parameters = executable.parameters.map((name) => angles[name === 'z' ? 40 : Number(name.slice(2, -1))])
      const squared = (qubit: number) => Math.cos(angles[qubit]) ** 2
      const expected = [1 - squared(3), 1 - squared(0) * squared(1), 1 - squared(0) + 4 * (1 - squared(39))]
      const { values } = await executable.variances({ parameters })
      requireClose('variances', values, expected, 4 * expectationTolerance(precision, 80, 9))
    },
  ],
  [
    '40 qubits in rows: features and parameters of each row, and a loss as data',
    async ({ backend, precision }) => {
      const circuit = new Circuit(40)
      for (let qubit = 0; qubit < 40; qubit++) circuit.rx(times(parameter('w'), feature(`x[${qubit}]`)), qubit)
      for (let qubit = 0; qubit < 39; qubit += 2) circuit.cx(qubit, qubit + 1)
      await using executable = await backend.compileGroups(circuit, { precision, observables: ['Z0', 'Z39', 'Z1*Z38'] }, MOST_TOGETHER)
      const x = drawAngles(80, 2)
      const features = { rows: 2, columns: 40, data: x }
      const w = 0.7
      const cos = (row: number, qubit: number) => Math.cos(w * x[40 * row + qubit])
      const sin = (row: number, qubit: number) => Math.sin(w * x[40 * row + qubit])
      const values = [0, 1].flatMap((row) => [cos(row, 0), cos(row, 38) * cos(row, 39), cos(row, 0) * cos(row, 1) * cos(row, 38)])
      const tolerance = expectationTolerance(precision, 60, 3)
      requireClose('values', (await executable.expectations({ parameters: [w], features })).values, values, tolerance)
      const own = await executable.gradient({
        parameters: { rows: 2, columns: 1, data: Float64Array.of(w, w) },
        features,
        wrt: ['features'],
      })
      const byFeature = new Float64Array(80)
      for (const row of [0, 1]) {
        const [a, b, c, d] = [0, 1, 38, 39].map((qubit) => cos(row, qubit))
        byFeature[40 * row] = -w * sin(row, 0) * (1 + b * c)
        byFeature[40 * row + 1] = -w * sin(row, 1) * a * c
        byFeature[40 * row + 38] = -w * sin(row, 38) * (d + a * b)
        byFeature[40 * row + 39] = -w * sin(row, 39) * c
      }
      requireClose('gradient by the features', own.features ?? [], byFeature, 8 * tolerance)
      const targets = [0.1, 0.2, 0.3, 0, 0, 0]
      const weighed = await executable.gradient({ parameters: [w], features, loss: { name: 'squaredError', targets } })
      const cotangents = (found: Float64Array) => found.map((value, i) => (value - targets[i]) / 3)
      const plain = await executable.gradient({ parameters: [w], features, cotangents })
      requireClose('gradient of a loss', weighed.parameters ?? [], plain.parameters ?? [], 8 * tolerance)
    },
  ],
  [
    '40 qubits: probabilities of a few, and samples that only those that meet share',
    async ({ backend, precision }) => {
      const circuit = new Circuit(40)
      for (let qubit = 0; qubit < 20; qubit++) circuit.ry(0.4 + 0.1 * qubit, qubit).cx(qubit, qubit + 20)
      await using executable = await backend.compileGroups(circuit, { precision }, MOST_TOGETHER)
      const one = (qubit: number) => Math.sin((0.4 + 0.1 * qubit) / 2) ** 2
      const [a, b] = [one(3), one(7)]
      const { values } = await executable.probabilities({}, [3, 27, 23])
      requireClose(
        'probabilities',
        values,
        [(1 - a) * (1 - b), 0, (1 - a) * b, 0, 0, a * (1 - b), 0, a * b],
        expectationTolerance(precision, 4, 1),
      )
      const shots = 4000
      const { samples, columns } = await executable.sample({ shots, seed: 4 })
      require(columns.length === 40, `a sample has ${columns.length} columns`)
      const counts = new Float64Array(8)
      for (let shot = 0; shot < shots; shot++) {
        const bits = samples.subarray(40 * shot, 40 * shot + 40)
        for (let qubit = 0; qubit < 20; qubit++)
          require(bits[qubit] === bits[qubit + 20], `qubits ${qubit} and ${qubit + 20} of shot ${shot} differ`)
        counts[bits[3] + 2 * bits[7] + 4 * bits[11]]++
      }
      const c = one(11)
      const joint = Array.from({ length: 8 }, (_, i) => (i & 1 ? a : 1 - a) * (i & 2 ? b : 1 - b) * (i & 4 ? c : 1 - c))
      requireDistribution('outcomes of three groups', counts, joint)
      requireSameBits('samples of the same seed', (await executable.sample({ shots, seed: 4 })).samples, samples)
    },
  ],
  [
    '40 qubits: estimates lie around products',
    async ({ backend, precision }) => {
      const observables = ['Z3', 'X0*X39', '2*Z0*Z1 - Z0 + Z1', 'X2 + 0.5*Z2']
      await using executable = await backend.compileGroups(turned(40), { precision, observables }, MOST_TOGETHER)
      const angles = drawAngles(41, 5)
      const cosZ = Math.cos(angles[40])
      const parameters = Object.fromEntries([...angles].map((angle, i) => [i === 40 ? 'z' : `w[${i}]`, angle]))
      const { values, standardErrors } = await executable.expectations({ parameters, shots: 3000, seed: 8 })
      const [cos, sin] = [[...angles].map(Math.cos), [...angles].map(Math.sin)]
      const truth = [cos[3], sin[0] * sin[39] * cosZ ** 2, 2 * cos[0] * cos[1] - cos[0] + cos[1], sin[2] * cosZ + 0.5 * cos[2]]
      requireEstimates('estimates', values, standardErrors ?? [], truth, 0)
      const gradient = await executable.gradient({ parameters, shots: 1000, seed: 9, cotangents: Float64Array.of(1, 0, 0, 0) })
      const slope = executable.parameters.map((name) => (name === 'w[3]' ? -sin[3] : 0))
      requireEstimates('derivatives', gradient.parameters ?? [], gradient.standardErrors?.parameters ?? [], slope, 1e-9)
    },
  ],
  [
    'QAOA on a ring of 200 vertices: the edges feel four qubits each, with the value and gradient of the closed form',
    async ({ backend, precision }) => {
      const vertices = Array.from({ length: 200 }, (_, i) => i)
      const circuit = new Circuit(200)
      for (const vertex of vertices) circuit.h(vertex)
      for (const parity of [0, 1])
        for (const vertex of vertices) if (vertex % 2 === parity) circuit.rzz(parameter('gamma'), vertex, (vertex + 1) % 200)
      for (const vertex of vertices) circuit.rx(parameter('beta'), vertex)
      await using executable = await backend.compileGroups(
        circuit,
        {
          precision,
          observables: vertices.map((i) => `Z${i}*Z${(i + 1) % 200}`).join(' + '),
        },
        MOST_TOGETHER,
      )
      const [gamma, beta] = [0.37, 0.81]
      // <Z_u Z_v> = sin(2 beta) sin(gamma) cos(gamma): Wang, Hadfield, Jiang and Rieffel, Phys. Rev. A 97, 022304 (2018), for rings
      const value = 100 * Math.sin(2 * beta) * Math.sin(2 * gamma)
      const slopes = { gamma: 200 * Math.sin(2 * beta) * Math.cos(2 * gamma), beta: 200 * Math.cos(2 * beta) * Math.sin(2 * gamma) }
      const tolerance = expectationTolerance(precision, 20, 200)
      const found = await executable.gradient({ parameters: { gamma, beta } })
      requireClose('value', found.values, [value], tolerance)
      requireClose('gradient', found.parameters ?? [], [slopes.gamma, slopes.beta], 8 * tolerance)
    },
  ],
  [
    '1,000 qubits: measurement, conditions and noise join those that they join, and no others',
    async ({ backend, precision }) => {
      const circuit = new Circuit(1000)
      for (let qubit = 0; qubit < 1000; qubit += 18) {
        circuit.ry(1.1, qubit).amplitudeDamping(0.2, qubit).measure(qubit, `m[${qubit}]`)
        circuit.when({ bits: [`m[${qubit}]`], value: 1 }, (then) => then.x(qubit + 1))
        if (qubit === 990) circuit.measure(991, 'copy')
      }
      await using executable = await backend.compileGroups(circuit, { precision, observables: ['Z1', 'Z19*Z991', 'X0'] }, MOST_TOGETHER)
      const z = Math.cos(1.1) * 0.8 + 0.2
      const { values, standardErrors } = await executable.expectations({ shots: 4000, seed: 3 })
      requireEstimates('estimates', values, standardErrors ?? [], [z, z * z, 0], 1e-6)
      const shots = 400
      const { samples, columns } = await executable.sample({ shots, seed: 6 })
      const at = (shot: number, name: string) => samples[shot * columns.length + columns.indexOf(name)]
      const counts = new Float64Array(4)
      for (let shot = 0; shot < shots; shot++) {
        require(at(shot, 'copy') === at(shot, 'm[990]'), `shot ${shot} copies another bit`)
        counts[at(shot, 'm[0]') + 2 * at(shot, 'm[990]')]++
      }
      const [zero, one] = [(1 + z) / 2, (1 - z) / 2]
      requireDistribution('two bits of 1,000 qubits', counts, [zero * zero, one * zero, zero * one, one * one])
    },
  ],
  [
    '1,000 qubits: a product over all of them, its derivatives, and what does not fit is refused with the reason',
    async ({ backend, precision }) => {
      const circuit = new Circuit(1000)
      for (let qubit = 3; qubit < 1000; qubit += 4) circuit.ry(qubit % 8 === 3 ? parameter('a') : 0.02, qubit)
      const all = Array.from({ length: 1000 }, (_, qubit) => qubit)
      await using executable = await backend.compileGroups(
        circuit,
        {
          precision,
          observables: [all.map((qubit) => `Z${qubit}`).join('*'), 'X999'],
        },
        MOST_TOGETHER,
      )
      const value = Math.cos(0.03) ** 125 * Math.cos(0.02) ** 125
      const found = await executable.jacobian({ parameters: [0.03] })
      const tolerance = expectationTolerance(precision, 1000, 1)
      requireClose('values', found.values, [value, Math.sin(0.02)], tolerance)
      requireClose('jacobian', found.parameters ?? [], [-125 * Math.tan(0.03) * value, 0], 125 * tolerance)
      const refused = await requireRejects('all amplitudes', () => executable.amplitudes({ parameters: [0] }), TooManyQubitsError)
      require(/1000 qubits/.test(refused.message), `the message does not name the qubits: ${refused.message}`)
      await requireRejects('all probabilities', () => executable.probabilities({ parameters: [0] }), TooManyQubitsError)
      const joined = new Circuit(60)
      for (let qubit = 0; qubit < 59; qubit++) joined.ry(0.3, qubit).cx(qubit, qubit + 1)
      for (let qubit = 0; qubit < 60; qubit++) joined.ry(0.3, qubit)
      const whole = () => backend.itself.compile(joined, { precision, observables: ['Z59'] })
      await requireRejects('an observable that feels 60 qubits', whole, TooManyQubitsError)
    },
  ],
])
