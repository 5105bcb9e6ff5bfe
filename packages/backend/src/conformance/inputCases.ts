/** Bad input is refused at the edge with a RangeError or TypeError, never computed with. */
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import type { Executable, Inputs, SampleInputs } from '../backend.ts'
import type { Program } from '../program.ts'
import { requireClose, requireMisuse, requireSameBits } from './assertions.ts'
import { casesOf, type NamedCheck } from './conformanceCase.ts'
import { oracleValues } from './oracles.ts'
import { expectationTolerance } from './tolerances.ts'

const CIRCUIT = new Circuit(2).ry(parameter('w'), 0).rx(feature('x'), 1).cx(0, 1)

/** `change` is of a program that the backend itself has made. */
type RefusedProgram = readonly [what: string, change: (program: Program) => unknown]

const withStructure = (program: Program, structure: object) => ({ ...program, structure: { ...program.structure, ...structure } })

const REFUSED_PROGRAMS: readonly RefusedProgram[] = [
  ['a program that JSON has changed', (program) => JSON.parse(JSON.stringify(program)) as unknown],
  ['what is no program', () => null],
  ['a program with a constant that is not finite', (program) => ({ ...program, constants: program.constants.map(() => NaN) })],
  ['a program with too few constants', (program) => ({ ...program, constants: new Float64Array(0) })],
  ['a program with fewer qubits than its instructions name', (program) => withStructure(program, { qubits: 1 })],
  ['an instruction of no known kind', (program) => withStructure(program, { instructions: [{ kind: 'twist', qubits: [0] }] })],
]

type Calls = (executable: Executable) => (() => Promise<unknown>)[]

function allCalls(inputs: Inputs): Calls {
  return (executable) => [
    () => executable.amplitudes(inputs),
    () => executable.probabilities(inputs),
    () => executable.expectations(inputs),
    () => executable.gradient(inputs),
    () => executable.jacobian(inputs),
    () => executable.overlaps(inputs),
    () => executable.overlaps(GOOD, inputs),
    () => executable.sample({ ...inputs, shots: 2, seed: 1 }),
  ]
}

const row = (...data: number[]) => ({ rows: data.length, columns: 1, data: Float64Array.from(data) })
const state = (qubits: number, rows: number, ...data: number[]) => ({ rows, qubits, data: Float64Array.from(data) })

const GOOD: Inputs = { parameters: [0.1], features: row(0.2) }

const REFUSED_INPUTS: readonly (readonly [what: string, inputs: Inputs])[] = [
  ['missing parameters', { features: row(0.2) }],
  ['a name that no call has', { ...GOOD, parameter: [0.1] } as Inputs],
  ['a parameter that is text', { ...GOOD, parameters: ['0.1'] as unknown as number[] }],
  ['a parameter by a wrong name', { ...GOOD, parameters: { v: 0.1 } }],
  ['parameters by name that leave one out', { ...GOOD, parameters: {} }],
  ['features that are one flat row', { ...GOOD, features: [0.2] as unknown as number[][] }],
  ['rows of features that differ in length', { ...GOOD, features: [[0.2], [0.1, 0.3]] }],
  ['missing features', { parameters: [0.1] }],
  ['too many parameters', { parameters: [0.1, 0.2], features: row(0.2) }],
  ['a NaN parameter', { parameters: [NaN], features: row(0.2) }],
  ['an infinite feature', { parameters: [0.1], features: row(Infinity) }],
  ['features of another width', { parameters: [0.1], features: { rows: 1, columns: 2, data: Float64Array.of(0, 0) } }],
  ['features whose data has another length', { parameters: [0.1], features: { rows: 2, columns: 1, data: Float64Array.of(0) } }],
  ['rows of parameters and features that disagree', { parameters: row(1, 2), features: row(1, 2, 3) }],
  [
    'rows of features and initial states that disagree',
    { ...GOOD, features: row(1, 2, 3), initial: state(2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0) },
  ],
  ['an initial state of other qubits', { ...GOOD, initial: state(1, 1, 1, 0, 0, 0) }],
  ['an initial state that is not normalised', { ...GOOD, initial: state(2, 1, 1, 0, 1, 0, 0, 0, 0, 0) }],
  ['an initial state with NaN', { ...GOOD, initial: state(2, 1, NaN, 0, 0, 0, 0, 0, 0, 0) }],
]

const REFUSED_CALLS: readonly { readonly what: string; readonly call: Calls }[] = [
  {
    what: 'shots that are not a positive integer',
    call: (executable) => [0, -1, 1.5, NaN].map((shots) => () => executable.expectations({ ...GOOD, shots, seed: 1 })),
  },
  {
    what: 'a seed that is not a safe integer from 0',
    call: (executable) => [-1, 0.5, NaN, 2 ** 53].map((seed) => () => executable.sample({ ...GOOD, shots: 1, seed })),
  },
  {
    what: 'samples without a seed',
    call: (executable) => [() => executable.sample({ ...GOOD, shots: 1 } as SampleInputs)],
  },
  {
    what: 'cotangents of another length or with NaN',
    call: (executable) => [
      () => executable.gradient({ ...GOOD, cotangents: Float64Array.of(1, 1) }),
      () => executable.gradient({ ...GOOD, cotangents: Float64Array.of(NaN) }),
      () => executable.gradient({ ...GOOD, cotangents: () => new Float64Array(0) }),
    ],
  },
]

export const inputCases = casesOf([
  [
    'takes lists of rows, parameters by name and observables as text', // with the bits of matrices, vectors and sums
    async ({ backend, precision }) => {
      const circuit = new Circuit(2).ry(parameter('v'), 0).rx(parameter('w'), 1).rz(feature('x'), 0).cx(0, 1)
      const inputs = { parameters: [0.1, 0.7], features: row(0.2, 0.3) }
      const observables = [parsePauliSum('Z0*Z1 - 0.5*X1')]
      await using executable = await backend.compile(circuit, { precision, observables })
      const { values } = await executable.expectations(inputs)
      requireClose('expectations', values, oracleValues(circuit, inputs, observables), expectationTolerance(precision, 4, 2))
      await using other = await backend.compile(circuit, { precision, observables: 'Z0*Z1 - 0.5*X1' })
      const twice = [0, 1].map(() => [0.1, 0.7])
      for (const parameters of [{ w: 0.7, v: 0.1 }, Float64Array.of(0.1, 0.7), twice]) {
        const again = await other.expectations({ parameters, features: [[0.2], [0.3]] })
        requireSameBits('expectations of ordinary values', again.values, values)
      }
    },
  ],
  ...[...REFUSED_INPUTS.map(([what, inputs]) => ({ what, call: allCalls(inputs) })), ...REFUSED_CALLS].map(({ what, call }): NamedCheck => [
    `refuses ${what}`,
    async ({ backend, precision }) => {
      await using executable = await backend.compile(CIRCUIT, { precision, observables: [parsePauliSum('Z1')] })
      for (const run of call(executable)) await requireMisuse(what, run)
    },
  ]),
  ...REFUSED_PROGRAMS.map(([what, change]): NamedCheck => [
    `refuses to load ${what}`,
    async ({ backend, precision }) => {
      await using executable = await backend.compile(CIRCUIT, { precision })
      await requireMisuse(what, () => backend.load(change(executable.program) as Program, { precision }))
    },
  ]),
])
