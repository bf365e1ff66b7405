/** An image reference, normalised: `nginx` has become docker.io, library/nginx, latest. */
export interface Reference {
  /** Registry with its port: docker.io, ghcr.io, 127.0.0.1:5000. */
  readonly domain: string
  /** Path within the registry: library/nginx. */
  readonly path: string
  /** `latest` when neither tag nor digest was given; null beside a digest without a tag. */
  readonly tag: string | null
  readonly digest: string | null
}

export interface ReferenceProblem {
  /** What is wrong and what to do, in a sentence. */
  readonly problem: string
}

const hubDomain = 'docker.io'
const hubOldDomain = 'index.docker.io'
const hubNamespace = 'library/'

/** Longest path of a repository, in characters. Source: distribution/reference. */
const pathLimit = 255

const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domainPattern = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`)
const pathPattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/
const tagPattern = /^\w[\w.-]{0,127}$/
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
/** Hex digits of the algorithms that engines know; another algorithm is left to the engine. */
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }

/** Reads `name[:tag][@digest]` as the docker CLI does.
 *  Grammar: github.com/distribution/reference, with the limits of its regexp.go. */
export function parseReference(text: string): Reference | ReferenceProblem {
  const shape = problemOfShape(text)
  if (shape !== null) return { problem: shape }
  const { name, tag, digest } = cut(text)
  const { domain, path } = splitDomain(name)
  const problem = problemOfName(domain, path) ?? problemOfTag(tag) ?? problemOfDigest(digest)
  if (problem !== null) return { problem }
  return { domain, path, tag: tag ?? (digest === null ? 'latest' : null), digest }
}

export function isReference(parsed: Reference | ReferenceProblem): parsed is Reference {
  return !('problem' in parsed)
}

/** `docker.io/library/nginx`: registry and path, without tag and digest. */
export function repository(reference: Reference): string {
  return `${reference.domain}/${reference.path}`
}

/** `docker.io/library/nginx:latest`, with everything written out. */
export function canonical(reference: Reference): string {
  return repository(reference) + suffix(reference)
}

/** `nginx:latest`, as the docker CLI shows it: without the registry and namespace that go without saying. */
export function familiar(reference: Reference): string {
  return familiarRepository(reference) + suffix(reference)
}

export function familiarRepository(reference: Reference): string {
  if (reference.domain !== hubDomain) return repository(reference)
  const path = reference.path.startsWith(hubNamespace)
    ? reference.path.slice(hubNamespace.length)
    : reference.path
  // `library/foo/bar` would be read back as foo/bar.
  return path.includes('/') && path !== reference.path ? reference.path : path
}

/** The same repository at one content: the tag goes, since an engine that gets both may answer for either. */
export function withDigest(reference: Reference, digest: string): Reference {
  return { ...reference, tag: null, digest }
}

function suffix({ tag, digest }: Reference): string {
  return (tag === null ? '' : `:${tag}`) + (digest === null ? '' : `@${digest}`)
}

function problemOfShape(text: string): string | null {
  if (text === '') return 'Give an image reference, such as nginx:1.29.'
  if (/\s/.test(text)) return 'An image reference holds no spaces.'
  if (text.includes('://'))
    return 'Leave out the scheme: an image reference begins with the registry or the name.'
  return null
}

function cut(text: string): { name: string; tag: string | null; digest: string | null } {
  const at = text.indexOf('@')
  const digest = at === -1 ? null : text.slice(at + 1)
  const named = at === -1 ? text : text.slice(0, at)
  // A colon before the last slash belongs to the registry's port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  if (colon === -1) return { name: named, tag: null, digest }
  return { name: named.slice(0, colon), tag: named.slice(colon + 1), digest }
}

/** The first part is a registry when it could not be part of a path: it has a dot, a port or capitals, or is localhost. */
function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/')
  const first = slash === -1 ? '' : name.slice(0, slash)
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()
  const domain = isDomain && first !== hubOldDomain ? first : hubDomain
  const path = isDomain ? name.slice(slash + 1) : name
  if (domain === hubDomain && !path.includes('/')) return { domain, path: `${hubNamespace}${path}` }
  return { domain, path }
}

function problemOfName(domain: string, path: string): string | null {
  if (!domainPattern.test(domain))
    return 'The registry must be a host name or an address, with a port where needed.'
  if (path !== path.toLowerCase()) return 'The name of the repository must be in lower case.'
  if (path.length > pathLimit) return `The name of the repository is longer than ${pathLimit} characters.`
  if (!pathPattern.test(path)) {
    return 'The name of the repository holds lower-case letters and digits, parted by single dots, underscores, hyphens or slashes.'
  }
  // The engine would take it for an image id.
  if (domain === hubDomain && /^library\/[a-f0-9]{64}$/.test(path)) {
    return 'A name of 64 hexadecimal digits would be taken for an image id.'
  }
  return null
}

function problemOfTag(tag: string | null): string | null {
  if (tag === null || tagPattern.test(tag)) return null
  if (tag === '') return 'The tag after the colon is missing.'
  return 'A tag has at most 128 letters, digits, underscores, dots and hyphens, and begins with none of the last two.'
}

function problemOfDigest(digest: string | null): string | null {
  if (digest === null) return null
  if (!digestPattern.test(digest)) {
    return 'A digest is an algorithm, a colon and at least 32 hexadecimal digits, such as sha256:….'
  }
  const [algorithm = '', hex = ''] = digest.split(':')
  const length = digestLengths[algorithm]
  if (length === undefined) return null
  if (hex.length !== length)
    return `A ${algorithm} digest has ${length} hexadecimal digits; this one has ${hex.length}.`
  if (hex !== hex.toLowerCase())
    return `The hexadecimal digits of a ${algorithm} digest must be in lower case.`
  return null
}
