/** Labels on everything that Slipway creates on a host. */
export const labels = {
  workload: 'dev.slipway.workload',
  deploy: 'dev.slipway.deploy',
  service: 'dev.slipway.service',
  /** `workload` for a container that runs the workload, `holder` for one that only keeps an image. */
  role: 'dev.slipway.role',
} as const

export const labelPrefix = 'dev.slipway.'
