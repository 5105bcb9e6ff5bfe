/**
 * Reads OpenQASM 3 into a circuit: one statement at a time is read into a tree, carried out and forgotten.
 *
 * The language: https://openqasm.com, version 3.1; Cross et al., OpenQASM 3: A broader and deeper quantum assembly language, arXiv:2104.14722.
 */
import type { Circuit } from '../../Circuit.ts'
import { circuitWithBits } from '../circuitWithBits.ts'
import { type QasmReadOptions, requireDeclared } from '../QasmReadOptions.ts'
import type { Scanner } from '../Scanner.ts'
import { callSubroutine } from './callSubroutine.ts'
import { parseStatement } from './parseStatement.ts'
import { QASM3_CONSTANTS } from './qasm3Grammar.ts'
import { Run } from './Run.ts'
import { runStatement, runStatements } from './runStatement.ts'
import { languageGates } from './stdgates.ts'

/** A text has a few million statements at most, whatever they do. */
const STEPS_OF_STATEMENTS = 0.25

/** Reads what stands behind the version line. */
export function readQasm3(scanner: Scanner, options: QasmReadOptions): Circuit {
  const run = new Run(scanner, { runStatements, callSubroutine }, options)
  for (const [name, value] of Object.entries(QASM3_CONSTANTS)) run.builtIns.declareValue(name, value, 0)
  for (const [name, gate] of languageGates) run.builtIns.declare(name, { kind: 'builtIn', gate }, 0)
  let ended = false
  while (scanner.kind !== 'end') {
    const before = scanner.kept
    const statement = parseStatement(scanner)
    const isDefinition = statement.kind === 'gate' || statement.kind === 'def'
    const inTree = scanner.kept - before
    if (statement.kind === 'return') scanner.fail('a return belongs into a subroutine', statement.at)
    scanner.spend(STEPS_OF_STATEMENTS, statement.at)
    if (!ended) ended = runStatement(run, run.global, statement)?.kind === 'end'
    if (!isDefinition) scanner.keep(-inTree)
  }
  requireDeclared(options, run.inputs)
  return circuitWithBits({ qubits: run.qubits, bits: run.bits, operations: run.list.operations })
}
