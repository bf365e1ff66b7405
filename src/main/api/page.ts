import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

/** The word that the build leaves where a nonce belongs (`html.cspNonce` of the renderer's build). */
const noncePlaceholder = 'SLIPWAY_CSP_NONCE'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Headers of every answer, whichever way it leaves. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** The built screens. The folder is listed once, and only what was found is ever read: no path leads out of it. */
export class Page {
  readonly #files: ReadonlyMap<string, string>

  constructor(folder: string) {
    this.#files = listFiles(folder)
  }

  /** Null when there is no such file. The first page has a nonce of its own in each answer. */
  answer(path: string): PageAnswer | null {
    const name = path === '/' ? '/index.html' : path
    const file = this.#files.get(name)
    if (file === undefined) return name === '/index.html' ? notBuilt() : null
    const contentType = contentTypes[extname(file)] ?? 'application/octet-stream'
    if (extname(file) === '.html') return answerDocument(readFileSync(file, 'utf8'), contentType)
    const cacheControl = name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    return {
      status: 200,
      headers: { ...securityHeaders, 'content-type': contentType, 'cache-control': cacheControl },
      body: readFileSync(file),
    }
  }
}

function answerDocument(html: string, contentType: string): PageAnswer {
  const nonce = randomBytes(16).toString('base64')
  return {
    status: 200,
    headers: {
      ...securityHeaders,
      'content-type': contentType,
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
    },
    body: html.replaceAll(noncePlaceholder, nonce),
  }
}

/** Mantine writes style elements at run time, for which it takes the nonce. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function notBuilt(): PageAnswer {
  return {
    status: 503,
    headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: 'The screens are not built yet: run "npm run build".\n',
  }
}

/** Request paths to file paths. */
function listFiles(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name)
        return [`/${relative(folder, file).split(sep).join('/')}`, file]
      }),
  )
}
