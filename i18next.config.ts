import { defineConfig } from 'i18next-cli'

export default defineConfig({
  locales: ['en', 'ru'],
  extract: {
    input: 'src/renderer/**/*.{ts,tsx}',
    ignore: ['**/*.test.*', 'src/renderer/testing/**'],
    output: 'locales/{{language}}/{{namespace}}.json',
    defaultNS: 'shell',
    primaryLanguage: 'en',
  },
})
