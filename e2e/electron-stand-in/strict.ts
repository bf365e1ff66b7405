import type { EventEmitter } from 'node:events'

/** What is asked of every object by the language itself, by `await` and by inspection. */
const languageMembers = new Set(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType', '$$typeof'])

/** The object as it is, except that asking for a member that it does not have is an error: the stand-in must not
 *  let a use of Electron pass that it does not carry out. */
export function strict<Target extends object>(name: string, target: Target): Target {
  return new Proxy(target, {
    get(object, member, receiver) {
      if (typeof member === 'symbol' || member in object || languageMembers.has(member)) {
        return Reflect.get(object, member, receiver)
      }
      throw new Error(`The stand-in for Electron has no ${name}.${member}.`)
    },
    set(object, member, value, receiver) {
      if (typeof member !== 'symbol' && !(member in object)) {
        throw new Error(`The stand-in for Electron has no ${name}.${member} to set.`)
      }
      return Reflect.set(object, member, value, receiver)
    },
  })
}

/** Lets listeners be added for these events only. */
export function onlyEvents(name: string, emitter: EventEmitter, events: readonly string[]): void {
  const known = new Set([...events, 'newListener', 'removeListener', 'error'])
  for (const method of ['on', 'once', 'addListener'] as const) {
    const add = emitter[method].bind(emitter)
    emitter[method] = (event, listener) => {
      if (typeof event === 'string' && !known.has(event)) {
        throw new Error(`The stand-in for Electron never emits '${event}' on ${name}.`)
      }
      add(event, listener)
      return emitter
    }
  }
}

/** An event whose default action a listener can prevent. */
export interface PreventableEvent {
  readonly preventDefault: () => void
  readonly defaultPrevented: boolean
}

export function preventable<Extra extends object>(extra: Extra): PreventableEvent & Extra {
  let prevented = false
  return {
    ...extra,
    preventDefault: () => {
      prevented = true
    },
    get defaultPrevented() {
      return prevented
    },
  }
}
