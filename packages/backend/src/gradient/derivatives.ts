/** Derivatives by parameters and features, where each is there only if somebody asked for it. */

export interface Derivatives {
  readonly parameters?: Float64Array
  readonly features?: Float64Array
}

export type SymbolInput = keyof Derivatives

/** What becomes of each part that is there. */
export function mapDerivatives(
  { parameters, features }: Derivatives,
  change: (numbers: Float64Array, input: SymbolInput) => Float64Array,
): Derivatives {
  return {
    ...(parameters !== undefined && { parameters: change(parameters, 'parameters') }),
    ...(features !== undefined && { features: change(features, 'features') }),
  }
}
