// npm run locales: the same keys in every language, none of them unused, and no visible text beside them.
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { projectFolder } from './build-state.ts'
import { compareLocales, type LocaleFile } from './locale-checks/keys.ts'
import { findVisibleLiterals } from './locale-checks/literals.ts'
import { findUnusedKeys } from './locale-checks/usage.ts'

const referenceLocale = 'en'

const files = globSync('locales/*/*.json', { cwd: projectFolder }).sort().map(readLocaleFile)
const sources = globSync('src/**/*.{ts,tsx}', { cwd: projectFolder })
  .filter((path) => !/\.test\.tsx?$|\.d\.ts$/.test(path))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(projectFolder, path), 'utf8') }))
// What tests alone use is seen by nobody.
const screens = sources.filter(
  ({ path }) => path.startsWith('src/renderer/') && !path.startsWith('src/renderer/testing/'),
)

const problems = [
  ...compareLocales(files),
  ...findUnusedKeys(
    files.filter(({ locale }) => locale === referenceLocale),
    sources,
  ).map((key) => `${key} is used nowhere`),
  ...screens
    .flatMap(({ path, text }) => findVisibleLiterals(path, text))
    .map((literal) => `${literal} (visible text belongs into locales/)`),
]

for (const problem of problems) console.error(problem)
console.log(
  `Locales: ${files.length} files, ${screens.length} sources of screens, ${problems.length} problems`,
)
if (problems.length > 0 || files.length === 0) process.exitCode = 1

function readLocaleFile(path: string): LocaleFile {
  return {
    locale: basename(dirname(path)),
    namespace: basename(path, '.json'),
    content: JSON.parse(readFileSync(join(projectFolder, path), 'utf8')),
  }
}
