import { describe, expect, it } from 'vitest'
import { sampleDeploy, sampleWorkload } from '../testing/samples.ts'
import { withDeploy, withDeployInPages } from './apply-event.ts'

describe('withDeploy', () => {
  const old = sampleDeploy({ seq: 1, current: true })
  const workload = sampleWorkload({ current: old, lastDeploy: old })

  it('takes a newer deploy as the last one, and leaves what runs alone until it succeeds', () => {
    const running = sampleDeploy({ seq: 2, outcome: 'running' })
    expect(withDeploy(workload, running)).toMatchObject({ lastDeploy: { seq: 2 }, current: { seq: 1 } })
  })

  it('takes a successful deploy as what runs', () => {
    const succeeded = sampleDeploy({ seq: 2, current: true })
    expect(withDeploy(workload, succeeded)).toMatchObject({ lastDeploy: { seq: 2 }, current: { seq: 2 } })
  })

  it('does not let late news of an older deploy take the newest place', () => {
    const newer = sampleWorkload({ current: old, lastDeploy: sampleDeploy({ seq: 3 }) })
    expect(withDeploy(newer, sampleDeploy({ seq: 2, outcome: 'superseded' })).lastDeploy?.seq).toBe(3)
  })
})

describe('withDeployInPages', () => {
  const pages = {
    pages: [
      { deploys: [sampleDeploy({ seq: 4 }), sampleDeploy({ seq: 3 })], next: 3 },
      { deploys: [sampleDeploy({ seq: 2 }), sampleDeploy({ seq: 1 })], next: null },
    ],
    pageParams: [undefined, 3],
  }
  const seqsOf = ({ pages: all }: typeof pages) => all.map(({ deploys }) => deploys.map(({ seq }) => seq))

  it('puts a new entry on top', () => {
    const changed = withDeployInPages(pages, sampleDeploy({ seq: 5, outcome: 'queued' }))
    expect(changed.pages.map(({ deploys }) => deploys.map(({ seq }) => seq))).toEqual([
      [5, 4, 3],
      [2, 1],
    ])
  })

  it('replaces an entry in its place, on whichever page it is', () => {
    const changed = withDeployInPages(pages, sampleDeploy({ seq: 2, replay: 'gone' }))
    expect(changed.pages[1]?.deploys[0]?.replay).toBe('gone')
    expect(seqsOf(pages)).toEqual([
      [4, 3],
      [2, 1],
    ])
  })

  it('leaves out an old entry that is on no page yet', () => {
    expect(withDeployInPages(pages, sampleDeploy({ seq: 0 }))).toBe(pages)
  })
})
