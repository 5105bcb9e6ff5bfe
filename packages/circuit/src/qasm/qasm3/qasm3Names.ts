/** Names for a file of OpenQASM 3 that mean nothing else in it. */
import { isFunction } from '../applyFunction.ts'
import { FreeNames } from '../FreeNames.ts'
import { QASM3_CONSTANTS, QASM3_KEYWORDS } from './qasm3Grammar.ts'
import { languageGates, stdgates } from './stdgates.ts'

export function qasm3Names(): FreeNames {
  return new FreeNames({ spelled, isReserved })
}

function spelled(wanted: string): string {
  const letters = wanted.replace(/[^\p{L}\p{Nl}_0-9]/gu, '_')
  return /^[\p{L}\p{Nl}_]/u.test(letters) ? letters : `_${letters}`
}

function isReserved(name: string): boolean {
  return (
    QASM3_KEYWORDS.has(name) || Object.hasOwn(QASM3_CONSTANTS, name) || isFunction(name) || stdgates.has(name) || languageGates.has(name)
  )
}
