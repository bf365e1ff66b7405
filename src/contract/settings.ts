import { z } from 'zod'

export const locales = ['en', 'ru'] as const
export const localeSchema = z.enum(locales)
export type Locale = z.infer<typeof localeSchema>

const shape = {
  locale: localeSchema.nullable().describe('Language of the screens; null follows the system'),
  maxDeploysPerHost: z.int().min(1).max(64).describe('How many deploys may run on one host at the same time'),
  statsIntervalSeconds: z.int().min(5).max(300).describe('From one round of samples to the next'),
  statsStretch: z
    .boolean()
    .describe('Sample once a minute while nobody looks; history stays complete to the minute'),
  statsRawHours: z.int().min(1).max(168).describe('How long every sample is kept'),
  statsMinuteDays: z.int().min(1).max(90).describe('How long averages by the minute are kept'),
  statsTenMinuteDays: z.int().min(1).max(365).describe('How long averages by ten minutes are kept'),
  statsHourDays: z.int().min(1).max(3_650).describe('How long averages by the hour are kept'),
  vaultEnabled: z
    .boolean()
    .describe('Keep copies of the images of the newest successful deploys on this computer'),
  vaultLimitGib: z.int().min(1).max(10_000).describe('How much disk those copies may take'),
}

export const settingsSchema = z.object(shape)
export type Settings = z.infer<typeof settingsSchema>

export const settingsPatchSchema = z.strictObject(shape).partial()
export type SettingsPatch = z.infer<typeof settingsPatchSchema>

export const defaultSettings: Settings = {
  locale: null,
  maxDeploysPerHost: 2,
  statsIntervalSeconds: 15,
  statsStretch: true,
  statsRawHours: 24,
  statsMinuteDays: 7,
  statsTenMinuteDays: 30,
  statsHourDays: 400,
  vaultEnabled: false,
  vaultLimitGib: 20,
}
