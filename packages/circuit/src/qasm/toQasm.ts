/** Writes a circuit as OpenQASM of either version. */
import { oneOf, optional, requireOptions } from '@ketwork/math'
import { requireCircuit } from '../requireCircuit.ts'
import type { Circuit } from '../Circuit.ts'
import { writeQasm3 } from './qasm3/writeQasm3.ts'
import { writeQasm2 } from './writeQasm2.ts'

/**
 * OpenQASM text of a circuit: one quantum register `q`, a classical register for each group of bits 'name[i]'.
 *
 * `parseQasm` reads it back as the same unitary: version 3 exactly, global phase and symbols included, version 2 up to global phase. Gates that the
 * standard file of the version lacks come as `gate` definitions made from `decompose`, in version 3 also by modifiers. Numbers are written so that they
 * come back as the same doubles. Names of bits and symbols that OpenQASM cannot write, or that mean something in it (`h`, `pi`, `if`), are changed; in version 3 an
 * annotation keeps them.
 *
 * **Other readers.** Version 2 names the gates of the paper's qelib1.inc alone, so that strict readers take it. It compares whole registers only: bits that a
 * condition asks for apart from the rest of their register get one of their own. Version 3 asks for one bit as `if (c[0])`; U has the phase e^(i theta / 2) of
 * the specification there, which `gphase` takes back in the definition of u: a reader whose U has none (Qiskit) reads the same gate up to a phase, which shows where that
 * gate is put under a control afterwards.
 *
 * @param options.version 2 unless 3 is asked for
 * @throws TypeError in version 2 when an angle holds a symbol: bind the circuit first, or write version 3
 * @throws RangeError for what OpenQASM cannot say: channels, readout errors, in version 2 assigned bits and conditions that share some of their bits
 * @throws UnsupportedGateError for a unitary on more than 8 qubits
 *
 * @example
 * toQasm(new Circuit(2).h(0).cx(0, 1).measureAll())
 * toQasm(new Circuit(1).rx(parameter('w'), 0), { version: 3 })
 */
export function toQasm(circuit: Circuit, options: { readonly version?: 2 | 3 } = {}): string {
  requireCircuit('circuit', circuit)
  requireOptions('toQasm', options, { version: optional(oneOf(2, 3)) })
  const { version = 2 } = options
  if (version === 3) return writeQasm3(circuit)
  return writeQasm2(circuit)
}
