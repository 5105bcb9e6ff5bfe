/**
 * The version of OpenQASM text without a version line: 3 where something stands in it that version 2 does not have, otherwise 2.
 *
 * Looks at the tokens in order and stops at the first that decides. A word of version 3 at the beginning of a statement decides unless the file gives it another meaning.
 */
import { QasmSyntaxError } from './QasmSyntaxError.ts'
import { Scanner } from './Scanner.ts'

/** What begins a statement of version 3 and of no other. */
const WORDS: ReadonlySet<string> = new Set(
  `qubit bit bool int uint float angle complex array const input output let def extern for while switch return end ctrl negctrl inv pow gphase
   defcal defcalgrammar cal duration stretch delay box nop pragma`.split(/\s+/),
)
/** What version 2 has no use for. */
const SYMBOLS: ReadonlySet<string> = new Set(['=', '!=', '&&', '||', '!', '~', '@', '++', '+=', '-=', ':', '&', '|', '#'])

export function versionOf(text: string): 2 | 3 {
  try {
    return decide(new Scanner(text, ''))
  } catch (error) {
    if (error instanceof QasmSyntaxError) return 2 // whose reader says what is wrong
    throw error
  }
}

function decide(scanner: Scanner): 2 | 3 {
  const named = new Set<string>()
  let previous = ';'
  for (; scanner.kind !== 'end'; scanner.advance()) {
    const { kind, text } = scanner
    const begins = previous === ';' || previous === '{' || previous === '}'
    if (kind === 'string' && previous === 'include') {
      if (text === 'stdgates.inc') return 3
      if (text === 'qelib1.inc') return 2
    }
    if (kind === 'qubit' || (kind === 'symbol' && SYMBOLS.has(text))) return 3
    if (kind === 'identifier') {
      if (begins && WORDS.has(text) && !named.has(text)) return 3
      if (previous === 'gate' || previous === 'opaque' || previous === 'qreg' || previous === 'creg') named.add(text)
    }
    previous = kind === 'string' ? '' : text
  }
  return 2
}
