import { drawCircuit } from '../../conformance/drawnCircuits.ts'
import { Circuit, parameters } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { lower } from '../lower.ts'
import { type Action, actionOf } from './actions.ts'
import { joinPhases } from './joinPhases.ts'

const [a, b] = parameters('w', 2)
const actionsOf = (circuit: Circuit): Action[] => lower(circuit).structure.instructions.map(actionOf)
const namesOf = (actions: readonly Action[]) =>
  actions.map((action) => (action.kind === 'rotate' ? `R(${action.x.toString(2)},${action.z.toString(2)})` : action.kind))

describe('joinPhases', () => {
  test('brings phases together in front of rotations of other qubits', () => {
    const circuit = new Circuit(2).rz(a, 0).rx(b, 0).rz(b, 1).rx(a, 1)
    expect(namesOf(joinPhases(actionsOf(circuit)))).toEqual(['R(0,1)', 'R(0,10)', 'R(1,0)', 'R(10,0)'])
  })

  test('takes as few places as it can', () => {
    const circuit = new Circuit(3).rx(a, 0).rz(b, 0).rx(a, 1).rzz(b, 0, 1).rz(a, 2).rx(b, 0).p(a, 1)
    expect(namesOf(joinPhases(actionsOf(circuit)))).toEqual([...['R(1,0)', 'R(10,0)', 'R(0,1)', 'R(0,11)', 'R(0,100)', 'phase', 'R(1,0)']])
  })

  test('leaves a controlled rotation about Z where it stands', () => {
    const circuit = new Circuit(2).h(0).crz(a, 0, 1).h(0).rz(b, 0)
    expect(namesOf(joinPhases(actionsOf(circuit)))).toEqual(namesOf(actionsOf(circuit)))
  })

  test.each(Array.from({ length: 20 }, (_, seed) => seed))('never takes a phase past what mixes its qubits, drawn actions %i', (seed) => {
    const actions = actionsOf(drawCircuit({ qubits: 3, operations: 24, random: new RandomStream(seed) }))
    const joined = joinPhases(actions)
    expect(new Set(joined)).toEqual(new Set(actions))
    const orderOf = (sequence: readonly Action[]) =>
      sequence
        .flatMap((one, i) => sequence.slice(i + 1).map((other) => [one, other] as const))
        .filter(([one, other]) => conflict(one, other))
    expect(new Set(orderOf(joined).map(([x, y]) => actions.indexOf(x) * 100 + actions.indexOf(y)))).toEqual(
      new Set(orderOf(actions).map(([x, y]) => actions.indexOf(x) * 100 + actions.indexOf(y))),
    )
  })
})

function conflict(one: Action, other: Action): boolean {
  return (one.mixes & (other.mixes | other.reads)) !== 0 || (other.mixes & one.reads) !== 0
}
