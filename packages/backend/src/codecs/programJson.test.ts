/** Programs through JSON: nothing is lost, and whatever is broken on the way is refused with its place. */
import { Circuit, feature, parameter, parsePauliSum, times } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { drawCircuit, drawPauliSum } from '../conformance/drawnCircuits.ts'
import { DYNAMIC_CIRCUITS } from '../conformance/dynamicCircuits.ts'
import { lower } from '../lowering/lower.ts'
import type { Program } from '../program.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { mutated } from './mutated.ts'
import { programFromJson, programToJson } from './programJson.ts'
import { requireProgram } from './requireProgram.ts'

/** Every kind of instruction, angle and observable. */
function wholeProgram(): Program {
  const circuit = new Circuit(3)
    .rx(times(0.1, parameter('w'), feature('x')), 0)
    .pauliRotation(parameter('v'), 'XYZ', [2, 0, 1])
    .cp(0.3, 0, 2)
    .mcx([0, 1], 2)
    .swap(0, 1)
    .h(1)
    .depolarizing(0.01, 0)
    .measure(0, 'a', { readout: { p01: 0.02, p10: 0.01 } })
    .when({ bits: ['a'], value: 1 }, (then) => then.x(2).setBit('b'))
    .reset(1)
  return lower(circuit, [parsePauliSum('0.5*Z0*Z1 - 1.2*X2 + 3'), parsePauliSum('0'), parsePauliSum('Y1')])
}

function throughText(program: Program): Program {
  return programFromJson(JSON.stringify(programToJson(program)))
}

describe('a program', () => {
  test('comes back from JSON to the last bit', () => {
    expect(new Set(wholeProgram().structure.instructions.map(({ kind }) => kind)).size).toBe(9)
    expect(throughText(wholeProgram())).toEqual(wholeProgram())
    for (const [, circuit] of DYNAMIC_CIRCUITS) expect(throughText(lower(circuit))).toEqual(lower(circuit))
    for (let seed = 0; seed < 20; seed++) {
      const random = new RandomStream(700 + seed)
      const circuit = drawCircuit({ qubits: 4, operations: 30, random, angles: 'symbolic' })
      const program = lower(circuit, [drawPauliSum(5, 4, random)])
      expect(throughText(program)).toEqual(program)
    }
  })

  test('keeps doubles that decimal text would lose', () => {
    const program = { ...lower(new Circuit(1).rx(1, 0)), constants: Float64Array.of(-0) }
    expect(Object.is(throughText(program).constants[0], -0)).toBe(true)
  })

  test('is read from text and from what JSON.parse makes of it, and runs', async () => {
    const json = programToJson(lower(new Circuit(1).ry(Math.PI / 3, 0), [parsePauliSum('Z0')]))
    const backend = openReferenceBackend()
    for (const source of [JSON.stringify(json), json as unknown]) {
      const executable = await backend.load(programFromJson(source))
      expect((await executable.expectations()).values[0]).toBeCloseTo(0.5, 14)
    }
  })

  test('that went through JSON without the codec is refused in words that name it', async () => {
    const broken = JSON.parse(JSON.stringify(wholeProgram())) as Program
    const load = openReferenceBackend().load(broken)
    await expect(load).rejects.toThrow(TypeError)
    await expect(load).rejects.toThrow(/constants is an object: it must be a Float64Array.*programFromJson/)
  })
})

/** Sets the value at a path. */
function withValue(path: readonly (string | number)[], value: unknown): unknown {
  const program: unknown = structuredClone(wholeProgram())
  const holder = path.slice(0, -1).reduce((each, key) => (each as Record<string | number, unknown>)[key], program)
  ;(holder as Record<string | number, unknown>)[path.at(-1) ?? ''] = value
  return program
}

const at = (kind: string) => wholeProgram().structure.instructions.findIndex((each) => each.kind === kind)
const conditional = wholeProgram().structure.instructions.findIndex(({ condition }) => condition !== undefined)

