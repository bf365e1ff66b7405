import { describe, expect, it } from 'vitest'
import { defaultSettings, settingsPatchSchema } from '../../../contract/settings.ts'
import { type NumberSetting, settingLimits } from './setting-limits.ts'

const names = Object.keys(settingLimits) as NumberSetting[]

describe('the limits of the settings', () => {
  it.each(names)('are those of the contract: %s', (name) => {
    const { min, max, usual } = settingLimits[name]
    const isAccepted = (value: number) => settingsPatchSchema.safeParse({ [name]: value }).success
    expect([min - 1, min, max, max + 1].map(isAccepted)).toEqual([false, true, true, false])
    expect(defaultSettings[name]).toBe(usual)
  })
})
