import { isKnownWord } from './vocabulary.ts'

const mark = '‹…›'
const lengthLimit = 8_000

/** Signs that may stand around a word without being part of it. */
const opening = /^["'`([{<]*/
const closing = /["'`)\]}>.,:;!?]*$/

/** An engine's own addresses: nobody outside this machine is named by them. `/v2/` is where every registry begins. */
const loopback = /^(?:https?:\/\/)?(?:127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\])(?::\d{1,5})?(?:\/v2\/?)?$/
const shortNumber = /^\d{1,5}$/
/** `{"message":"manifest unknown"}` is taken apart; quotes alone do not part words, since a secret may hold one. */
const jsonSeam = /(?<=[{[,:])(?=["{[])|(?<=["}\]])(?=[}\]])/

/** After these words, with a colon or an equals sign, comes a secret, even one that looks like any other word;
 *  without a sign, a number that follows soon may be one. */
const announcing =
  /^(?:[\w-]*(?:password|passwd|passphrase|passcode|pwd|secret|token|apikey|credential|authorization|auth|cookie)s?|pass|pin|otp|key|user(?:name)?)$/i
/** As many words may stand between, as in `password given was 48213`. */
const numberReach = 2
const schemes = /^(?:Bearer|bearer|BEARER|Basic|BASIC)$/

/** A text from outside with everything taken out that could be a secret: it keeps the words that engines and registries use,
 *  numbers of up to 5 digits, loopback addresses, and the strings of `known`; every run of the rest becomes ‹…›.
 *  A list of secrets would not do: an engine quotes what no process of ours has ever seen. */
export function redact(text: string, known: readonly string[] = []): string {
  const kept: string[] = []
  const knownSet = new Set(known.filter((each) => each !== ''))
  let before: Piece = { kind: 'word', announcesNext: false, wordsSinceAnnouncing: Number.POSITIVE_INFINITY }
  for (const source of piecesOf(text)) {
    const kind = kindOf(source, knownSet, before)
    const isRun = kind === 'hidden' && kept.at(-1) === mark
    if (!isRun) kept.push(kind === 'hidden' ? mark : source)
    before = pieceOf(source, kind, before)
  }
  return kept.join(' ')
}

interface Piece {
  readonly kind: 'word' | 'number' | 'hidden'
  /** What comes next is a secret, whatever it looks like. */
  readonly announcesNext: boolean
  /** 0 for the announcing word itself. */
  readonly wordsSinceAnnouncing: number
}

function piecesOf(text: string): string[] {
  return text
    .slice(0, lengthLimit)
    .split(/\s+/)
    .flatMap((chunk) =>
      /^[{[]/.test(chunk) || /["}\]],?["}\]]*$/.test(chunk) ? chunk.split(jsonSeam) : [chunk],
    )
    .filter((piece) => piece !== '')
}

function pieceOf(source: string, kind: Piece['kind'], before: Piece): Piece {
  const bare = source.replace(opening, '')
  const isAnnouncing = announcing.test(bare.replace(closing, '').replace(/["']?[:=]$/, ''))
  const isSigned = isAnnouncing
    ? /[:=]$/.test(bare)
    : /^[:=]$/.test(bare) && before.wordsSinceAnnouncing === 0
  return {
    kind,
    announcesNext: isSigned || schemes.test(bare) || (kind === 'hidden' && bare.endsWith('=')),
    wordsSinceAnnouncing: isAnnouncing ? 0 : before.wordsSinceAnnouncing + 1,
  }
}

function kindOf(piece: string, known: ReadonlySet<string>, before: Piece): Piece['kind'] {
  if (before.announcesNext) return 'hidden'
  const core = piece.replace(opening, '').replace(closing, '')
  if (core === '') return /^[-=>.,:;"'`()[\]{}<!?]{1,4}$/.test(piece) ? 'word' : 'hidden'
  if (isKept(core, known)) return 'word'
  // Numbers in a row, or behind something hidden, may be the parts of one.
  const isNear = before.wordsSinceAnnouncing <= numberReach
  if (shortNumber.test(core) && before.kind === 'word' && !isNear) return 'number'
  return 'hidden'
}

function isKept(core: string, known: ReadonlySet<string>): boolean {
  // A container's name comes with a slash, and a variable of the message with a dollar sign.
  const bare = core.replace(/^\//, '')
  return known.has(core) || known.has(bare) || core === '$PATH' || isKnownWord(core) || loopback.test(core)
}
