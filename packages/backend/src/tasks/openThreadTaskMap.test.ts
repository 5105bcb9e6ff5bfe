/** Task maps on real threads: order, errors, aborts, deaths, and the same answers for any number of threads. */
import { afterEach, describe, expect, test } from 'vitest'
import { DisposedError } from '../DisposedError.ts'
import { type ThreadTaskMapOptions, openThreadTaskMap } from './openThreadTaskMap.ts'
import { TaskError, type TaskMap } from './TaskMap.ts'

const module = new URL('./testTasks.ts', import.meta.url)
const opened: TaskMap[] = []

function open(name: string, options: Partial<ThreadTaskMapOptions> = {}): TaskMap {
  const map = openThreadTaskMap({ module, export: name, threads: 2, ...options })
  opened.push(map)
  return map
}

afterEach(async () => {
  for (const map of opened.splice(0)) await map.dispose()
})

const shared = () => new Int32Array(new SharedArrayBuffer(4))

describe('results', () => {
  test.each([1, 2, 3, 8])('stand in the order of the tasks on %i threads', async (threads) => {
    const tasks = Array.from({ length: 12 }, (_, i) => i)
    expect(await open('slowSquare', { threads }).map(tasks)).toEqual(tasks.map((x) => x * x))
  })

  test('come from other threads, which keep their module between tasks', async () => {
    const map = open('where', { threads: 1 })
    const [first, second] = await map.map<{ main: boolean; thread: number; runs: number }>([null, null])
    const [third] = await map.map<{ thread: number; runs: number }>([null])
    expect(first.main).toBe(false)
    expect([first.runs, second.runs, third.runs]).toEqual([1, 2, 3])
    expect(third.thread).toBe(first.thread)
  })

  test('of calls that overlap are each their own, and no tasks give none', async () => {
    const map = open('slowSquare')
    expect(await Promise.all([map.map([1, 2, 3]), map.map([]), map.map([4, 5])])).toEqual([[1, 4, 9], [], [16, 25]])
  })
})

describe('errors', () => {
  test.each([1, 2, 4])('keep name, message and index; the first of the list is thrown on %i threads', async (threads) => {
    const map = open('failing', { threads })
    const error: unknown = await map.map([0, 1, 2, 3, 4, 5, 6]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TaskError)
    expect(error).toMatchObject({ name: 'RangeError', message: '3 is not a task', taskIndex: 3 })
    expect(await map.map([7])).toEqual([7])
  })

  test('say which functions a module has, that it cannot be found, and what cannot be posted', async () => {
    await expect(open('sqare').map([1])).rejects.toThrow(/exports no function 'sqare': it has .*slowSquare/)
    await expect(open('x', { module: new URL('./nowhere.ts', import.meta.url) }).map([1])).rejects.toMatchObject({ taskIndex: 0 })
    await expect(open('returnsFunction').map([1])).rejects.toMatchObject({ name: 'DataCloneError', taskIndex: 0 })
    await expect(open('slowSquare').map([1, () => 2])).rejects.toMatchObject({ name: 'DataCloneError', taskIndex: 1 })
  })

  test('of options name what is wrong', () => {
    expect(() => openThreadTaskMap({ module: './tasks.js', export: 'x' })).toThrow(/module is '.\/tasks.js': it must be an absolute URL/)
    for (const wrong of [null, 7, {}, { href: './tasks.js' }])
      expect(() => openThreadTaskMap({ module: wrong as URL, export: 'x' })).toThrow(/module is .*: it must be an absolute URL/)
    open('slowSquare', { module: { href: module.href } })
    expect(() => open('x', { threads: 0 })).toThrow(RangeError)
    expect(() => open('x', { tread: 1 } as object)).toThrow(/did you mean 'threads'/)
  })
})

describe('a thread that dies', () => {
  test('is replaced and its task run once more', async () => {
    const map = open('dying', { threads: 1 })
    const runs = shared()
    expect(
      await map.map([
        { runs, deaths: 1 },
        { runs, deaths: 0 },
      ]),
    ).toEqual([1, 2])
  })

  test('twice fails the task, and others run on', async () => {
    const map = open('dying')
    const runs = shared()
    await expect(map.map([{ runs, deaths: 9 }])).rejects.toMatchObject({
      name: 'WorkerLostError',
      message: 'the worker exited with code 3, and so did one before it',
      taskIndex: 0,
    })
    expect(runs[0]).toBe(2)
    expect(await map.map([{ runs: shared(), deaths: 0 }])).toEqual([0])
  })
})

describe('ending', () => {
  test('an abort rejects with its reason though tasks run for ever, and the map works on', async () => {
    const map = open('endless')
    const flags = shared()
    const controller = new AbortController()
    const call = map.map([flags, flags, flags], { signal: controller.signal })
    while (Atomics.load(flags, 0) < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    await expect(map.map([flags], { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
    expect(flags[0]).toBe(2)
    const other = map.map([flags])
    while (Atomics.load(flags, 0) < 3) await new Promise((resolve) => setTimeout(resolve, 5))
    await Promise.all([expect(other).rejects.toThrow(DisposedError), map.dispose()])
  })

  test('dispose refuses later calls, and is safe twice', async () => {
    const map = open('slowSquare')
    await map.map([1])
    await map.dispose()
    await map.dispose()
    await expect(map.map([1])).rejects.toThrow(DisposedError)
  })
})
