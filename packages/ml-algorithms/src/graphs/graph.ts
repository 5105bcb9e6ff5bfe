/**
 * Weighted undirected graphs for MaxCut and their plain text form: first line `nodes edges`, then a line an edge, `u v`
 * or `u v weight`, nodes from 0.
 *
 * Lines end with LF, CR or CRLF, in any mixture; numbers are decimal.
 */
import { inWords, listValue, optional, requireOptions, textValue, wholeNumber } from '@ketwork/math'

export interface Edge {
  readonly from: number
  readonly to: number
  readonly weight: number
}

export interface Graph {
  readonly nodes: number
  readonly edges: readonly Edge[]
}

/**
 * Input form of a graph: edges may be pairs `[from, to]` of weight 1 or triples `[from, to, weight]`, and the node
 * count may be left out.
 */
export type GraphLike = { readonly nodes: number; readonly edges: readonly EdgeLike[] } | readonly EdgeLike[]
export type EdgeLike = Edge | readonly [from: number, to: number, weight?: number]

const wholeCount: (name: string, value: unknown) => asserts value is number = wholeNumber(1)
const nodeNumber = wholeNumber(0)

/** A line of a graph file that cannot be read. The message begins `FILE:LINE:COLUMN`. */
export class GraphSyntaxError extends SyntaxError {
  override readonly name = 'GraphSyntaxError'
  readonly line: number
  readonly column: number
  constructor(file: string, line: number, column: number, text: string) {
    super(`${file}:${line}:${column}: ${text}`)
    this.line = line
    this.column = column
  }
}

/**
 * Reads a graph; blank lines and lines that begin with `#` are skipped.
 *
 * @throws GraphSyntaxError when a count is wrong, a node is out of range, an edge is a loop or stands twice, or a
 *   weight is not a finite number
 */
export function readGraph(text: string, options: { readonly file?: string } = {}): Graph {
  textValue('text', text)
  requireOptions('readGraph', options, { file: optional(textValue) })
  const { file = 'graph' } = options
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n]/)
  const rows = lines.flatMap((content, index) =>
    content.trim() === '' || content.trim().startsWith('#') ? [] : [{ line: index + 1, words: wordsOf(content) }],
  )
  const [head, ...body] = rows
  if (head === undefined) throw new GraphSyntaxError(file, 1, 1, 'the file is empty: the first line must be "nodes edges"')
  const fail = (line: number, word: Word | undefined, reason: string): never => {
    throw new GraphSyntaxError(file, line, word?.column ?? 1, reason)
  }
  const nodes = wholeWord(head.words[0]) ?? fail(head.line, head.words[0], 'the first line must be "nodes edges", two whole numbers')
  const edgeCount = wholeWord(head.words[1]) ?? fail(head.line, head.words[1], 'the first line must be "nodes edges", two whole numbers')
  if (nodes < 1) fail(head.line, head.words[0], `the first line must be "nodes edges": a graph needs at least one node, not ${nodes}`)
  const seen = new Set<string>()
  const edges = body.map(({ line, words }): Edge => {
    if (words.length < 2 || words.length > 3) fail(line, words[0], `an edge is "u v" or "u v weight", not ${words.length} words`)
    const [from, to] = words.slice(0, 2).map((word) => {
      const node = wholeWord(word) ?? fail(line, word, `"${word.text}" is not a node: nodes are whole numbers from 0 to ${nodes - 1}`)
      return node < nodes ? node : fail(line, word, `node ${node} is out of range: the graph has nodes 0 to ${nodes - 1}, counted from 0`)
    }) as [number, number]
    if (from === to) fail(line, words[1], `the edge ${from} ${to} is a loop: an edge joins two different nodes`)
    const key = `${Math.min(from, to)} ${Math.max(from, to)}`
    if (seen.has(key)) fail(line, words[0], `the edge ${from} ${to} stands twice`)
    seen.add(key)
    const weight =
      words[2] === undefined
        ? 1
        : (decimalNumber(words[2]) ?? fail(line, words[2], `the weight "${words[2].text}" is not a finite decimal number`))
    return { from, to, weight }
  })
  if (edges.length !== edgeCount) {
    throw new GraphSyntaxError(
      file,
      (body.at(-1) ?? head).line,
      1,
      `the first line announces ${edgeCount} edges and ${edges.length} follow`,
    )
  }
  return { nodes, edges }
}

/**
 * Converts any input form to a graph; without a node count, the nodes are 0 to the highest one of an edge. O(edges).
 *
 * @throws TypeError for what is no graph, RangeError for a node out of range or a loop
 *
 * @example
 * graphOf([[0, 1], [1, 2, 0.5]]).nodes // 3
 */
