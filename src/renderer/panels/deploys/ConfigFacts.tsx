import type { DeployConfig } from '../../../contract/deploy.ts'
import { configEntries } from '../../schema-form/config-entries.ts'
import { Facts } from '../../ui/Facts.tsx'
import { useConfigText, useSourceField } from './use-config-text.ts'

/** What a container was made of, as a list that can be read. */
export function ConfigFacts({ kind, config }: { readonly kind: string; readonly config: DeployConfig }) {
  const schema = useSourceField(kind)
  const text = useConfigText(kind)
  const facts = configEntries(schema, config).map((entry) => ({
    label: text.label(entry),
    value: text.value(entry, entry.value),
    isWide: entry.index !== null || entry.path === 'source.reference',
  }))
  return <Facts facts={facts} isDense />
}
