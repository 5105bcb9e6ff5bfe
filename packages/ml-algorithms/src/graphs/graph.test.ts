import { describe, expect, test } from 'vitest'
import { cutValue, dividedWeights, largestWeight, readGraph } from './graph.ts'

describe('readGraph', () => {
  test('reads edges with and without weights and skips blank lines and comments', () => {
    expect(readGraph('# a path\n3 2\n\n0 1\n1 2 2.5\n')).toEqual({
      nodes: 3,
      edges: [
        { from: 0, to: 1, weight: 1 },
        { from: 1, to: 2, weight: 2.5 },
      ],
    })
  })

  test('reads the same graph whatever ends its lines, with and without a byte-order mark', () => {
    const text = '3 2\n0 1 .5\n\n  \n1 2 -2.5e-3\n'
    for (const end of ['\r', '\r\n']) expect(readGraph(`\uFEFF${text.replaceAll('\n', end)}`)).toEqual(readGraph(text))
    expect(readGraph('3 2\r0 1 .5\n\r\n1 2 -2.5e-3')).toEqual(readGraph(text))
  })

  test.each([
    ['', 'g.txt:1:1: the file is empty'],
    ['three 2', 'g.txt:1:1: the first line must be'],
    ['3', 'g.txt:1:1: the first line must be'],
    ['0 1\n1 2', 'g.txt:1:1: the first line must be "nodes edges"'],
    ['99999999999999999999 1', 'g.txt:1:1: the first line must be'],
    ['3 1\n0 1 0x10', 'g.txt:2:5: the weight "0x10" is not a finite decimal number'],
    ['3 1\n0 1 1e999', 'the weight "1e999" is not'],
    ['3 1\n0 1 Infinity', 'the weight "Infinity" is not'],
    ['3 1\n0 1 1_000', 'the weight "1_000" is not'],
    ['3 1\n0 1 1e', 'the weight "1e" is not'],
    ['3 1\n0 0x1', 'g.txt:2:3: "0x1" is not a node'],
    ['3 1\r0 7 1', 'g.txt:2:3: node 7'],
    ['3 1\n0 7 1', 'g.txt:2:3: node 7 is out of range: the graph has nodes 0 to 2'],
    ['3 1\n0 -1', 'g.txt:2:3: "-1" is not a node'],
    ['3 1\n1 1', 'g.txt:2:3: the edge 1 1 is a loop'],
    ['3 2\n0 1\n1 0', 'g.txt:3:1: the edge 1 0 stands twice'],
    ['3 1\n0 1 heavy', 'g.txt:2:5: the weight "heavy" is not a finite decimal number'],
    ['3 2\n0 1', 'g.txt:2:1: the first line announces 2 edges and 1 follow'],
    ['3 1\n0', 'g.txt:2:1: an edge is'],
  ])('refuses %j', (text, message) => {
    expect(() => readGraph(text, { file: 'g.txt' })).toThrow(message)
  })
})

describe('cutValue', () => {
  test('adds the weights of edges between the sides', () => {
    const graph = readGraph('3 3\n0 1 1\n1 2 2\n0 2 4')
    expect(cutValue(graph, [0, 0, 0])).toBe(0)
    expect(cutValue(graph, [0, 1, 0])).toBe(3)
    expect(cutValue(graph, [0, 1, 1])).toBe(5)
  })
})

describe('largestWeight', () => {
  const graph = (...weights: number[]) => ({ nodes: 9, edges: weights.map((weight, from) => ({ from, to: from + 1, weight })) })

  test('is the largest size, and dividing by it makes that one 1', () => {
    expect(largestWeight(graph(1, -4, 2))).toBe(4)
    expect(dividedWeights(graph(1, -4, 2), 4)).toEqual(graph(0.25, -1, 0.5))
  })

  test.each([
    [[], 'the graph has no edges'],
    [[0, -0], 'every edge has weight 0'],
    [[1, NaN], 'the weight of the edge 1 2 is NaN'],
    [[1e308, 1e308], 'the largest weight is 1e+308'],
    [[1e-320], 'exceed the range of a number'],
  ])('refuses weights %j', (weights, message) => {
    expect(() => largestWeight(graph(...weights))).toThrow(message)
  })
})
