import { describe, expect, it } from 'vitest'
import { hostCreateSchema } from './host.ts'

const isName = (name: string) => hostCreateSchema.safeParse({ name, endpoint: 'edge' }).success

describe('the name of a host', () => {
  it.each(['edge', 'Хост в подвале', 'build 🏗️'])('may be %s', (name) => {
    expect(isName(name)).toBe(true)
  })

  it.each(['a\r\nb', 'a\0b', '\u202egpj.exe', '\u2066x', '\ud800'])('may not be %j', (name) => {
    expect(isName(name)).toBe(false)
  })
})
