import type { Locale } from '../contract/settings.ts'

/** The languages of the screens. The contract lists them too, but its schemas would come along into the window. */
export const locales: readonly Locale[] = ['en', 'ru']
