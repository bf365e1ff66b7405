import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import enApps from '../../locales/en/apps.json'
import enDeploys from '../../locales/en/deploys.json'
import enErrors from '../../locales/en/errors.json'
import enHosts from '../../locales/en/hosts.json'
import enSettings from '../../locales/en/settings.json'
import enShell from '../../locales/en/shell.json'
import enSources from '../../locales/en/sources.json'
import enStats from '../../locales/en/stats.json'
import ruApps from '../../locales/ru/apps.json'
import ruDeploys from '../../locales/ru/deploys.json'
import ruErrors from '../../locales/ru/errors.json'
import ruHosts from '../../locales/ru/hosts.json'
import ruSettings from '../../locales/ru/settings.json'
import ruShell from '../../locales/ru/shell.json'
import ruSources from '../../locales/ru/sources.json'
import ruStats from '../../locales/ru/stats.json'
import type { Locale } from '../contract/settings.ts'

const en = {
  apps: enApps,
  deploys: enDeploys,
  errors: enErrors,
  hosts: enHosts,
  settings: enSettings,
  shell: enShell,
  sources: enSources,
  stats: enStats,
}
const ru = {
  apps: ruApps,
  deploys: ruDeploys,
  errors: ruErrors,
  hosts: ruHosts,
  settings: ruSettings,
  shell: ruShell,
  sources: ruSources,
  stats: ruStats,
}

export type LocaleResources = typeof en

/** The first of the system's languages that the screens speak; English when there is none. */
export function systemLocale(languages: readonly string[] = navigator.languages): Locale {
  for (const language of languages) {
    if (language.toLowerCase().startsWith('ru')) return 'ru'
    if (language.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}

/** The locale to format by: the system's own region of the language on the screen (en-GB), where it has one. */
export function regionOf(locale: Locale, languages: readonly string[] = navigator.languages): string {
  return languages.find((language) => language.toLowerCase().startsWith(`${locale}-`)) ?? locale
}

export function createI18n(locale: Locale): i18n {
  const instance = i18next.createInstance()
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: 'en',
    resources: { en, ru },
    defaultNS: 'shell',
    initAsync: false,
    // React escapes what it draws.
    interpolation: { escapeValue: false },
  })
  return instance
}
