/** Reads OpenQASM of either version into a circuit: the version line decides which reader the rest goes to. */
import { functionValue, objectWith, type OptionChecks, optional, requireOptions, textValue } from '@ketwork/math'
import type { Circuit } from '../Circuit.ts'
import { readQasm3 } from './qasm3/readQasm3.ts'
import type { QasmReadOptions } from './QasmReadOptions.ts'
import { readQasm2 } from './readQasm2.ts'
import { type QasmLimits, Scanner } from './Scanner.ts'
import { versionOf } from './versionOf.ts'

export interface QasmOptions extends QasmReadOptions {
  /** The name that errors begin with. */
  readonly file?: string
  /** Other limits than 2^21 operations and 2^22 steps. */
  readonly limits?: QasmLimits
}

const OPTIONS: OptionChecks<QasmOptions> = {
  file: optional(textValue),
  limits: optional(objectWith('an object of limits')),
  inputs: optional(objectWith('an object of values by name')),
  include: optional(functionValue),
}

/**
 * The circuit that OpenQASM text describes: version 2.0, or 3.x when it begins with `OPENQASM 3;`. Without a version line it is 3 where
 * something stands in it that version 2 does not have, otherwise 2.
 *
 * Qubits are numbered in the order of declaration; `$3` of version 3 is qubit 3. The circuit's `bits` are those that are measured or compared, in the
 * order of declaration: 'c[0]' of a register, 'c' of a single bit. A program that declares no qubits has one that stays 0.
 *
 * **Version 2** fixes gates only up to global phase; here they are those of the gate table, as in Qiskit: u1 = p, u2 and u3 = u (the upper left
 * entry is real), rz(t) = exp(-i t Z / 2), cu3 = the controlled u. Gates of the table that qelib1 lacks (ryy, iswap, ...) are known by their
 * names too, with or without a definition in the file. Gates and registers share one namespace: what the paper's qelib1.inc declares cannot be declared
 * anew, what later editions of it added can. What stands under a comparison with a value that its register cannot hold never runs and is left out.
 *
 * **Version 3** is exact, global phase included: U(t, p, l) is e^(i t / 2) times the table's u. What is known before the circuit runs is carried out:
 * constants and variables, `for` loops, branches, `gate` and `def`, aliases, the modifiers ctrl, negctrl, inv and pow (fractional powers are
 * the principal ones, on up to 4 qubits; `negctrl(n)` asks for n zeros). `input float w` and `input angle w` are parameters of the circuit, with polynomials in
 * them as angles; an angle that holds one is not wrapped at 2 pi; inputs that are given values are constants. Branches on results become
 * conditions of operations; what they ask beyond one value of some bits is computed into bits whose names begin with '#' (`isHiddenBit`), and so are
 * variables that results decide. Delays, boxes and durations take time alone and are passed over. Loops and arithmetic on results, calibration, complex numbers and externs
 * are refused.
 *
 * **Limits**, so that no text takes more than some seconds and half a gigabyte: 2^21 operations on 2^20 qubits, 2^24 qubits of all
 * operations together, 2^22 steps of expansion, 2^20 names and statements in definitions; expressions nest 200 levels deep and have 1,000 operators
 * on names, blocks nest 100 deep, gates and subroutines 500 deep in version 2 and 200 in version 3; whole numbers up to 2^1024.
 *
 * @throws QasmSyntaxError at the first thing that cannot be read, or where a limit is passed
 * @throws QasmInputError for an input that needs a value and has none, or has one that it cannot take
 * @throws UnsupportedQasmError for OpenQASM 3 that is valid but no static circuit
 *
 * @example
 * parseQasm('OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg c[2]; h q[0]; cx q[0], q[1]; measure q -> c;')
 * parseQasm('OPENQASM 3.0; include "stdgates.inc"; input float w; qubit[2] q; rx(2 * w) q[0]; ctrl @ s q[0], q[1];').parameters // ['w']
 */
export function parseQasm(text: string, options: QasmOptions = {}): Circuit {
  textValue('text', text)
  requireOptions('parseQasm', options, OPTIONS)
  const scanner = new Scanner(text, options.file ?? 'qasm', options.limits)
  const version = parseVersion(scanner)
  scanner.use(version)
  return version === 3 ? readQasm3(scanner, options) : readQasm2(scanner, options)
}

function parseVersion(scanner: Scanner): 2 | 3 {
  if (!scanner.skip('OPENQASM')) return versionOf(scanner.source)
  const { start, text } = scanner
  if (scanner.kind !== 'real' && scanner.kind !== 'integer') {
    scanner.fail(`expected the version, 2.0 or 3.0, found ${scanner.describe()}`)
  }
  const isVersion3 = /^3(\.\d+)?$/.test(text)
  if (!isVersion3 && Number(text) !== 2) scanner.fail(`this is OpenQASM ${text.slice(0, 40)}: expected version 2.0 or 3.0`, start)
  scanner.advance()
  scanner.expect(';')
  return isVersion3 ? 3 : 2
}
