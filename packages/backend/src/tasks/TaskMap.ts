/**
 * The one way to spread whole pieces of work: plain data in, plain data out, each task on its own.
 *
 * Searches, ensembles and cross-validation take a `TaskMap` and do not know whether tasks run here, on threads (`openThreadTaskMap`) or on other machines.
 */
export interface TaskMap {
  /**
   * The results of the tasks, in their order, whatever runs first.
   *
   * Tasks and results are posted: plain data and typed arrays. What a task needs of chance is a seed in it, so that results do not depend on where it runs.
   *
   * @throws TaskError of the first task that failed, in the order of the tasks; those after it may not have run
   * @throws the signal's reason once it is aborted; DisposedError after `dispose`
   */
  map<Result>(tasks: readonly unknown[], options?: TaskMapOptions): Promise<Result[]>
  /** Ends the workers; calls that still run reject. Safe to call twice. */
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface TaskMapOptions {
  readonly signal?: AbortSignal
}

/** A task failed: `name` and `message` are those of the error that it threw. */
export class TaskError extends Error {
  override readonly name: string
  /** Of the task in the list. */
  readonly taskIndex: number

  constructor(taskIndex: number, { name, message, stack }: Pick<Error, 'name' | 'message' | 'stack'>) {
    super(message)
    this.name = name
    this.taskIndex = taskIndex
    if (stack !== undefined) this.stack = stack
  }
}
