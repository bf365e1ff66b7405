import Sqlite, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SlipwayEvent } from '../../contract/event.ts'
import { defaultSettings } from '../../contract/settings.ts'
import { EventBus } from '../events/bus.ts'
import { SettingsStore } from './settings.ts'

let database: Database
let heard: SlipwayEvent[]
let settings: SettingsStore

beforeEach(() => {
  database = new Sqlite(':memory:')
  database.exec('CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT')
  const events = new EventBus()
  heard = []
  events.subscribe((event) => heard.push(event))
  settings = new SettingsStore(database, events)
})

afterEach(() => {
  database.close()
})

describe('settings', () => {
  it('have their defaults in a new store', () => {
    expect(settings.get()).toEqual(defaultSettings)
  })

  it('change only where the patch says so, and stay', () => {
    expect(settings.update({ locale: 'ru' })).toEqual({ ...defaultSettings, locale: 'ru' })
    expect(settings.update({ maxDeploysPerHost: 4 })).toEqual({
      ...defaultSettings,
      locale: 'ru',
      maxDeploysPerHost: 4,
    })

    expect(new SettingsStore(database, new EventBus()).get()).toEqual({
      ...defaultSettings,
      locale: 'ru',
      maxDeploysPerHost: 4,
    })
  })

  it('can be set back to null', () => {
    settings.update({ locale: 'ru' })

    expect(settings.update({ locale: null })).toEqual(defaultSettings)
  })

  it('tell everybody when they change', () => {
    settings.update({ maxDeploysPerHost: 3 })

    expect(heard).toEqual([
      { type: 'settings.changed', settings: { ...defaultSettings, maxDeploysPerHost: 3 } },
    ])
  })

  it.each([
    ['maxDeploysPerHost', '0'],
    ['maxDeploysPerHost', 'not JSON'],
    ['locale', '"xx"'],
    ['of a newer version', '1'],
  ])('ignore a stored value that is not valid: %s = %s', (key, value) => {
    database.prepare('INSERT INTO settings VALUES (?, ?)').run(key, value)

    expect(settings.get()).toEqual(defaultSettings)
  })
})
