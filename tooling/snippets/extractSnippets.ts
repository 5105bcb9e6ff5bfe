/** The ```ts blocks of a Markdown text, with the line that each one's code begins on, and those of all READMEs. */
import type { Repository } from '../repository/readRepository.ts'

export type Snippet = { readonly line: number; readonly code: string }

export function extractSnippets(markdown: string): Snippet[] {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length + 1,
    code: match[1] ?? '',
  }))
}

/**
 * `place` is `README.md:5`; `folder` is the package that the snippet runs in: of the root's README, `ketwork`, which it
 * tells how to install.
 */
export function readmeSnippets({ files }: Repository): { readonly place: string; readonly folder: string; readonly code: string }[] {
  return [...files]
    .filter(([path]) => /^((packages|apps)\/[^/]+\/)?README\.md$/.test(path))
    .flatMap(([path, text]) =>
      extractSnippets(text).map(({ line, code }) => ({
        place: `${path}:${line}`,
        folder: path === 'README.md' ? 'packages/ketwork' : path.slice(0, -'/README.md'.length),
        code,
      })),
    )
}
