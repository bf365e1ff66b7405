import { describe, expect, it } from 'vitest'
import {
  readContainer,
  readContainerEvent,
  readLocalImage,
  readPullLine,
  readRegistryImage,
} from './answers.ts'

describe('a container', () => {
  it('is read from what the engine inspects', () => {
    const answer = {
      Id: 'abc',
      Name: '/web',
      Image: 'sha256:1',
      RestartCount: 2,
      Config: { Labels: { a: 'b' } },
      HostConfig: { NetworkMode: 'bridge' },
      State: {
        Pid: 4711,
        Status: 'running',
        ExitCode: 0,
        Health: { Status: 'healthy' },
      },
    }

    expect(readContainer(answer)).toEqual({
      id: 'abc',
      name: 'web',
      imageId: 'sha256:1',
      labels: { a: 'b' },
      status: 'running',
      exitCode: 0,
      restartCount: 2,
      health: 'healthy',
      pid: 4711,
      cpuLimitPercent: null,
      memoryLimitBytes: null,
      networkMode: 'bridge',
    })
  })

  it.each([
    ['none', { NanoCpus: 0, CpuQuota: 0, CpuPeriod: 0, Memory: 0 }, null, null],
    ['--cpus 0.3 --memory 64m', { NanoCpus: 300_000_000, Memory: 67_108_864 }, 30, 67_108_864],
    ['--cpu-quota alone', { CpuQuota: 150_000, CpuPeriod: 0 }, 150, null],
    ['--cpu-quota and --cpu-period', { CpuQuota: 25_000, CpuPeriod: 50_000 }, 50, null],
    ['an unlimited quota', { CpuQuota: -1, CpuPeriod: 100_000, Memory: -1 }, null, null],
  ])('has the limits of %s', (_case, hostConfig, cpuLimitPercent, memoryLimitBytes) => {
    expect(readContainer({ HostConfig: hostConfig })).toMatchObject({ cpuLimitPercent, memoryLimitBytes })
  })

  it.each([
    ['running', 'running'],
    ['initialized', 'created'],
    ['configured', 'created'],
    ['stopping', 'running'],
    ['stopped', 'exited'],
    ['', 'exited'],
  ])('in the state %j of any engine is %s', (status, expected) => {
    expect(readContainer({ State: { Status: status } }).status).toBe(expected)
  })

  it('without a healthcheck has no health', () => {
    expect(readContainer({ State: { Health: { Status: 'none' } } }).health).toBe('none')
    expect(readContainer({ State: { Health: null }, Config: { Labels: null } })).toMatchObject({
      health: 'none',
      labels: {},
    })
  })
})

describe('an image', () => {
  it('has a platform with its variant', () => {
    const answer = {
      Id: 'sha256:1',
      RepoTags: ['a:1'],
      RepoDigests: null,
      Os: 'linux',
      Architecture: 'arm64',
      Variant: 'v8',
      RootFS: { Type: 'layers', Layers: ['sha256:2'] },
    }

    expect(readLocalImage(answer)).toEqual({
      id: 'sha256:1',
      repoTags: ['a:1'],
      repoDigests: [],
      platform: 'linux/arm64/v8',
      layers: ['sha256:2'],
    })
  })

  it('in a registry has a digest, or an empty one when the engine names none', () => {
    expect(readRegistryImage({ Descriptor: { digest: 'sha256:1' }, Platforms: null })).toEqual({
      digest: 'sha256:1',
    })
    expect(readRegistryImage({ Descriptor: null })).toEqual({ digest: '' })
  })
})

describe('an event', () => {
  it('tells the container, what happened and its labels', () => {
    const line = {
      Type: 'container',
      Action: 'die',
      Actor: { ID: 'abc', Attributes: { 'dev.slipway.workload': 'w' } },
    }

    expect(readContainerEvent(line)).toEqual({
      type: 'container',
      action: 'die',
      id: 'abc',
      labels: { 'dev.slipway.workload': 'w' },
    })
  })

  it.each([
    [{ Type: 'container', Action: 'exec_start: true' }],
    [{ Type: 'image', Action: 'pull' }],
    [{ Type: 'container' }],
    ['text'],
    [null],
  ])('that says nothing about a container is left out: %j', (line) => {
    expect(readContainerEvent(line)).toBeNull()
  })
})

describe('a line of a pull', () => {
  it('may be an error, in the old form and in the new', () => {
    expect(readPullLine({ errorDetail: { message: 'new' }, error: 'old' }).error).toBe('new')
    expect(readPullLine({ error: 'old' }).error).toBe('old')
    expect(readPullLine({ status: 'Downloading' }).error).toBe('')
  })
})
