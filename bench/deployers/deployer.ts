/** One way to put an image into place on an engine. */
export interface Deployer {
  readonly name: string
  /** Where the deployed server answers; null when no port of it is published. */
  readonly url: string | null
  /** Replaces what stands by a container of the other image; resolves when that runs. */
  deploy(): Promise<void>
  /** Waits until nothing of the last deploy goes on; resolves to the moment when its last step was done. */
  rest(): Promise<number>
  /** Takes away all that stands. */
  clear(): Promise<void>
}

/** Two versions of one server; deploys go from one to the other and back, so that each of them changes something. */
export type Images = readonly [string, string]

export function otherImage([one, two]: Images, standing: string | null): string {
  return standing === one ? two : one
}

/** Where a deployer publishes the server, and under which name. */
export interface Seat {
  readonly engine: string
  readonly images: Images
  readonly name: string
  readonly port: number
}

/** What every container is made with, so that all deployers ask the engine for the same. */
export const containerPort = 8080
export const stopTimeoutMs = 2_000
export const restartPolicy = 'unless-stopped'
