/** What is posted between the caller's thread and a worker. */

/** The first message to a worker; those after it are counted (`controlMemory.ts`). */
export interface StartMessage {
  readonly kind: 'start'
  readonly control: SharedArrayBuffer
  readonly threads: number
  readonly worker: number
  /** How long to look for work before going to sleep. */
  readonly spinMilliseconds: number
  /** What a slice aims at. */
  readonly sliceMilliseconds: number
}

export type ToWorker =
  StartMessage | { readonly kind: 'module'; readonly id: number; readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory }

export type FromWorker =
  | { readonly kind: 'ready' }
  /** All of the job is done; members that were held up may not know yet. */
  | { readonly kind: 'done'; readonly job: number }
  /** All members have left a job that was ended early. */
  | { readonly kind: 'left'; readonly job: number }
  | { readonly kind: 'trapped'; readonly job: number; readonly worker: number; readonly error: string }
  /** Of each stage: start and end in milliseconds since the epoch, and the units that this member did. */
  | { readonly kind: 'times'; readonly job: number; readonly member: number; readonly times: Float64Array }
