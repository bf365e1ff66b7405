/** Chromium outside of Electron knows no schemes of ours: a page of `slipway://app` is served from this origin, which
 *  counts as secure because it is of localhost, and which nothing listens on. */
const suffix = 'stand-in.localhost'

/** slipway://app/index.html → http://app.slipway.stand-in.localhost/index.html */
export function toBrowserUrl(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url)
  const [, scheme = '', host = '', rest = ''] = match ?? []
  return isWebScheme(scheme) || match === null ? url : `http://${host}.${scheme}.${suffix}${rest || '/'}`
}

/** The other way round; an address of another origin stays as it is. */
export function toAppUrl(url: string): string {
  const match = /^http:\/\/([^/?#.]+)\.([^/?#.]+)\.stand-in\.localhost((?:[/?#].*)?)$/i.exec(url)
  const [, host = '', scheme = '', rest = ''] = match ?? []
  return match === null ? url : `${scheme}://${host}${rest}`
}

export function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':'))
}

function isWebScheme(scheme: string): boolean {
  return ['http', 'https', 'about', 'data', 'blob', 'file'].includes(scheme)
}
