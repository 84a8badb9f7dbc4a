/** Choice of theme and of language, for a settings page or the status line. */
import { Select } from '../controls/select.tsx'
import { LANGUAGE_NAMES, LANGUAGES, chooseLanguage, useLanguage } from '../i18n/i18n.ts'
import { useT } from '../i18n/messages.ts'
import { notify } from '../overlays/toast.tsx'
import { messageOf } from '../states/states.tsx'
import { THEME_CHOICES, useTheme } from './theme.ts'

export function ThemeSelect() {
  const t = useT()
  const { choice, setChoice } = useTheme()
  return (
    <Select
      size="small"
      aria-label={t('theme')}
      value={choice}
      options={THEME_CHOICES.map((value) => ({ value, label: t(value) }))}
      onChange={(value) => setChoice(THEME_CHOICES.find((known) => known === value) ?? 'system')}
    />
  )
}

export function LanguageSelect() {
  const t = useT()
  const language = useLanguage()
  return (
    <Select
      size="small"
      aria-label={t('language')}
      value={language}
      options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      onChange={(value) =>
        void chooseLanguage(LANGUAGES.find((known) => known === value) ?? 'en').catch((error: unknown) =>
          notify.bad(messageOf(error)),
        )
      }
    />
  )
}