describe('what is refused, and how:', () => {
  const refused: readonly (readonly [path: readonly (string | number)[], value: unknown, message: RegExp])[] = [
    [['version'], 1, /the program has version 1: this release loads version 2/],
    [['constants'], [1, 2], /constants is a list: it must be a Float64Array/],
    [['constants', 1], NaN, /constants\[1\] is NaN: it must be a finite number/],
    [['structure'], undefined, /structure is missing: it must be an object/],
    [['structure', 'qubits'], -1, /structure.qubits is -1: it must be a whole number of at least 0/],
    [['structure', 'qubits'], 1.5, /structure.qubits is 1.5/],
    [['structure', 'parameters'], ['w', 'w'], /parameters names 'w' twice/],
    [['structure', 'parameters'], ['w'], /angles.parameters is 2: it must be 1/],
    [['structure', 'bits', 0], 7, /bits\[0\] is 7: it must be text/],
    [['structure', 'angles', 'coefficients', 0], 1e6, /coefficients\[0\] is 1000000: there are constants 0 to/],
    [['structure', 'angles', 'factors', 0], 3, /factors\[0\] is 3: there are symbols 0 to 2/],
    [['structure', 'angles', 'termStarts', 0], 1, /termStarts\[0\] is 1: it must be 0/],
    [['structure', 'angles', 'termStarts', 1], -1, /termStarts\[1\] is -1/],
    [['structure', 'angles', 'termStarts'], [0], /termStarts is a list: its last entry must be/],
    [['structure', 'angles', 'factorStarts'], [0, 3], /factorStarts is a list: it must have .* entries/],
    [['structure', 'instructions', 0], null, /instructions\[0\] is null: it must be an object/],
    [['structure', 'instructions', 0, 'kind'], 'rotate', /kind is 'rotate': there are rotation, phase/],
    [['structure', 'instructions', 0, 'kind'], 'toString', /kind is 'toString': there are rotation/],
    [['structure', 'instructions', at('rotation'), 'pauli'], 'I', /pauli is 'I': its letters must be X, Y and Z/],
    [['structure', 'instructions', at('rotation'), 'pauli'], 'XX', /has 2 Pauli letters and 1 qubits/],
    [['structure', 'instructions', at('rotation'), 'angle'], 99, /angle is 99: there are angles 0 to/],
    [['structure', 'instructions', at('flip'), 'target'], 3, /target is 3: there are qubits 0 to 2/],
    [['structure', 'instructions', at('flip'), 'controls'], [2], /names qubit 2 twice/],
    [['structure', 'instructions', at('swap'), 'qubits'], [0, 1, 2], /has 3 qubits: a swap has 2/],
    [['structure', 'instructions', at('swap'), 'qubits'], [1, 1], /names qubit 1 twice/],
    [['structure', 'instructions', at('matrix'), 'constant'], 1e6, /constant is 1000000: 8 numbers start there/],
    [['structure', 'instructions', at('channel'), 'kraus'], 0, /kraus is 0/],
    [['structure', 'instructions', at('channel'), 'kraus'], 1e6, /numbers start there, and the program has/],
    [['structure', 'instructions', at('measure'), 'bit'], 2, /bit is 2: there are bits 0 to 1/],
    [['structure', 'instructions', at('measure'), 'readout'], 1e6, /4 numbers start there/],
    [['structure', 'instructions', at('reset'), 'qubit'], '0', /qubit is '0': it must be a whole number/],
    [['structure', 'instructions', at('assign'), 'value'], 2, /value is 2: it must be 0 or 1/],
    [['structure', 'instructions', conditional, 'condition', 'values'], [], /has 1 bits and 0 values/],
    [['structure', 'instructions', conditional, 'condition', 'bits', 0], 9, /bits\[0\] is 9/],
    [['structure', 'observables', 0, 'coefficient'], 1e6, /observables\[0\] reads constants 1000000/],
    [['structure', 'observables', 0, 'terms', 0, 'qubits', 0], 3, /qubits\[0\] is 3/],
  ]
  test.each(refused)('%j = %j', (path, value, message) => {
    expect(() => requireProgram(withValue(path, value))).toThrow(message)
  })

  test('text, documents of other kinds and broken arrays', () => {
    expect(() => programFromJson('{')).toThrow(/program is not JSON/)
    expect(() => programFromJson('{}')).toThrow(/program.format is missing: it must be 'ketwork-program'/)
    expect(() => programFromJson(null)).toThrow(/program is null: it must be an object/)
    const json = programToJson(wholeProgram())
    expect(() => programFromJson({ ...json, version: 3 })).toThrow(/version is 3: this release reads version 2/)
    expect(() => programFromJson({ ...json, constants: { type: 'float64', shape: [0], base64: '%' } })).toThrow(
      /constants.base64 is '%': it is not base64/,
    )
    expect(() => programFromJson({ ...json, constants: { type: 'float64', shape: [0], base64: 'AAAA' } })).toThrow(
      /has 3 bytes: each float64 has 8/,
    )
    expect(() => programFromJson({ ...json, constants: { type: 'int8', base64: '' } })).toThrow(/type is 'int8': it must be float64/)
    expect(() => programFromJson({ ...json, constants: { type: 'uint8', shape: [0], base64: '' } })).toThrow(/constants is a Uint8Array/)
    expect(() => requireProgram(JSON.stringify(json))).toThrow(/programFromJson reads text/)
  })

  test('holes of a sparse array', () => {
    const program = structuredClone(wholeProgram())
    expect(() => requireProgram({ ...program, structure: { ...program.structure, instructions: new Array(1) } })).toThrow(
      /instructions\[0\] is missing/,
    )
  })
})

test('a program is checked once: the second time nothing of it is read', () => {
  const program = wholeProgram()
  let reads = 0
  const watched = new Proxy(program, {
    get: (target, name, receiver): unknown => {
      reads++
      return Reflect.get(target, name, receiver)
    },
  })
  requireProgram(watched)
  const first = reads
  requireProgram(watched)
  expect(first).toBeGreaterThan(0)
  expect(reads).toBe(first)
})

test('a drawn change anywhere in a program is refused with a typed error or runs to its end or a typed error', async () => {
  const backend = openReferenceBackend({ memoryBytes: 2 ** 20 })
  const json = programToJson(wholeProgram())
  let refusals = 0
  for (let seed = 0; seed < 1500; seed++) {
    const changed = mutated(json, new RandomStream(701).substream(seed))
    try {
      const executable = await backend.load(programFromJson(changed))
      const features = { rows: 1, columns: executable.features.length, data: new Float64Array(executable.features.length) }
      await executable.expectations({ parameters: executable.parameters.map(() => 0.1), features, shots: 2, seed })
    } catch (error) {
      refusals++
      const named = error instanceof RangeError || error instanceof TypeError || (error as Error).name === 'UnsupportedOperationError'
      const engine = /undefined|is not a function|is not iterable|Cannot|Invalid (array|typed)/.test((error as Error).message)
      expect(named && !engine, `seed ${seed}: ${String(error)}`).toBe(true)
    }
  }
  expect(refusals).toBeGreaterThan(500)
}, 60_000)
