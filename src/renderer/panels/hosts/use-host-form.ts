import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host, HostCreate, SshName } from '../../../contract/host.ts'
import { fieldIssues, hasCode } from '../../failure.ts'
import { fieldsOf, findMissing, type HostField, isTcpAddress, toHostInput } from './host-fields.ts'
import { suggestName } from './suggest-name.ts'

type FieldErrors = Readonly<Partial<Record<HostField, string>>>

const places: Readonly<Record<string, HostField>> = {
  name: 'name',
  endpoint: 'endpoint',
  identityFile: 'identityFile',
  tls: 'cert',
  'tls.ca': 'ca',
  'tls.cert': 'cert',
  'tls.key': 'key',
}

/** What stands in the form for a host, and what is wrong with it. */
export function useHostForm(host: Host | null) {
  const { t } = useTranslation('hosts')
  const [fields, setFields] = useState(() => fieldsOf(host))
  const [isNamed, setNamed] = useState(host !== null)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [refusals, setRefusals] = useState(0)
  const isTcp = isTcpAddress(fields)

  const mark = (found: FieldErrors): boolean => {
    setErrors(found)
    const isRefused = Object.keys(found).length > 0
    if (isRefused) setRefusals((count) => count + 1)
    return isRefused
  }
  const words: Readonly<Record<HostField, string>> = {
    name: t('form.name.required'),
    endpoint: t('form.address.invalid'),
    identityFile: t('form.identityFile.invalid'),
    ca: t('form.tls.invalid'),
    cert: t('form.tls.invalid'),
    key: t('form.tls.invalid'),
  }
  const missing: Readonly<Record<HostField, string>> = {
    ...words,
    endpoint: t('form.address.required'),
    cert: t('form.tls.required'),
    key: t('form.tls.required'),
  }
  /** What stands in the fields, or null after marking what is missing. */
  const read = (): HostCreate | null => {
    const found = findMissing(fields).map((field) => [field, missing[field]] as const)
    return mark(Object.fromEntries(found)) ? null : toHostInput(fields)
  }
  /** The same for a test, which needs no name. */
  const readWay = (): Omit<HostCreate, 'name'> | null => {
    const found = findMissing(fields).filter((field) => field !== 'name')
    if (mark(Object.fromEntries(found.map((field) => [field, missing[field]])))) return null
    const { name: _name, ...way } = toHostInput(fields)
    return way
  }

  return {
    fields,
    isTcp,
    errors,
    refusals,
    read,
    readWay,
    /** Puts the server's objections at their fields; false when there are none that belong to a field. */
    refuse: (error: unknown): boolean =>
      mark(
        hasCode(error, 'name_taken')
          ? { name: t('form.name.taken', { name: fields.name.trim() }) }
          : Object.fromEntries(
              fieldIssues(error).flatMap(({ path }) => {
                const field = places[path]
                if (field === undefined) return []
                return [[field, path === 'tls' ? t('form.tls.missing') : words[field]] as const]
              }),
            ),
      ),
    set: (field: HostField, value: string, sshNames: readonly SshName[] = []) => {
      if (field === 'name') setNamed(value !== '')
      setErrors(({ [field]: _touched, ...rest }) => rest)
      setFields((known) => ({
        ...known,
        [field]: value,
        // Until somebody gives it a name of its own, the host is called as its address says.
        ...(field === 'endpoint' && !isNamed ? { name: suggestName(value, sshNames) } : {}),
      }))
    },
  }
}
export type HostForm = ReturnType<typeof useHostForm>
