import { describe, expect, test } from 'vitest'
import { cutValue, readGraph } from './graph.ts'

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

  test.each([
    ['', 'g.txt:1:1: the file is empty'],
    ['three 2', 'g.txt:1:1: the first line must be'],
    ['3', 'g.txt:1:1: the first line must be'],
    ['3 1\n0 7 1', 'g.txt:2:3: node 7 is out of range: the graph has nodes 0 to 2'],
    ['3 1\n0 -1', 'g.txt:2:3: "-1" is not a node'],
    ['3 1\n1 1', 'g.txt:2:3: the edge 1 1 is a loop'],
    ['3 2\n0 1\n1 0', 'g.txt:3:1: the edge 1 0 stands twice'],
    ['3 1\n0 1 heavy', 'g.txt:2:5: the weight "heavy" is not a finite number'],
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
