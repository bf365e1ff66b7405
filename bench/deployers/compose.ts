import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram, tryProgram } from '../command.ts'
import { containerPort, type Deployer, otherImage, restartPolicy, type Seat } from './deployer.ts'

export interface Compose {
  readonly argv: readonly string[]
  readonly version: string
}

/** The plugin of the docker CLI, or the older program of its own; null where there is neither. */
export async function findCompose(): Promise<Compose | null> {
  for (const argv of [['docker', 'compose'], ['docker-compose']]) {
    const version = await tryProgram([...argv, 'version', '--short'])
    if (version !== null) return { argv, version: version.trim() }
  }
  return null
}

/** `up -d --force-recreate` of a file with one service, which is written into the folder. */
export function compose(
  { argv }: Compose,
  { engine, images, name, port, folder }: Seat & { readonly folder: string },
): Deployer {
  const file = join(folder, 'compose.yml')
  // JSON is YAML, and it needs no care for quotes.
  writeFileSync(file, JSON.stringify(composeFile(port)))
  const run = async (image: string, ...words: string[]) => {
    const command = [...argv, '--file', file, '--project-name', name, ...words]
    await runProgram(command, { DOCKER_HOST: engine, IMAGE: image })
  }
  let standing: string | null = null
  return {
    name: `${argv.join(' ')} up -d --force-recreate`,
    url: `http://127.0.0.1:${port}/`,
    deploy: async () => {
      const image = otherImage(images, standing)
      await run(image, 'up', '--detach', '--force-recreate')
      standing = image
    },
    rest: async () => performance.now(),
    clear: async () => {
      if (standing !== null) await run(standing, 'rm', '--stop', '--force')
      standing = null
    },
  }
}

/** On the engine's own bridge like all others: a network of the project's would be made and found again on top.
 *  Without a time to stop, which compose 1.29 sends as a fraction that the engine refuses; the server stops at once anyway. */
function composeFile(port: number): object {
  const web = {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: compose fills it in from its environment.
    image: '${IMAGE}',
    network_mode: 'bridge',
    ports: [`127.0.0.1:${port}:${containerPort}`],
    restart: restartPolicy,
  }
  return { version: '3.4', services: { web } }
}
