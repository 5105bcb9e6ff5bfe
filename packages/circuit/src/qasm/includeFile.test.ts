import { describe, expect, test } from 'vitest'
import type { QasmInclude } from './includeFile.ts'
import { parseQasm } from './parseQasm.ts'
import { QasmSyntaxError } from './QasmSyntaxError.ts'
import { UnsupportedQasmError } from './UnsupportedQasmError.ts'

/** Files by their names; a name is its own path. */
function files(texts: Readonly<Record<string, string>>, asked: string[] = []): QasmInclude {
  return (name, from) => {
    asked.push(`${name} from ${from}`)
    return Object.hasOwn(texts, name) ? { file: name, text: texts[name] } : undefined
  }
}

describe('include', () => {
  test.each([
    ['2', 'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; include "a.inc"; both q[0], q[1]; h q[1];'],
    ['3', 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; include "a.inc"; both q[0], q[1]; h q[1];'],
  ])('reads on with the file, and those that it includes, in version %s', (_, text) => {
    const asked: string[] = []
    const include = files(
      { 'a.inc': 'include "b.inc";\ngate both a, b { one a; cx a, b; }\nx q[0];', 'b.inc': 'gate one a { y a; }' },
      asked,
    )
    const { operations } = parseQasm(text, { include, file: 'main.qasm' })
    expect(operations.map(({ gate }) => gate)).toEqual(['x', 'y', 'cx', 'h'])
    expect(asked).toEqual(['a.inc from main.qasm', 'b.inc from a.inc'])
  })

  test('tells errors in the file where they are, before and after an include too', () => {
    const messageOf = (text: string, texts: Readonly<Record<string, string>>): string => {
      try {
        parseQasm(text, { include: files(texts), file: 'main.qasm' })
      } catch (error) {
        if (error instanceof QasmSyntaxError) return error.message
        throw error
      }
      return ''
    }
    const main = 'OPENQASM 3.0;\nqubit q;\ninclude "a.inc"; zz q;'
    expect(messageOf(main, { 'a.inc': '\n  nope q;' })).toBe(
      'a.inc:2:3: gate \'nope\' is not defined: include "stdgates.inc" or define it before\n    nope q;\n    ^',
    )
    expect(messageOf(main, { 'a.inc': 'U(0, 0, 0) q;' })).toContain("main.qasm:3:18: gate 'zz'")
    expect(messageOf(main, {})).toContain('main.qasm:3:9: there is no file "a.inc"')
    expect(messageOf('OPENQASM 3.0; gate g a { h a; } qubit q; include "a.inc";', { 'a.inc': 'g q;' })).toContain('main.qasm:1:26')
  })

  test('is refused where nothing finds files, in a block, and without end', () => {
    expect(() => parseQasm('OPENQASM 3.0; include "a.inc";')).toThrow(UnsupportedQasmError)
    expect(() => parseQasm('OPENQASM 2.0; include "a.inc";')).toThrow('1:23: "a.inc" is not built in, and nothing says where files are')
    expect(() => parseQasm('OPENQASM 3.0; if (true) { include "a.inc"; }', { include: files({}) })).toThrow('stands outside of blocks')
    const itself = files({ 'a.inc': 'include "a.inc";' })
    expect(() => parseQasm('OPENQASM 3.0; include "a.inc";', { include: itself })).toThrow('the program includes too many files')
  })
})
