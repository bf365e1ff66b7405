import { EngineError } from './engine.ts'

/** JSON values parted by line ends, one batch per chunk of text that completes any. */
export async function* readJsonLines(
  chunks: AsyncIterable<string>,
): AsyncGenerator<readonly unknown[], void> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    const values = lines.filter((line) => line.trim() !== '').map(parseLine)
    if (values.length > 0) yield values
  }
  if (rest.trim() !== '') yield [parseLine(rest)]
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new EngineError('internal', null, 'The engine sent a line that is no JSON.', { cause })
  }
}
