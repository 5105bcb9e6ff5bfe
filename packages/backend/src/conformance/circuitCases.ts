/** Drawn circuits of the whole gate table up to 12 qubits, against `applyToState`; the same bits from every variant of the backend. */
import { Circuit } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import type { Backend } from '../backend.ts'
import { requireClose, requireSameBits } from './assertions.ts'
import { casesOf, type CheckContext, type ConformanceCase, type ConformanceSetting, type NamedCheck } from './conformanceCase.ts'
import { drawCircuit, drawProblem, type DrawnProblem, drawValues } from './drawnCircuits.ts'
import { oracleState } from './oracles.ts'
import { amplitudeTolerance } from './tolerances.ts'

export function circuitCases(setting: ConformanceSetting): ConformanceCase[] {
  return [...CASES(setting), ...casesOf(setting.variants.map(variantCheck))(setting)]
}

const CASES = casesOf([
  ...Array.from({ length: 12 }, (_, i) => drawnCheck(i + 1)),
  [
    "gates on up to 6 of 7 qubits give the oracle's amplitudes",
    async (context) => {
      for (let i = 0; i < (context.full ? 20 : 4); i++) {
        const random = new RandomStream(103).substream(i)
        await checkAmplitudes(
          context,
          drawCircuit({ qubits: 7, operations: 40, random, widest: 6, gates: context.backend.gates }),
          random,
          `circuit ${i}`,
        )
      }
    },
  ],
  [
    'the global phase is kept',
    async ({ backend, precision }) => {
      const circuit = new Circuit(2).h(0).rz(Math.PI, 0).rz(Math.PI, 0).globalPhase(0.25).x(1).x(1)
      await using executable = await backend.compile(circuit, { precision })
      const { data } = await executable.amplitudes()
      requireClose('amplitudes', data, oracleState(circuit, {}), amplitudeTolerance(precision, 6))
    },
  ],
  [
    'a circuit without operations leaves |0...0> and any initial state alone',
    async ({ backend, precision }) => {
      await using executable = await backend.compile(new Circuit(3), { precision })
      const zero = await executable.amplitudes()
      requireSameBits('amplitudes', zero.data, [1, ...new Array<number>(15).fill(0)])
      const initial = haarState(8, new RandomStream(104))
      const kept = await executable.amplitudes({ initial: { rows: 1, qubits: 3, data: initial } })
      requireClose('amplitudes', kept.data, initial, amplitudeTolerance(precision, 0))
    },
  ],
])

function drawnCheck(qubits: number): NamedCheck {
  return [
    `drawn circuits on ${qubits} qubits give the oracle's amplitudes`,
    async (context) => {
      const circuits = (context.full ? 10 : 1) * (qubits <= 6 ? 6 : 2)
      for (let i = 0; i < circuits; i++) {
        const random = new RandomStream(102).substream(qubits).substream(i)
        const angles = i % 2 === 0 ? 'constant' : 'symbolic'
        const circuit = drawCircuit({ qubits, operations: 8 + 4 * qubits, random, angles, gates: context.backend.gates })
        await checkAmplitudes(context, circuit, random, `circuit ${i}`)
      }
    },
  ]
}

async function checkAmplitudes({ backend, precision }: CheckContext, circuit: Circuit, random: RandomStream, what: string): Promise<void> {
  const qubits = circuit.qubitCount
  const values = drawValues([...circuit.parameters, ...circuit.features], random)
  const initial = haarState(2 ** qubits, random)
  await using executable = await backend.compile(circuit, { precision })
  const { data, rows } = await executable.amplitudes({
    parameters: executable.parameters.map((name) => values[name]),
    features: { rows: 1, columns: executable.features.length, data: Float64Array.from(executable.features, (name) => values[name]) },
    initial: { rows: 1, qubits, data: initial },
  })
  requireClose(`${what}: rows`, [rows], [1], 0)
  const tolerance = amplitudeTolerance(precision, 3 * circuit.operations.length)
  requireClose(`${what}: amplitudes`, data, oracleState(circuit, values, initial), tolerance)
}

function variantCheck({ name, open }: ConformanceSetting['variants'][number]): NamedCheck {
  return [
    `variant ${name} gives the same bits`,
    async ({ backend, precision }) => {
      await using other = await open()
      for (const qubits of [2, 5, 10]) {
        const problem = drawProblem(new RandomStream(105).substream(qubits), {
          qubits,
          operations: 30,
          rows: 5,
          terms: [6],
          gates: backend.gates,
        })
        const [first, second] = [await allResults(backend, precision, problem), await allResults(other, precision, problem)]
        second.forEach((numbers, i) => requireSameBits(`result ${i} of ${qubits} qubits`, numbers, first[i]))
      }
    },
  ]
}

async function allResults(
  backend: Backend,
  precision: ConformanceSetting['precision'],
  { circuit, observables, inputs }: DrawnProblem,
): Promise<ArrayLike<number>[]> {
  await using executable = await backend.compile(circuit, { precision, observables })
  const gradient = await executable.gradient({ ...inputs, wrt: ['parameters', 'features'] })
  return [
    (await executable.amplitudes(inputs)).data,
    gradient.values,
    gradient.parameters ?? [],
    gradient.features ?? [],
    (await executable.overlaps(inputs)).values,
    (await executable.sample({ ...inputs, shots: 50, seed: 3 })).samples,
    (await executable.expectations({ ...inputs, shots: 50, seed: 3 })).values,
  ]
}
