import { Circuit, parameters } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { lower } from '../lower.ts'
import { actionOf } from './actions.ts'
import { gatherPhases } from './gatherPhases.ts'

const [a, b] = parameters('w', 2)
const gathered = (circuit: Circuit) =>
  gatherPhases(lower(circuit).structure.instructions.map(actionOf)).map((action) =>
    action.kind === 'rotate' ? `${action.negative ? '-' : ''}R(${action.x.toString(2)},${action.z.toString(2)})` : action.kind,
  )

describe('gatherPhases', () => {
  test('takes a rotation about Z behind a CX as one about Z Z', () => {
    expect(gathered(new Circuit(2).rz(a, 1).cx(0, 1).rz(b, 1).rx(a, 1))).toEqual(['flip', 'R(0,11)', 'R(0,10)', 'R(10,0)'])
  })

  test('turns the sign behind an X', () => {
    expect(gathered(new Circuit(1).rz(a, 0).x(0))).toEqual(['flip', '-R(0,1)'])
  })

  test('follows a SWAP', () => {
    expect(gathered(new Circuit(2).rz(a, 0).swap(0, 1).rx(b, 0))).toEqual(['swap', 'R(1,0)', 'R(0,10)'])
  })

  test('stops in front of what mixes its qubit, and where the string would grow too long', () => {
    expect(gathered(new Circuit(2).rz(a, 0).rx(b, 0))).toEqual(['R(0,1)', 'R(1,0)'])
    expect(gathered(new Circuit(3).rzz(a, 1, 2).cx(0, 1).rx(b, 2))).toEqual(['R(0,110)', 'flip', 'R(100,0)'])
  })
})