export function graphOf(value: GraphLike): Graph {
  const { nodes, edges }: { nodes?: unknown; edges?: unknown } = Array.isArray(value) ? { edges: value } : ((value as unknown) ?? {})
  if (!Array.isArray(edges)) throw new TypeError(`graph is ${inWords(value)}: it must be { nodes, edges } or a list of edges`)
  const read = edges.map(edgeOf)
  const count = nodes ?? read.reduce((most, { from, to }) => Math.max(most, from + 1, to + 1), 1)
  wholeCount('graph.nodes', count)
  for (const { from, to } of read) {
    if (Math.max(from, to) >= count)
      throw new RangeError(`node ${Math.max(from, to)} is out of range: the graph has nodes 0 to ${count - 1}, counted from 0`)
  }
  return nodes !== undefined && read.every((edge, index) => edge === edges[index]) ? (value as Graph) : { nodes: count, edges: read }
}

function edgeOf(value: unknown, index: number): Edge {
  const name = `graph.edges[${index}]`
  const isTuple = Array.isArray(value) && value.length >= 2 && value.length <= 3
  if (!isTuple && (typeof value !== 'object' || value === null || Array.isArray(value)))
    throw new TypeError(`${name} is ${inWords(value)}: an edge is [from, to], [from, to, weight] or { from, to, weight }`)
  const [from, to, weight = 1] = isTuple
    ? (value as [number, number, number?])
    : [(value as Edge).from, (value as Edge).to, (value as Edge).weight]
  nodeNumber(`${name}.from`, from)
  nodeNumber(`${name}.to`, to)
  if (typeof weight !== 'number') throw new TypeError(`${name}.weight is ${inWords(weight)}: a number is needed`)
  if (from === to) throw new RangeError(`the edge ${from} ${to} is a loop: an edge joins two different nodes`)
  return isTuple || (value as Edge).weight === undefined ? { from, to, weight } : (value as Edge)
}

/**
 * Total weight of the edges whose ends lie on different sides.
 *
 * @param assignment entry i is the side, 0 or 1, of node i
 */
export function cutValue(graph: GraphLike, assignment: ArrayLike<number>): number {
  listValue('assignment', assignment)
  return cutOf(graphOf(graph), assignment)
}

/** `cutValue` without the checks of the graph. */
export function cutOf(graph: Graph, assignment: ArrayLike<number>): number {
  if (assignment.length !== graph.nodes)
    throw new RangeError(`the assignment has ${assignment.length} entries: the graph has ${graph.nodes} nodes`)
  return graph.edges.reduce((sum, { from, to, weight }) => (assignment[from] === assignment[to] ? sum : sum + weight), 0)
}

/**
 * The largest size of a weight.
 *
 * @throws RangeError where MaxCut is not defined: no edges, all weights 0, a weight or their sum that is not a finite
 *   number
 */
export function largestWeight({ edges }: Graph): number {
  if (edges.length === 0) throw new RangeError('the graph has no edges: every cut is 0')
  const sizes = edges.map(({ weight }) => Math.abs(weight))
  const bad = sizes.findIndex((size) => !Number.isFinite(size))
  if (bad >= 0) {
    const { from, to, weight } = edges[bad]
    throw new RangeError(`the weight of the edge ${from} ${to} is ${weight}: it must be a finite number`)
  }
  const [largest, total] = [sizes.reduce((most, size) => Math.max(most, size), 0), sizes.reduce((sum, size) => sum + size, 0)]
  if (largest === 0) throw new RangeError('every edge has weight 0, so every cut is 0: at least one weight must be another number')
  if (!Number.isFinite(total) || !Number.isFinite(1 / largest)) {
    throw new RangeError(`the largest weight is ${largest}: cuts or angles in that unit exceed the range of a number; choose another unit`)
  }
  return largest
}

/** The graph with each weight divided by `unit`. */
export function dividedWeights({ nodes, edges }: Graph, unit: number): Graph {
  return { nodes, edges: edges.map((edge) => ({ ...edge, weight: edge.weight / unit })) }
}

interface Word {
  readonly text: string
  readonly column: number
}

function wordsOf(line: string): Word[] {
  return [...line.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index + 1 }))
}

function wholeWord(word: Word | undefined): number | undefined {
  return word !== undefined && /^\d+$/.test(word.text) && Number.isSafeInteger(Number(word.text)) ? Number(word.text) : undefined
}

function decimalNumber({ text }: Word): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined
}
