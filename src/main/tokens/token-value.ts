import { createHash, randomBytes } from 'node:crypto'

const prefix = 'slipway_'
const pattern = /^slipway_[A-Za-z0-9_-]{43}$/

/** 256 random bits; the prefix lets secret scanners know it. */
export function generateToken(): string {
  return prefix + randomBytes(32).toString('base64url')
}

export function isToken(text: string): boolean {
  return pattern.test(text)
}

/** A plain SHA-256 is enough: 256 random bits cannot be guessed, however fast the hash. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
