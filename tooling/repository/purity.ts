/**
 * Packages report through their results and draw random numbers from seeds: no `console`, no `Math.random`. Comments
 * may name them; a bench may time them as rivals.
 */
import ts from 'typescript'
import type { Repository } from './readRepository.ts'

export function purity({ files }: Repository): string[] {
  return [...files]
    .filter(([path, text]) => /^packages\/[^/]+\/src\/.*(?<!\.bench)\.ts$/.test(path) && /\bconsole\b|\brandom\b/.test(text))
    .flatMap(([path, text]) => impureNames(ts.createSourceFile(path, text, ts.ScriptTarget.Latest)).map((name) => `${path}: uses ${name}`))
}

function impureNames(source: ts.SourceFile): string[] {
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      if (node.expression.text === 'console') found.add('console')
      if (node.expression.text === 'Math' && node.name.text === 'random') found.add('Math.random')
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return [...found]
}
