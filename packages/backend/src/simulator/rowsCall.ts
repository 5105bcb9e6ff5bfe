/** Some rows of a call as a call of their own. */
import type { EngineCall } from './ProgramEngine.ts'

export function rowsCall({ inputs, event }: EngineCall, first: number, count: number): EngineCall {
  return {
    event,
    inputs: {
      ...inputs,
      rows: count,
      parameterRow: (row) => inputs.parameterRow(first + row),
      featureRow: (row) => inputs.featureRow(first + row),
      initialRow: (row) => inputs.initialRow(first + row),
    },
  }
}
