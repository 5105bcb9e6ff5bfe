import { describe, expect, test } from 'vitest'
import { chiSquaredTest } from './chiSquaredTest.ts'
import { innerProduct, norm } from './complexVector.ts'
import { haarState, haarUnitary } from './haar.ts'
import { isUnitary } from './matrixDistance.ts'
import { normalQuantile } from './normalQuantile.ts'
import { philox4x32 } from './philox.ts'
import { RandomStream } from './RandomStream.ts'

/** Each test of a sampler fails a right one with this probability. */
const FALSE_ALARM = 1e-9

const pValue = (observed: ArrayLike<number>, probabilities: ArrayLike<number>): number => chiSquaredTest(observed, probabilities).pValue
const uniformly = (cells: number): number[] => new Array<number>(cells).fill(1 / cells)

function histogram(samples: Iterable<number>, cells: number): number[] {
  const counts = new Array<number>(cells).fill(0)
  for (const sample of samples) counts[sample]++
  return counts
}

describe('philox4x32', () => {
  // Random123, tests/kat_vectors, the three lines "philox4x32 10": counter, key, result
  test.each([
    ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('counter %s and key %s give the published words', (counter, key, words) => {
    const parse = (text: string): number[] => text.split(' ').map((digits) => Number.parseInt(digits, 16))
    expect([...philox4x32(parse(counter), parse(key), new Uint32Array(4))]).toEqual(parse(words))
  })
})

describe('RandomStream', () => {
  test('draws the upper 27 and 26 bits of the words of its blocks, in order', () => {
    const stream = new RandomStream(2 ** 40 + 5, 2 ** 33 + 9)
    for (let block = 0; block < 3; block++) {
      const words = philox4x32([block, 0, 9, 2], [5, 2 ** 8], new Uint32Array(4))
      for (const [high, low] of [
        [words[0], words[1]],
        [words[2], words[3]],
      ]) {
        expect(stream.uniform()).toBe(((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53)
      }
    }
  })

  test('skip(n) is n draws, also far beyond 2^32', () => {
    const [slow, fast] = [new RandomStream(3), new RandomStream(3)]
    for (let i = 0; i < 7; i++) slow.uniform()
    fast.skip(7)
    expect(fast.uniform()).toBe(slow.uniform())
    fast.skip(2 ** 34 - 8)
    const words = philox4x32([0, 2, 0, 0], [3, 0], new Uint32Array(4)) // draw 2^34 is the first half of block 2^33
    expect(fast.uniform()).toBe(((words[0] >>> 5) * 2 ** 26 + (words[1] >>> 6)) / 2 ** 53)
  })

  test('words name the stream, and position says how far it has come', () => {
    const stream = new RandomStream(2 ** 40 + 5, 2 ** 33 + 9)
    expect(stream.words).toEqual([5, 2 ** 8, 9, 2])
    const substream = stream.substream(7)
    substream.skip(2)
    substream.uniform()
    expect(substream.position).toBe(3)
    const [key0, key1, stream0, stream1] = substream.words
    const words = philox4x32([1, 0, stream0, stream1], [key0, key1], new Uint32Array(4))
    expect(((words[2] >>> 5) * 2 ** 26 + (words[3] >>> 6)) / 2 ** 53).toBe(substream.uniform())
  })

  test('seed, stream and substream each give other numbers; the same give the same, whatever was drawn before', () => {
    const used = new RandomStream(1)
    used.normal()
    const streams = [
      new RandomStream(1),
      new RandomStream(2),
      new RandomStream(1, 1),
      used.substream(0),
      used.substream(1),
      used.substream(0).substream(0),
    ]
    expect(new Set(streams.map((stream) => stream.uniform())).size).toBe(streams.length)
    expect(new RandomStream(1).substream(4).normal()).toBe(used.substream(4).normal())
  })

  test('filling is drawing one by one, and single precision stays below 1', () => {
    const [a, b] = [new RandomStream(8), new RandomStream(8)]
    expect([...a.fillUniform(new Float64Array(5)), ...a.fillNormal(new Float64Array(5))]).toEqual([
      ...Array.from({ length: 5 }, () => b.uniform()),
      ...Array.from({ length: 5 }, () => b.normal()),
    ])
    const stub = new RandomStream(0)
    stub.uniform = () => 1 - 2 ** -53
    expect(stub.fillUniform(new Float32Array(1))[0]).toBe(1 - 2 ** -24)
  })

  test('uniform numbers fill [0, 1) evenly', () => {
    const random = new RandomStream(21)
    const samples = Array.from({ length: 200_000 }, () => Math.floor(random.uniform() * 100))
    expect(pValue(histogram(samples, 100), uniformly(100))).toBeGreaterThan(FALSE_ALARM)
  })

  test('the lowest bits of uniform numbers are even too, and neighbours are independent', () => {
    const random = new RandomStream(22)
    const low = Array.from({ length: 100_000 }, () => (random.uniform() * 2 ** 53) % 64)
    expect(pValue(histogram(low, 64), uniformly(64))).toBeGreaterThan(FALSE_ALARM)
    const pairs = Array.from({ length: 100_000 }, () => 10 * Math.floor(random.uniform() * 10) + Math.floor(random.uniform() * 10))
    expect(pValue(histogram(pairs, 100), uniformly(100))).toBeGreaterThan(FALSE_ALARM)
  })

  test('first draws of neighbouring substreams are independent', () => {
    const random = new RandomStream(23)
    const pairs = Array.from({ length: 30_000 }, (_, i) => {
      return 10 * Math.floor(random.substream(2 * i).uniform() * 10) + Math.floor(random.substream(2 * i + 1).uniform() * 10)
    })
    expect(pValue(histogram(pairs, 100), uniformly(100))).toBeGreaterThan(FALSE_ALARM)
  })

  test('normal numbers fall evenly between the quantiles, tails included', () => {
    const random = new RandomStream(24)
    const edges = [-4, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4]
    const below = [3.167124183311992e-5, 0.0013498980316300946, 0.02275013194817921, 0.15865525393145707, 0.3085375387259869] // Phi(edge)
    const distribution = [...below, 0.5, ...below.toReversed().map((p) => 1 - p), 1]
    const probabilities = distribution.map((p, i) => p - (distribution[i - 1] ?? 0))
    const samples = Array.from({ length: 300_000 }, () => {
      const x = random.normal()
      return edges.filter((edge) => edge < x).length
    })
    expect(pValue(histogram(samples, 12), probabilities)).toBeGreaterThan(FALSE_ALARM)
  })

  test.each([1, 2, 3, 7, 100])('integers below %i are equally likely', (bound) => {
    const random = new RandomStream(25, bound)
    const counts = histogram(
      Array.from({ length: 50_000 }, () => random.integer(bound)),
      bound,
    )
    expect(pValue(counts, uniformly(bound))).toBeGreaterThan(FALSE_ALARM)
  })

  test('integers are unbiased where the bound does not divide 2^53 by far', () => {
    const random = new RandomStream(26)
    const bound = 2 ** 52 + 2 ** 51 // without rejection the lowest third would come twice as often
    const thirds = Array.from({ length: 30_000 }, () => Math.floor(random.integer(bound) / 2 ** 51))
    expect(pValue(histogram(thirds, 3), uniformly(3))).toBeGreaterThan(FALSE_ALARM)
  })

  test('the permutations of four things are equally likely', () => {
    const random = new RandomStream(27)
    const names = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const name = random.permutation(4).join('')
      names.set(name, (names.get(name) ?? 0) + 1)
    }
    expect(names.size).toBe(24)
    expect(pValue([...names.values()], uniformly(24))).toBeGreaterThan(FALSE_ALARM)
  })

  test('refuses seeds, bounds and indices that are no whole numbers in range', () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 53]) expect(() => new RandomStream(seed)).toThrow(`got ${seed}`)
    expect(() => new RandomStream(1, -1)).toThrow('stream must be a whole number from 0 to 2^53 - 1, got -1')
    expect(() => new RandomStream(1).integer(0)).toThrow('got 0')
    expect(() => new RandomStream(1).skip(-1)).toThrow(RangeError)
    expect(() => new RandomStream(1).substream(1.5)).toThrow(RangeError)
  })
})

