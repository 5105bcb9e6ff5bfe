/**
 * Random circuits for other readers: of gates alone, and with measurements, resets and conditions on bits whose names
 * are reserved elsewhere.
 */
import { Circuit, gateTable, type OperationName, randomCircuit, valueOfBits } from '@ketwork/circuit'
import type { RandomStream } from '@ketwork/math'

/** What conditions ask for: groups of bits of which no two share one, which OpenQASM 2 can say, or any bits. */
export type Asking = 'groups' | 'any'

/** The whole table. */
export const GATES = (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'gate')
/** Of registers and of single bits. */
const NAMES = 'c m h swap ryy cx U CX if pi sin asin q gate measure bit input creg unitary_0 a_b Result ä tau p u3 rzz ctrl int'.split(' ')
const ODD_NAMES = ['a b', 'a-b', '0', 'c.d', 'x[', 'c[1]x']
const MOST_BRANCHES = 4

/** Gates on up to 6 qubits. */
export function drawUnitary(random: RandomStream, gates: readonly OperationName[]): Circuit {
  const [qubits, operations] = [1 + random.integer(6), 1 + random.integer(30)]
  return randomCircuit({ qubits, operations, seed: random.integer(2 ** 31), gates })
}

/** On up to 4 qubits, with up to 4 measurements and resets. */
export function drawDynamic(random: RandomStream, asking: Asking): Circuit {
  const qubits = 1 + random.integer(4)
  const circuit = new Circuit(qubits)
  const bits = drawBits(random)
  const groups = drawGroups(bits, random)
  for (let left = MOST_BRANCHES; left > 0; left--) {
    appendGates(circuit, random, asking === 'any' ? anyGroup(bits, random) : groups[random.integer(groups.length)])
    appendOne(circuit, random, bits)
  }
  appendGates(circuit, random, asking === 'any' ? anyGroup(bits, random) : groups[random.integer(groups.length)])
  return circuit
}

/** Names of registers, some wide, and of single bits. */
function drawBits(random: RandomStream): string[] {
  const names = random.permutation(NAMES.length).subarray(0, 3)
  const bits = [...names].flatMap((i) => {
    const name = random.uniform() < 0.1 ? ODD_NAMES[random.integer(ODD_NAMES.length)] : NAMES[i]
    const size = random.integer(4)
    if (size === 0) return [name]
    const indices = random.uniform() < 0.15 ? [0, 53, 70].slice(0, size) : Array.from({ length: size }, (_, index) => index)
    return indices.map((index) => `${name}[${index}]`)
  })
  return [...new Set(bits)]
}

/** Each bit in one group at most. */
function drawGroups(bits: readonly string[], random: RandomStream): string[][] {
  const order = [...random.permutation(bits.length)].map((i) => bits[i])
  const groups: string[][] = []
  while (order.length > 0) groups.push(order.splice(0, 1 + random.integer(3)))
  return groups
}

function anyGroup(bits: readonly string[], random: RandomStream): string[] {
  return [...random.permutation(bits.length)].slice(0, 1 + random.integer(bits.length)).map((i) => bits[i])
}

/** Some gates, and as often one or two under a condition. */
function appendGates(circuit: Circuit, random: RandomStream, group: readonly string[]): void {
  const draw = (operations: number): Circuit =>
    randomCircuit({ qubits: circuit.qubitCount, operations, seed: random.integer(2 ** 31), gates: GATES })
  circuit.compose(draw(random.integer(5)))
  // ones come less often than zeros, as bits that nothing has written read 0
  const value = valueOfBits(group.map(() => Number(random.uniform() < 0.35)))
  if (random.uniform() < 0.7) circuit.when({ bits: group, value }, (then) => then.compose(draw(1 + random.integer(2))))
}

function appendOne(circuit: Circuit, random: RandomStream, bits: readonly string[]): void {
  const qubit = random.integer(circuit.qubitCount)
  const kind = random.uniform()
  if (kind < 0.15) circuit.reset(qubit)
  else if (kind < 0.25) circuit.barrier(qubit)
  else circuit.measure(qubit, bits[random.integer(bits.length)])
}
