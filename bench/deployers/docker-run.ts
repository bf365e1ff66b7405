import { runProgram } from '../command.ts'
import {
  containerPort,
  type Deployer,
  otherImage,
  restartPolicy,
  type Seat,
  stopTimeoutMs,
} from './deployer.ts'

/** What people type: `docker rm -f`, then `docker run -d`. */
export function dockerRun({ engine, images, name, port }: Seat): Deployer {
  const environment = { DOCKER_HOST: engine }
  const publish = ['--publish', `127.0.0.1:${port}:${containerPort}`]
  const settings = ['--restart', restartPolicy, '--stop-timeout', String(stopTimeoutMs / 1_000)]
  let standing: string | null = null
  const remove = async () => {
    if (standing !== null) await runProgram(['docker', 'rm', '-f', name], environment)
  }
  return {
    name: 'docker rm -f; docker run -d',
    url: `http://127.0.0.1:${port}/`,
    deploy: async () => {
      await remove()
      const image = otherImage(images, standing)
      await runProgram(
        ['docker', 'run', '--detach', '--name', name, ...publish, ...settings, image],
        environment,
      )
      standing = image
    },
    rest: async () => performance.now(),
    clear: async () => {
      await remove()
      standing = null
    },
  }
}
