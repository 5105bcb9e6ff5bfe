/** The ```ts blocks of a Markdown text, with the line that each one's code begins on. */

export type Snippet = { readonly line: number; readonly code: string }

export function extractSnippets(markdown: string): Snippet[] {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: markdown.slice(0, match.index).split('\n').length + 1,
    code: match[1] ?? '',
  }))
}
