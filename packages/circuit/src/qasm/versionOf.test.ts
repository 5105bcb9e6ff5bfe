import { describe, expect, test } from 'vitest'
import { parseQasm } from './parseQasm.ts'
import { versionOf } from './versionOf.ts'

describe('without a version line a text is of version 3', () => {
  test.each([
    ['a word of it', '// a comment\n/* and another */ qubit[2] q;'],
    ['its gates', 'include "stdgates.inc";\nqreg q[1];'],
    ['an assignment', 'qreg q[1]; creg c[1]; c[0] = measure q[0];'],
    ['a qubit of the device', 'h $0;'],
    ['a modifier behind a gate of its own', 'gate g a { } ctrl @ g q[0], q[1];'],
    ['a comparison', 'if (c[0] != 1) x q[0];'],
    ['an annotation', '@words\nx q;'],
    ['a pragma', '#pragma words'],
  ])('with %s', (_, text) => expect(versionOf(text)).toBe(3))
})

describe('and of version 2', () => {
  test.each([
    ['with its gates', 'include "qelib1.inc"; qubit q;'],
    ['with what both have', 'qreg q[1]; creg c[1]; U(0, 0, 0) q[0]; if (c == 1) reset q[0]; measure q -> c;'],
    ['where it gives a word another meaning', 'gate inv a { } gate box b { } qreg bit[1]; inv bit[0]; box bit[0];'],
    ['where it cannot be read', 'qreg q[1]; \\'],
    ['where it is empty', ''],
  ])('%s', (_, text) => expect(versionOf(text)).toBe(2))
})

test('both are read', () => {
  expect(parseQasm('include "stdgates.inc";\nqubit[1] q; bit[1] c; x q[0]; c[0] = measure q[0];').bits).toEqual(['c[0]'])
  expect(parseQasm('qreg q[2]; CX q[0], q[1];').qubitCount).toBe(2)
})
