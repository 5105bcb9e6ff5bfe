/** Angles of any size are taken at their place on the circle: sine and cosine of the very double that a symbol holds, in every engine. */
import { type Angle, Circuit, feature, parameter, parsePauliSum, times } from '@ketwork/circuit'
import { matrixFrom } from '@ketwork/math'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf, type CheckContext, type NamedCheck } from './conformanceCase.ts'
import { oracleAmplitudes, type OracleInputs } from './oracles.ts'
import { amplitudeTolerance, expectationTolerance } from './tolerances.ts'

/** Beyond what one step of a usual reduction does, beyond 2^53, a time in nanoseconds, and the ends of the range. */
const SIZES = [1025, 5000, 1e6, 3e9, 2 ** 53 + 2, 2e17, 1.7e18, 1e20, 1e100, 1.7e308, Number.MAX_VALUE, 5e-324, 1e-310]
const ANGLES = SIZES.flatMap((size) => [size, -size])

/** Circuits on which <Z0> is the cosine of the angle, by each kind of gate that turns by one. */
const TURNS: readonly ((angle: Angle) => Circuit)[] = [
  (angle) => new Circuit(3).rx(angle, 0),
  (angle) => new Circuit(3).ry(angle, 0),
  (angle) => new Circuit(3).h(0).rz(angle, 0).h(0),
  (angle) => new Circuit(3).h(0).p(angle, 0).h(0),
  (angle) => new Circuit(3).h(0).rzz(angle, 0, 1).h(0),
  (angle) => new Circuit(3).rxx(angle, 0, 2),
  (angle) => new Circuit(3).x(1).crx(angle, 1, 0),
  (angle) => new Circuit(3).x(1).x(2).h(0).mcp(angle, [1, 2], 0).h(0),
]

export const largeAngleCases = casesOf([
  ...(['feature', 'parameter'] as const).map(closedFormCheck),
  [
    'a small turn beside a large one counts, and products of symbols are turned by',
    async (context) => {
      const [w, x, y] = [parameter('w'), feature('x'), feature('y')]
      const circuit = new Circuit(2)
        .rx(x, 0)
        .rx(w, 0)
        .rx(0.3, 0)
        .ry(times(0.7, x, y), 1)
        .rz(1e19, 0)
        .rz(w, 0)
        .cx(0, 1)
        .rz(x, 1)
        .rz(0.2, 1)
      const rows = [[1.7e18, 3], [-1e20, 1e30], [5000, 1e5], [0.1, 2]] // prettier-ignore
      await requireOracle(context, circuit, { parameters: [0.4], features: matrixFrom(rows) })
    },
  ],
  [
    'layers of diagonal gates by multiples of one large symbol are their gates',
    async (context) => {
      const qubits = 5
      for (const weight of [(edge: number) => 1 + (edge % 2), (edge: number) => 0.1 * (edge + 1) ** 1.5]) {
        for (const symbol of [feature('x'), parameter('w')]) {
          const circuit = new Circuit(qubits)
          for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit)
          for (let edge = 0; edge < 8; edge++)
            circuit.rzz(times(weight(edge), symbol), edge % qubits, (edge + 1 + Math.floor(edge / 5)) % qubits)
          for (let qubit = 0; qubit < qubits; qubit++) circuit.rx(0.3 + qubit, qubit)
          const column = matrixFrom([[1.7e18], [0.3], [-4e9], [1e150]])
          const inputs = circuit.features.length > 0 ? { features: column } : { parameters: column }
          await requireOracle(context, circuit, inputs)
        }
      }
    },
  ],
  [
    'a row beside rows with large angles has the bits that it has alone',
    async ({ backend, precision }) => {
      const circuit = new Circuit(3)
        .h(0)
        .rzz(feature('x'), 0, 1)
        .ry(feature('x'), 1)
        .rx(times(parameter('w'), feature('x')), 2)
        .cx(1, 2)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z2 + X0')] })

      const run = (...rows: number[]) => executable.expectations({ parameters: [0.8], features: matrixFrom(rows.map((x) => [x])) })
      const together = (await run(1.7e18, 0.4, 1e300, -0.9)).values
      requireSameBits('row', [...(await run(0.4)).values, ...(await run(-0.9)).values], [together[1], together[3]])
    },
  ],
  [
    'estimates at large angles lie around the exact values',
    async ({ backend, precision }) => {
      const circuit = new Circuit(1).rx(feature('x'), 0)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0')] })

      const inputs = { features: matrixFrom([[1.7e18]]), shots: 4000, seed: 5, wrt: ['features'] as const }
      const { values, features } = await executable.gradient(inputs)
      require(Math.abs(values[0] - Math.cos(1.7e18)) < 0.1, `<Z> from shots is ${values[0]}, expected about ${Math.cos(1.7e18)}`)
      const slope = features?.[0] ?? NaN
      require(Math.abs(slope + Math.sin(1.7e18)) < 0.1, `the slope from shots is ${slope}, expected about ${-Math.sin(1.7e18)}`)
    },
  ],
  [
    'refuses an angle that leaves the range of numbers, naming its symbols and the row',
    async ({ backend, precision }) => {
      const circuit = new Circuit(1).rx(times(2, feature('x'), feature('x'), parameter('w')), 0).ry(times(3, feature('y')), 0)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0')] })

      const run = ([w, x, y]: readonly [number, number, number]) =>
        executable.expectations({ parameters: [w], features: matrixFrom([[1, 1], [x, y]]) }) // prettier-ignore
      for (const [given, named] of [
        [[-1e10, 1e150, 1], 'x'],
        [[1, 1e200, 1], 'x'],
        [[1, 1, 1e308], 'y'],
      ] as const) {
        // prettier-ignore
        const error = await requireRejects(`${named} too large`, () => run(given))
        require(error instanceof RangeError, `${named} too large rejected with ${error.name}`)
        require(/row 1/.test(error.message) &&
          error.message.includes(`${named} = `), `the error does not name ${named} and row 1: ${error.message}`)
      }
      for (const given of [
        [8e307, 1e-10, 1],
        [0, 1e150, 5e307],
      ] as const)
        await run(given)
    },
  ],
])

