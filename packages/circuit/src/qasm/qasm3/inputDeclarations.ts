/** The symbols of a circuit as `input` lines of OpenQASM 3: 'w[0]', 'w[1]' are an array, others an input each. */
import { largest } from '@ketwork/math'
import type { SymbolKind } from '../../angles/index.ts'
import type { FreeNames } from '../FreeNames.ts'

export interface InputDeclarations {
  readonly lines: readonly string[]
  /** How each symbol is written in an expression. */
  readonly texts: ReadonlyMap<string, string>
}

/** An array may have so many elements that no symbol uses. */
const MOST_GAPS = 16
const LARGEST_INDEX = 50_000

/**
 * An annotation in front of an input says what the language cannot: that it is a feature, or the symbol's own name.
 *
 * @param parameters names in their order; likewise `features`
 */
export function inputDeclarations(parameters: readonly string[], features: readonly string[], names: FreeNames): InputDeclarations {
  const lines: string[] = []
  const texts = new Map<string, string>()
  const all = new Set([...parameters, ...features])
  for (const [kind, symbols] of [['parameter', parameters] as const, ['feature', features] as const]) {
    for (const [base, members] of arrays(symbols, all)) {
      const name = names.fresh(base)
      for (const each of annotation(kind, base, name)) lines.push(each)
      lines.push(`input array[float[64], ${largest(members.values()) + 1}] ${name};`)
      for (const [symbol, index] of members) texts.set(symbol, `${name}[${index}]`)
    }
    for (const symbol of symbols.filter((each) => !texts.has(each))) {
      const name = names.fresh(symbol)
      for (const each of annotation(kind, symbol, name)) lines.push(each)
      lines.push(`input float[64] ${name};`)
      texts.set(symbol, name)
    }
  }
  return { lines, texts }
}

function annotation(kind: SymbolKind, symbol: string, name: string): string[] {
  return kind === 'parameter' && symbol === name ? [] : [`@ketwork.input ${kind} ${JSON.stringify(symbol)}`]
}

/** Symbols 'name[i]' by name, with their indices. */
function arrays(symbols: readonly string[], all: ReadonlySet<string>): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>()
  for (const symbol of symbols) {
    const match = /^([A-Za-z_]\w*)\[(0|[1-9]\d{0,5})\]$/.exec(symbol)
    if (match === null || all.has(match[1]) || Number(match[2]) > LARGEST_INDEX) continue
    const members = found.get(match[1]) ?? new Map<string, number>()
    found.set(match[1], members.set(symbol, Number(match[2])))
  }
  return new Map([...found].filter(([, members]) => largest(members.values()) < 2 * members.size + MOST_GAPS))
}
