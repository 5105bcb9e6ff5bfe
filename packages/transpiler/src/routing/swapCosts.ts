/**
 * How many two-qubit gates of the class of CX an operation takes, and how many together with a SWAP on the same pair.
 *
 * A SWAP next to a gate on its pair merges with it: in all three are enough, and after a CX it costs one more, not three. Routers use it to choose where SWAPs go.
 */
import { isConstant, type Operation, type OperationName } from '@ketwork/circuit'

/** The classes: CX, two that need two (controlled rotations; iSWAP), SWAP. Everything else may need three either way. */
const FLIP = [1, 2] as const
const ROTATION = [2, 3] as const
const EXCHANGE = [2, 1] as const
const ANY = [3, 3] as const

const table: Partial<Record<OperationName, readonly [number, number]>> = {
  ...{ cx: FLIP, cy: FLIP, cz: FLIP, ch: FLIP, ecr: FLIP, mcx: FLIP },
  ...{ rzz: ROTATION, rxx: ROTATION, ryy: ROTATION, rzx: ROTATION, cp: ROTATION, crx: ROTATION, cry: ROTATION, crz: ROTATION },
  ...{ cs: ROTATION, csdg: ROTATION, csx: ROTATION, cu: ROTATION, pauliRotation: ROTATION, xxPlusYy: ROTATION, xxMinusYy: ROTATION },
  ...{ iswap: EXCHANGE, dcx: EXCHANGE, swap: [3, 0] as const },
}

/** The two-qubit gates of an operation on two qubits, alone and with a SWAP. */
export function swapCosts(operation: Operation): readonly [cost: number, swapped: number] {
  const { gate, angles, controls } = operation
  const known = table[gate] ?? (controls === undefined ? ANY : ROTATION)
  if (known !== ROTATION || angles.length !== 1 || !isConstant(angles[0])) return known
  // a Pauli rotation by an odd multiple of pi/2 is in the class of CX; for controlled ones that is an odd multiple of pi
  const unit = gate.startsWith('c') || controls !== undefined ? Math.PI : Math.PI / 2
  const turns = angles[0] / unit
  return Math.abs(turns - Math.round(turns)) < 1e-9 && Math.round(turns) % 2 !== 0 ? FLIP : known
}
