/** Name of a container before it has taken over, and proof that this deploy made it.
 *  Labels alone prove nothing: an image committed from one of our containers hands them on. */
export function candidateName(workloadName: string, deployId: string): string {
  return `${workloadName}.new-${deployId.slice(0, 13)}`
}

/** Whether a name was given by this deploy, whatever the workload was called then. */
export function isCandidateName(name: string, deployId: string): boolean {
  return deployId !== '' && name.endsWith(candidateName('', deployId))
}

/** Name of a container that has been replaced, until it is removed. */
export function retiredName(workloadName: string, deployId: string): string {
  return `${workloadName}.old-${deployId.slice(0, 13)}`
}

/** Name of a candidate that has to give the workload's name back, until it is removed. */
export function failedName(workloadName: string, containerId: string): string {
  return `${workloadName}.failed-${containerId.slice(0, 12)}`
}

/** Name of the never started container that holds an image against pruning. */
export function holderName(workloadId: string, imageId: string): string {
  return `slipway-keep-${workloadId}-${bareImageId(imageId).slice(0, 12)}`
}

const keepNamespace = 'slipway-keep/'

/** Repository and tag that mark an image as kept for a workload. */
export function keepTag(workloadId: string, imageId: string): { repository: string; tag: string } {
  return { repository: `${keepNamespace}${workloadId}`, tag: bareImageId(imageId) }
}

/** Whether a tag is one that Slipway gives: to an image that is kept, or to what is being sent. */
export function isOwnTag(tag: string): boolean {
  return tag.startsWith(keepNamespace) || tag.startsWith('slipway-transfer/')
}

function bareImageId(imageId: string): string {
  return imageId.replace(/^sha256:/, '')
}
