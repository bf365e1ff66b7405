import { useTranslation } from 'react-i18next'
import { scaleSize } from '../format.ts'
import { useRegion } from './use-locale.ts'

/** Writes sizes: “12.3 MiB”. */
export function useSizeText(): (bytes: number) => string {
  const { t } = useTranslation('shell')
  const locale = useRegion()
  return (bytes) => {
    const { value, unit } = scaleSize(locale, bytes)
    return t(`size.${unit}`, { value })
  }
}
