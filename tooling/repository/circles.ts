/**
 * No circle of files, and none of rooms: a room is a folder directly below a package's `src`, with all that is in it,
 * or a file that lies there.
 *
 * Where rooms form no circle, each of them can be read knowing only the rooms that it imports. Imports of types count;
 * tests do not.
 */
import { posix } from 'node:path'
import ts from 'typescript'
import { type Repository, isTestFile } from './readRepository.ts'

/** Circles that stand: each goes with the redesign of its package. */
const KNOWN_CIRCLES: readonly string[] = [
  'packages/circuit/src: Circuit.ts, GateMethods.ts, operationBinder.ts',
  'packages/circuit/src: gates/GateRow.ts, gates/Operation.ts, gates/arguments.ts, gates/channels.ts, gates/gateTable.ts',
  'packages/circuit/src: qasm/evaluateExpression.ts, qasm/selectElements.ts',
  'packages/circuit/src: qasm/qasm3/parseDefinition.ts, qasm/qasm3/parseStatement.ts',
  'packages/transpiler/src: synthesis/entanglers.ts, synthesis/interactionChain.ts, synthesis/rootChain.ts',
]

export function circles({ packages, files }: Repository): string[] {
  return packages
    .flatMap(({ folder }) => {
      const source = `${folder}/src`
      const imports = importsWithin(source, files)
      const found = [...circlesOf(imports), ...circlesOf(betweenRooms(imports))]
      return [...new Set(found)].map((circle) => `${source}: ${circle}`)
    })
    .filter((circle) => !KNOWN_CIRCLES.includes(circle))
    .map((circle) => `${circle} import each other in a circle`)
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** Paths below `source`, each with those that it imports. */
function importsWithin(source: string, files: ReadonlyMap<string, string>): Graph {
  const graph = new Map<string, Set<string>>()
  for (const [path, text] of files) {
    if (!path.startsWith(`${source}/`) || !path.endsWith('.ts') || isTestFile(path)) continue
    const targets = ts
      .preProcessFile(text, true, true)
      .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      .map(({ fileName }) => posix.join(posix.dirname(path), fileName))
      .filter((target) => files.has(target) && target !== path)
    graph.set(path.slice(source.length + 1), new Set(targets.map((target) => target.slice(source.length + 1))))
  }
  return graph
}

function betweenRooms(imports: Graph): Graph {
  const roomOf = (path: string): string => (path.includes('/') ? `${path.split('/')[0]}/` : path)
  const graph = new Map<string, Set<string>>()
  for (const [path, targets] of imports) {
    const room = roomOf(path)
    const others = [...targets].map(roomOf).filter((other) => other !== room)
    graph.set(room, new Set([...(graph.get(room) ?? []), ...others]))
  }
  return graph
}

/** Strongly connected components of two and more (Tarjan 1972), each as its sorted names. */
function circlesOf(graph: Graph): string[] {
  const order = new Map<string, number>()
  const stack: string[] = []
  const found: string[] = []
  const visit = (name: string): number => {
    let low = order.size
    order.set(name, low)
    stack.push(name)
    for (const next of graph.get(name) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next))
      else if (stack.includes(next)) low = Math.min(low, order.get(next) ?? low)
    }
    if (low === order.get(name)) {
      const circle = stack.splice(stack.indexOf(name))
      if (circle.length > 1) found.push(circle.sort().join(', '))
    }
    return low
  }
  for (const name of graph.keys()) if (!order.has(name)) visit(name)
  return found
}
