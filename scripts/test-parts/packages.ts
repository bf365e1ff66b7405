import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { findChromium, findCommand } from './chromium.ts'

export const partNames = ['engine', 'registry', 'chromium', 'sshd'] as const
export type PartName = (typeof partNames)[number]

interface Need {
  readonly debianPackage: string
  readonly isMet: () => boolean
}

const needs: Record<PartName, readonly Need[]> = {
  engine: [
    { debianPackage: 'docker.io', isMet: () => findCommand(['dockerd']) !== null },
    { debianPackage: 'iproute2', isMet: () => findCommand(['ip']) !== null },
    { debianPackage: 'busybox-static', isMet: () => findStaticBusybox() !== null },
  ],
  registry: [{ debianPackage: 'docker-registry', isMet: () => findRegistry() !== null }],
  chromium: [
    { debianPackage: 'chromium', isMet: () => findChromium() !== null },
    // Without it Chromium draws Russian text as empty boxes.
    { debianPackage: 'fonts-dejavu-core', isMet: hasCyrillicFont },
  ],
  sshd: [
    { debianPackage: 'openssh-server', isMet: () => findSshd() !== null },
    { debianPackage: 'openssh-client', isMet: () => findCommand(['ssh-keygen']) !== null },
  ],
}

/** Units that these packages bring; a private instance needs none of them running. */
const unitsOf: Readonly<Record<string, readonly string[]>> = {
  'docker.io': ['docker.service', 'docker.socket', 'containerd.service'],
  'docker-registry': ['docker-registry.service'],
  'openssh-server': ['ssh.service', 'ssh.socket'],
}

export function findSshd(): string | null {
  return findCommand(['sshd']) ?? (existsSync('/usr/sbin/sshd') ? '/usr/sbin/sshd' : null)
}

export function findRegistry(): string | null {
  return findCommand(['docker-registry'])
}

/** A busybox that runs in an image without any library beside it. */
export function findStaticBusybox(): string | null {
  const path = findCommand(['busybox'])
  return path !== null && isStatic(path) ? path : null
}

/** A dynamically linked ELF file names its interpreter near the file's beginning. */
function isStatic(path: string): boolean {
  const start = Buffer.alloc(4_096)
  const file = openSync(path, 'r')
  try {
    readSync(file, start, 0, start.length, 0)
  } finally {
    closeSync(file)
  }
  return !start.includes('/ld-')
}

function hasCyrillicFont(): boolean {
  if (process.platform !== 'linux') return true
  const answer = spawnSync('fc-list', [':lang=ru', 'family'], { encoding: 'utf8' })
  if (answer.status === 0) return answer.stdout.trim() !== ''
  return existsSync('/usr/share/fonts/truetype/dejavu')
}

