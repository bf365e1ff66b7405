/** What each number among the settings may be. The contract says the same, but its schemas would come along into the
 *  window; a test holds the two together. */
export const settingLimits = {
  maxDeploysPerHost: { min: 1, max: 64, usual: 2 },
  statsIntervalSeconds: { min: 5, max: 300, usual: 15 },
  statsRawHours: { min: 1, max: 168, usual: 24 },
  statsMinuteDays: { min: 1, max: 90, usual: 7 },
  statsTenMinuteDays: { min: 1, max: 365, usual: 30 },
  statsHourDays: { min: 1, max: 3_650, usual: 400 },
  vaultLimitGib: { min: 1, max: 10_000, usual: 20 },
} as const

export type NumberSetting = keyof typeof settingLimits
