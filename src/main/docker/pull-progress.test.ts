import { describe, expect, it } from 'vitest'
import { readPullLine } from './answers.ts'
import { PullProgress } from './pull-progress.ts'

function afterLines(...lines: readonly object[]) {
  const progress = new PullProgress()
  for (const line of lines) progress.add(readPullLine(line))
  return progress.layers
}

function line(id: string, status: string, current?: number, total?: number): object {
  return { id, status, progressDetail: current === undefined ? {} : { current, total } }
}

describe('progress of a pull', () => {
  it('follows a layer through its states', () => {
    const lines = [
      line('a', 'Pulling fs layer'),
      line('a', 'Downloading', 10, 100),
      line('a', 'Download complete'),
      line('a', 'Extracting', 40, 100),
      line('a', 'Pull complete'),
    ]

    expect(lines.map((_line, index) => afterLines(...lines.slice(0, index + 1)))).toEqual([
      [{ id: 'a', state: 'waiting', currentBytes: 0, totalBytes: 0 }],
      [{ id: 'a', state: 'downloading', currentBytes: 10, totalBytes: 100 }],
      [{ id: 'a', state: 'downloading', currentBytes: 100, totalBytes: 100 }],
      [{ id: 'a', state: 'extracting', currentBytes: 40, totalBytes: 100 }],
      [{ id: 'a', state: 'done', currentBytes: 100, totalBytes: 100 }],
    ])
  })

  it('keeps the order in which the layers were named', () => {
    const layers = afterLines(
      line('b', 'Pulling fs layer'),
      line('a', 'Already exists'),
      line('b', 'Pull complete'),
    )

    expect(layers.map(({ id, state }) => [id, state])).toEqual([
      ['b', 'done'],
      ['a', 'done'],
    ])
  })

  it('takes no line for a layer that is none', () => {
    expect(
      afterLines(
        { status: 'Pulling from library/nginx', id: '1.29' },
        { status: 'Digest: sha256:abc' },
        { status: 'Status: Downloaded newer image' },
        { id: 'x', status: 'toString' },
        { id: 'x' },
      ),
    ).toEqual([])
  })

  it('begins a layer anew when the engine tries again', () => {
    const layers = afterLines(line('a', 'Downloading', 90, 100), line('a', 'Retrying in 5 seconds'))

    expect(layers).toEqual([{ id: 'a', state: 'waiting', currentBytes: 0, totalBytes: 100 }])
  })

  it('never counts past the total', () => {
    expect(afterLines(line('a', 'Extracting', 120, 100))).toMatchObject([{ currentBytes: 100 }])
  })

  it('says whether a line changed anything', () => {
    const progress = new PullProgress()
    const same = readPullLine(line('a', 'Downloading', 10, 100))

    expect([progress.add(same), progress.add(same)]).toEqual([true, false])
  })
})
