/** A method of `Circuit` for every row of the gate table: its arguments are those of the row's `build`, its documentation the row's comment. */
import type { Circuit } from './Circuit.ts'
import { gateTable, type GateRows } from './gates/gateTable.ts'
import type { OperationName } from './gates/Operation.ts'

/** Angles or rates first, then qubits, controls before targets; each method appends one operation and returns the circuit. */
export type GateMethods = {
  [Name in keyof GateRows]: (...given: Parameters<GateRows[Name]['build']>) => Circuit
}

/** The class that `Circuit` extends. */
export const GateMethods: new () => GateMethods = methodsOfRows()

function methodsOfRows(): new () => GateMethods {
  const prototype: Record<string, unknown> = {}
  for (const name of Object.keys(gateTable) as OperationName[]) {
    const { build } = gateTable[name]
    prototype[name] = function (this: Circuit, ...given: never[]): Circuit {
      return this.append({ gate: name, ...build(...given) })
    }
  }
  function Methods(): void {
    // a base class without fields
  }
  Methods.prototype = prototype
  return Methods as unknown as new () => GateMethods
}
