import { z } from 'zod'

export const locales = ['en', 'ru'] as const
export const localeSchema = z.enum(locales)
export type Locale = z.infer<typeof localeSchema>

export const settingsSchema = z.object({
  locale: localeSchema.nullable().describe('Language of the screens; null follows the system'),
  maxDeploysPerHost: z.int().min(1).max(64).describe('How many deploys may run on one host at the same time'),
})
export type Settings = z.infer<typeof settingsSchema>

export const settingsPatchSchema = z.strictObject({
  locale: localeSchema.nullable().optional(),
  maxDeploysPerHost: z.int().min(1).max(64).optional(),
})
export type SettingsPatch = z.infer<typeof settingsPatchSchema>

export const defaultSettings: Settings = { locale: null, maxDeploysPerHost: 2 }
