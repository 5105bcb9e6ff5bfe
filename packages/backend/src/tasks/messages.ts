/** What a task map and its workers say to each other; a worker has one task at a time. */

export interface ToTaskWorker {
  readonly module: string
  readonly name: string
  readonly task: unknown
}

export type FromTaskWorker =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack?: string }
