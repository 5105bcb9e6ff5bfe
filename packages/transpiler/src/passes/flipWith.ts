/**
 * CX written with any other entangling gate of the table, the global phase included: what translation to a basis ends with.
 *
 * Gates of the class of CX differ from it by one-qubit gates alone; iSWAP and its kin take two: iSWAP RX_a(t) iSWAP Z_a Z_b is a rotation about Z_a Y_b, because
 * iSWAP takes X_a to Z_a Y_b and is its own inverse up to Z_a Z_b.
 */
import type { Angle, Operation, OperationName } from '@ketwork/circuit'

const HALF = Math.PI / 2
const QUARTER = Math.PI / 4

type Part = readonly [gate: OperationName, on: 'c' | 't' | 'ct' | 'tc' | '', ...angles: Angle[]]

const CZ_TO_CX = (parts: readonly Part[]): readonly Part[] => [['h', 't'], ...parts, ['h', 't']]
const RZZ_TO_CX = (parts: readonly Part[]): readonly Part[] =>
  CZ_TO_CX([['rz', 'c', HALF], ['rz', 't', HALF], ...parts, ['globalPhase', '', QUARTER]])
const CY_TO_CX = (parts: readonly Part[]): readonly Part[] => [['s', 't'], ...parts, ['sdg', 't']]
const ISWAP_TO_CX = (...exchange: readonly Part[]): readonly Part[] => [
  // exp(i pi/4 Z_c X_t) between rotations of the two; S on the target takes Y to -X
  ['s', 't'],
  ['z', 'c'],
  ['z', 't'],
  ...exchange,
  ['rx', 'c', -HALF],
  ...exchange,
  ['sdg', 't'],
  ['rz', 'c', HALF],
  ['rx', 't', HALF],
  ['globalPhase', '', QUARTER],
]

/** By gate, the cheapest first; in the order in which the parts act. */
const forms: readonly (readonly [OperationName, readonly Part[]])[] = [
  ['cx', [['cx', 'ct']]],
  ['cz', CZ_TO_CX([['cz', 'ct']])],
  [
    'ecr',
    [
      ['sdg', 'c'],
      ['sxdg', 't'],
      ['ecr', 'ct'],
      ['x', 'c'],
      ['globalPhase', '', QUARTER],
    ],
  ],
  ['cy', CY_TO_CX([['cy', 'ct']])],
  [
    'ch',
    CZ_TO_CX([
      ['ry', 't', QUARTER],
      ['ch', 'ct'],
      ['ry', 't', -QUARTER],
    ]),
  ],
  ['cp', CZ_TO_CX([['cp', 'ct', Math.PI]])],
  ['mcp', CZ_TO_CX([['mcp', 'ct', Math.PI]])],
  ['mcx', [['mcx', 'ct']]],
  [
    'crz',
    CZ_TO_CX([
      ['crz', 'ct', Math.PI],
      ['s', 'c'],
    ]),
  ],
  [
    'crx',
    [
      ['crx', 'ct', Math.PI],
      ['s', 'c'],
    ],
  ],
  [
    'cry',
    CY_TO_CX([
      ['cry', 'ct', Math.PI],
      ['s', 'c'],
    ]),
  ],
  ['cu', [['cu', 'ct', Math.PI, 0, Math.PI, 0]]],
  ['rzz', RZZ_TO_CX([['rzz', 'ct', -HALF]])],
  [
    'rxx',
    RZZ_TO_CX([
      ['h', 'c'],
      ['h', 't'],
      ['rxx', 'ct', -HALF],
      ['h', 'c'],
      ['h', 't'],
    ]),
  ],
  [
    'ryy',
    RZZ_TO_CX([
      ['sx', 'c'],
      ['sx', 't'],
      ['ryy', 'ct', -HALF],
      ['sxdg', 'c'],
      ['sxdg', 't'],
    ]),
  ],
  [
    'rzx',
    [
      ['rz', 'c', HALF],
      ['rx', 't', HALF],
      ['rzx', 'ct', -HALF],
      ['globalPhase', '', QUARTER],
    ],
  ],
  [
    'cs',
    CZ_TO_CX([
      ['cs', 'ct'],
      ['cs', 'ct'],
    ]),
  ],
  [
    'csdg',
    CZ_TO_CX([
      ['csdg', 'ct'],
      ['csdg', 'ct'],
    ]),
  ],
  [
    'csx',
    [
      ['csx', 'ct'],
      ['csx', 'ct'],
    ],
  ],
  ['iswap', ISWAP_TO_CX(['iswap', 'ct'])],
  ['xxPlusYy', ISWAP_TO_CX(['xxPlusYy', 'ct', -Math.PI, 0])],
  ['xxMinusYy', ISWAP_TO_CX(['x', 't'], ['xxMinusYy', 'ct', -Math.PI, 0], ['x', 't'])],
  ['dcx', ISWAP_TO_CX(['s', 'c'], ['s', 't'], ['h', 'c'], ['dcx', 'ct'], ['h', 't'])],
]

/** CX from `control` to `target` with the cheapest entangling gate among these, or undefined when there is none. */
export function flipWith(gates: ReadonlySet<OperationName>, control: number, target: number): Operation[] | undefined {
  const form = forms.find(([gate]) => gates.has(gate))
  return form?.[1].map(([gate, on, ...angles]) => ({ gate, qubits: [...on].map((letter) => (letter === 'c' ? control : target)), angles }))
}
