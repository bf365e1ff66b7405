import { ensureBuilt } from '../scripts/build-state.ts'

/** The end-to-end tests drive what was built, so what was built has to be of these sources. */
async function buildBefore(): Promise<void> {
  await ensureBuilt()
}

export default buildBefore
