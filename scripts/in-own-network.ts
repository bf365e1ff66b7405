// Runs a command where no network interface comes or goes, if this process may arrange that:
//   node scripts/in-own-network.ts <command> [argument …]
// A browser drops its connections when one does, as it happens with every container that starts on the machine.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { runCommand } from './test-parts/run-command.ts'

/** A namespace with a loopback interface and nothing else. */
const ownNetwork = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

const command = process.argv.slice(2)
const canIsolate =
  spawnSync(ownNetwork[0] ?? '', [...ownNetwork.slice(1), 'true'], { stdio: 'ignore' }).status === 0
process.exitCode = await runCommand(canIsolate ? [...ownNetwork, ...command] : command)