/** Brings what the parts need from the distribution's packages; throws with the command to run where it may not. */
export function ensureInstalled(parts: readonly PartName[]): void {
  const missing = missingPackages(parts)
  if (missing.length === 0) return
  const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`
  if (!isDebian()) {
    throw new Error(
      `The tests need parts that are not installed here: ${parts.join(', ')}. ` +
        `On Debian or Ubuntu they come with: sudo ${command}`,
    )
  }
  if (rootPrefix() === null) {
    throw new Error(`The tests need parts that are not installed here. Run this once: sudo ${command}`)
  }
  console.error(`Installing what the tests need: ${missing.join(' ')}`)
  installPackages(missing, { startServices: false })
  const stillMissing = missingPackages(parts)
  if (stillMissing.length > 0) {
    throw new Error(
      `These packages are installed, but what they should bring was not found: ${stillMissing.join(' ')}. ` +
        'On Ubuntu, where Chromium is a snap, install Google Chrome, or name a browser in SLIPWAY_TEST_CHROMIUM.',
    )
  }
}

function missingPackages(parts: readonly PartName[]): string[] {
  return parts
    .flatMap((part) => needs[part])
    .filter((need) => !need.isMet())
    .map((need) => need.debianPackage)
}

/** Debian, Ubuntu and what descends from them. */
export function isDebian(): boolean {
  return existsSync('/etc/debian_version') && findCommand(['apt-get']) !== null
}

/** What to put before a command to run it as root without being asked for a password; null when that cannot be. */
export function rootPrefix(): readonly string[] | null {
  if (process.getuid?.() === 0) return []
  const sudo = findCommand(['sudo'])
  if (sudo === null || spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return null
  return [sudo, '-n']
}

/** Runs a command as root and returns its standard output; throws with its error output when it fails. */
export function runAsRoot(command: readonly string[], options: { readonly input?: string } = {}): string {
  const prefix = rootPrefix()
  if (prefix === null) throw new Error(`This needs root or sudo without a password: ${command.join(' ')}`)
  const [file = '', ...argv] = [...prefix, ...command]
  const result = spawnSync(file, argv, { encoding: 'utf8', ...options })
  if (result.status !== 0) {
    throw new Error(
      `${command.join(' ')} failed: ${result.error?.message ?? (result.stderr.trim() || `exit code ${result.status}`)}`,
    )
  }
  return result.stdout
}

/** Installs from the distribution's packages; `startServices: false` leaves their services off, also at the next boot. */
export function installPackages(
  packages: readonly string[],
  options: { readonly startServices: boolean },
): void {
  const newUnits = packages.flatMap((name) => (isInstalled(name) ? [] : (unitsOf[name] ?? [])))
  const barrier = options.startServices ? null : raiseServiceBarrier()
  try {
    // What is to be used needs what its package recommends (certificates to pull with); what only tests use does not.
    aptInstall(packages, options.startServices ? [] : ['--no-install-recommends'])
  } finally {
    barrier?.()
  }
  if (!options.startServices && newUnits.length > 0 && existsSync('/run/systemd/system')) {
    runAsRoot(['systemctl', 'disable', '--quiet', ...newUnits])
  }
}

/** dpkg's own placeholder: `ii ` for a package that is there, another word for one that left its settings behind. */
const dpkgStatusFormat = '$' + '{db:Status-Abbrev}'

function isInstalled(debianPackage: string): boolean {
  const asked = spawnSync('dpkg-query', ['-W', '-f', dpkgStatusFormat, debianPackage], {
    encoding: 'utf8',
  })
  return asked.status === 0 && asked.stdout.startsWith('ii')
}

/** Never at the price of a package that is there: Docker's own packages conflict with the distribution's. */
function aptInstall(packages: readonly string[], more: readonly string[]): void {
  const environment = ['env', 'DEBIAN_FRONTEND=noninteractive']
  const apt = [...environment, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', '--quiet', '--yes']
  const install = [...apt, 'install', '--no-remove', ...more, ...packages]
  try {
    runAsRoot(install)
  } catch {
    // A fresh machine has no package lists yet, an old one has stale ones.
    runAsRoot([...apt, 'update'])
    runAsRoot(install)
  }
}

const servicePolicy = '/usr/sbin/policy-rc.d'
const barrierScript = '#!/bin/sh\n# Slipway installs a package that is not to be started now.\nexit 101\n'

/** Debian's own way to keep package scripts from starting services. Returns how to lift it again. */
function raiseServiceBarrier(): () => void {
  // Somebody has a policy: it stays as it is. One of our own is there when a run was killed while it installed.
  const isOurs = existsSync(servicePolicy) && readFileSync(servicePolicy, 'utf8') === barrierScript
  if (existsSync(servicePolicy) && !isOurs) return () => undefined
  const script = barrierScript
  if (process.getuid?.() === 0) writeFileSync(servicePolicy, script, { mode: 0o755 })
  else {
    runAsRoot(['tee', servicePolicy], { input: script })
    runAsRoot(['chmod', '755', servicePolicy])
  }
  return () => {
    if (readFileSync(servicePolicy, 'utf8') !== script) return
    if (process.getuid?.() === 0) rmSync(servicePolicy)
    else runAsRoot(['rm', servicePolicy])
  }
}
