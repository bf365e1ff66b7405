/** One layer as a file on this computer. */
export interface LayerFile {
  /** SHA-256 of the layer's tar, which is what the image's configuration calls it. */
  readonly diffId: string
  /** The tar, compressed with gzip: engines of every age take that. */
  readonly path: string
  readonly bytes: number
  /** Of the file as it is, in hex. */
  readonly sha256: string
}

/** An image that can be sent: its layers become files here when they are wanted. */
export interface ImageOrigin {
  /** The image's configuration, byte for byte: its digest is the image's id. */
  readonly config: Buffer
  readonly layers: readonly string[]
  /** Files of the layers from this position on, in their order.
   *  @throws EngineError when they are not to be had after all */
  fetch(from: number, signal: AbortSignal): Promise<readonly LayerFile[]>
}
