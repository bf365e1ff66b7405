import { describe, expect, it } from 'vitest'
import { readDiskUse } from './disk.ts'

describe('what takes up the disk', () => {
  it('is read from the answer of an engine', () => {
    const use = readDiskUse({
      LayersSize: 1_000,
      Images: [
        { Id: 'sha256:a', RepoTags: ['web:1'], RepoDigests: null, Size: 700, SharedSize: 500, Containers: 0 },
        {
          Id: 'sha256:b',
          RepoTags: ['<none>:<none>'],
          RepoDigests: ['<none>@<none>'],
          Size: 600,
          SharedSize: 500,
        },
        {
          Id: 'sha256:c',
          RepoTags: null,
          RepoDigests: ['web@sha256:1'],
          Size: 300,
          SharedSize: -1,
          Containers: -1,
        },
        { Id: 'sha256:d', RepoTags: ['web:2'], Size: 1, SharedSize: 0, Containers: 2 },
      ],
      Containers: [{ ImageID: 'sha256:b', SizeRw: 40 }, { ImageID: 'sha256:d' }],
      Volumes: [{ UsageData: { Size: 7 } }, { UsageData: { Size: -1 } }, { UsageData: null }],
      BuildCache: [
        { Size: 10, InUse: false, Shared: false },
        { Size: 20, InUse: true, Shared: false },
        { Size: 40, InUse: false, Shared: true },
      ],
    })

    expect(use).toEqual({
      layerBytes: 1_000,
      images: [
        { id: 'sha256:a', repoTags: ['web:1'], repoDigests: [], ownBytes: 200, hasContainers: false },
        { id: 'sha256:b', repoTags: [], repoDigests: [], ownBytes: 100, hasContainers: true },
        { id: 'sha256:c', repoTags: [], repoDigests: ['web@sha256:1'], ownBytes: 300, hasContainers: false },
        { id: 'sha256:d', repoTags: ['web:2'], repoDigests: [], ownBytes: 1, hasContainers: true },
      ],
      containers: { count: 2, bytes: 40 },
      volumes: { count: 3, bytes: 7 },
      buildCache: { count: 2, bytes: 30, unusedBytes: 10 },
    })
  })

  it('is nothing where an engine tells nothing', () => {
    const nothing = { count: 0, bytes: 0 }
    for (const answer of [null, {}, { Images: null, Containers: null, Volumes: null, BuildCache: null }]) {
      expect(readDiskUse(answer)).toEqual({
        layerBytes: 0,
        images: [],
        containers: nothing,
        volumes: nothing,
        buildCache: { ...nothing, unusedBytes: 0 },
      })
    }
  })
})
