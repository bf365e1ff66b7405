import { quote, type RemoteShell } from './shell.ts'

/** What a server has for an engine. */
export interface EnginePlaces {
  /** Sockets that are there, in the order in which they are to be tried. */
  readonly sockets: readonly { readonly path: string; readonly isAllowed: boolean }[]
  readonly hasDockerCli: boolean
}

export const usualSocket = '/var/run/docker.sock'

/** Where an exec that is no login may not look, and docker's CLI often is. */
export const morePath = 'PATH="$PATH:/usr/local/bin:/opt/homebrew/bin:/snap/bin:$HOME/.docker/bin"'

/** What DOCKER_HOST names comes first, then the engine of the system, then those of the user, then Podman. */
const places = [
  usualSocket,
  '$r/docker.sock',
  '$HOME/.docker/run/docker.sock',
  '$HOME/.docker/desktop/docker.sock',
  '$HOME/.colima/default/docker.sock',
  '$HOME/.orbstack/run/docker.sock',
  '$HOME/.rd/docker.sock',
  '/run/podman/podman.sock',
  '$r/podman/podman.sock',
]

/** A subshell, so that nothing of it stays in the shell. */
const question = `(
r="\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"
case "$DOCKER_HOST" in
  unix://*) set -- "\${DOCKER_HOST#unix://}" ;;
  ?*) set -- ;;
  *) set -- ${places.map((place) => `"${place}"`).join(' ')} ;;
esac
for s in "$@"; do
  if [ -S "$s" ]; then if [ -r "$s" ] && [ -w "$s" ]; then echo "socket $s"; else echo "closed $s"; fi; fi
done
${morePath}
if command -v docker >/dev/null 2>&1; then echo cli; fi
)`

export async function findEnginePlaces(shell: RemoteShell): Promise<EnginePlaces> {
  const lines = (await shell.run(question)).toString('utf8').split('\n')
  const sockets = lines.flatMap((line) => {
    const [, kind, path] = /^(socket|closed) (\/.*)$/.exec(line) ?? []
    return path === undefined ? [] : [{ path, isAllowed: kind === 'socket' }]
  })
  return { sockets, hasDockerCli: lines.includes('cli') }
}

/** Run through the shell of the account, whatever it is. */
export const dialStdioCommand = `exec /bin/sh -c ${quote(`${morePath}; exec docker system dial-stdio`)}`