function closedFormCheck(kind: 'feature' | 'parameter'): NamedCheck {
  return [
    `<Z> of a turn by a large ${kind} is its cosine, the derivative minus its sine`,
    async ({ backend, precision }) => {
      const symbol = kind === 'feature' ? feature('x') : parameter('w')
      const column = matrixFrom(ANGLES.map((angle) => [angle]))
      const inputs: OracleInputs = kind === 'feature' ? { features: column } : { parameters: column }
      const tolerance = expectationTolerance(precision, 10, 1)
      for (const turn of TURNS) {
        await using executable = await backend.compile(turn(symbol), { precision, observables: [parsePauliSum('Z0')] })

        requireClose('<Z>', (await executable.expectations(inputs)).values, ANGLES.map(Math.cos), tolerance)
        const gradient = await executable.gradient({ ...inputs, wrt: ['parameters', 'features'] })
        requireClose('<Z> beside the gradient', gradient.values, ANGLES.map(Math.cos), tolerance)
        const slopes = ANGLES.map((angle) => -Math.sin(angle))
        requireClose('slope', gradient[`${kind}s`] ?? [], slopes, 4 * tolerance)
        requireClose('jacobian', (await executable.jacobian({ ...inputs, wrt: [`${kind}s`] }))[`${kind}s`] ?? [], slopes, 4 * tolerance)
        const { values } = await executable.overlaps(inputs)
        const norms = ANGLES.map((_, row) => values[2 * row * (ANGLES.length + 1)])
        requireClose('norm', norms, new Array<number>(ANGLES.length).fill(1), tolerance)
      }
    },
  ]
}

/** Amplitudes are the oracle's, which multiplies the matrices of the gates one by one. */
async function requireOracle({ backend, precision }: CheckContext, circuit: Circuit, inputs: OracleInputs): Promise<void> {
  await using executable = await backend.compile(circuit, { precision })
  const { data } = await executable.amplitudes(inputs)
  requireClose('amplitudes', data, oracleAmplitudes(circuit, inputs), amplitudeTolerance(precision, circuit.operations.length))
}
