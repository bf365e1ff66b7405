import { expect, test } from 'vitest'
import { chooseRemedy, type Findings } from './local-engine.ts'

const nothing: Findings = { answer: 'silent', hasNamedPlace: false, hasDockerd: false, isDebian: true }

test('leaves an engine that answers alone', () => {
  expect(chooseRemedy({ ...nothing, answer: 'answered', hasDockerd: true })).toBe('none_needed')
})

test('installs nothing beside an engine that refuses this user', () => {
  expect(chooseRemedy({ ...nothing, answer: 'denied' })).toBe('none_needed')
})

test('installs nothing when DOCKER_HOST or a context names the place of the engine', () => {
  expect(chooseRemedy({ ...nothing, hasNamedPlace: true })).toBe('elsewhere')
})

test('starts an engine that is installed already', () => {
  expect(chooseRemedy({ ...nothing, hasDockerd: true })).toBe('start')
})

test("installs the distribution's engine on Debian and its descendants", () => {
  expect(chooseRemedy(nothing)).toBe('install')
})

test('leaves the installation to the user elsewhere', () => {
  expect(chooseRemedy({ ...nothing, isDebian: false })).toBe('by_hand')
})