describe('normalQuantile', () => {
  // mpmath, 40 digits: the root of ncdf(x) = p for the double p
  test.each([
    [1e-300, -37.0470962993612],
    [1e-9, -5.9978070150076865],
    [0.01, -2.326347874040841],
    [0.3, -0.5244005127080408],
    [0.5, 0],
    [0.77, 0.7388468491852137],
  ])('of %f is %f', (p, x) => {
    expect(Math.abs(normalQuantile(p) - x)).toBeLessThanOrEqual(4e-16 * Math.abs(x))
  })

  test('is infinite at the ends and NaN outside', () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(-1)]).toEqual([-Infinity, Infinity, NaN])
  })
})

describe('the Haar measure', () => {
  test('gives unitary matrices and states of norm 1', () => {
    for (const dimension of [1, 2, 5, 32]) {
      expect(isUnitary(haarUnitary(dimension, new RandomStream(1, dimension)), 1e-13)).toBe(true)
      expect(norm(haarState(dimension, new RandomStream(1, dimension)))).toBeCloseTo(1, 14)
    }
  })

  test('|<0|psi>|^2 of a state of dimension d has the distribution 1 - (1 - x)^(d - 1)', () => {
    const random = new RandomStream(31)
    for (const dimension of [2, 4]) {
      const cells = Array.from({ length: 20_000 }, () => {
        const [re, im] = haarState(dimension, random)
        return Math.min(19, Math.floor(20 * (1 - (1 - re * re - im * im) ** (dimension - 1))))
      })
      expect(pValue(histogram(cells, 20), uniformly(20))).toBeGreaterThan(FALSE_ALARM)
    }
  })

  test('the last row of a unitary is Haar distributed too, phases included', () => {
    const random = new RandomStream(32)
    const sizes: number[] = []
    const phases: number[] = []
    for (let i = 0; i < 10_000; i++) {
      const [re, im] = haarUnitary(3, random).data.slice(-2)
      sizes.push(Math.min(9, Math.floor(10 * (1 - (1 - re * re - im * im) ** 2))))
      phases.push(Math.floor((Math.atan2(im, re) / (2 * Math.PI) + 0.5) * 10) % 10)
    }
    expect(pValue(histogram(sizes, 10), uniformly(10))).toBeGreaterThan(FALSE_ALARM)
    expect(pValue(histogram(phases, 10), uniformly(10))).toBeGreaterThan(FALSE_ALARM)
  })

  test('two states overlap by 1 / d in the mean', () => {
    const random = new RandomStream(33)
    const d = 8
    let sum = 0
    for (let i = 0; i < 20_000; i++) {
      const [re, im] = innerProduct(haarState(d, random), haarState(d, random))
      sum += re * re + im * im
    }
    const deviation = Math.sqrt((d - 1) / (d * d * (d + 1)) / 20_000)
    expect(Math.abs(sum / 20_000 - 1 / d)).toBeLessThan(6.1 * deviation) // two-sided 1e-9
  })
})
