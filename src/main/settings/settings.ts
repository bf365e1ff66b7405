import type { Database, Statement } from 'better-sqlite3'
import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
  settingsSchema,
} from '../../contract/settings.ts'
import type { EventBus } from '../events/bus.ts'

interface SettingRow {
  readonly key: string
  readonly value: string
}

const names = Object.keys(settingsSchema.shape)

/** The user's settings. What is not stored, or is not valid any more, has its default. */
export class SettingsStore {
  readonly #events: Pick<EventBus, 'publish'>
  readonly #selectAll: Statement<[], SettingRow>
  readonly #writeAll: (patch: SettingsPatch) => void

  constructor(database: Database, events: Pick<EventBus, 'publish'>) {
    this.#events = events
    this.#selectAll = database.prepare('SELECT key, value FROM settings')
    const upsert = database.prepare<[string, string]>(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
    this.#writeAll = database.transaction((patch: SettingsPatch) => {
      for (const [name, value] of Object.entries(patch)) {
        if (value !== undefined) upsert.run(name, JSON.stringify(value))
      }
    })
  }

  get(): Settings {
    let settings = defaultSettings
    for (const { key, value } of this.#selectAll.all()) {
      const read = names.includes(key)
        ? settingsSchema.safeParse({ ...settings, [key]: parseJson(value) })
        : null
      if (read?.success === true) settings = read.data
    }
    return settings
  }

  /** Stores the fields that are given and tells everybody; returns all settings as they are now. */
  update(patch: SettingsPatch): Settings {
    this.#writeAll(patch)
    const settings = this.get()
    this.#events.publish({ type: 'settings.changed', settings })
    return settings
  }
}

/** Undefined, which no setting accepts, for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
