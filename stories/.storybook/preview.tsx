/** Every story in both themes and both languages, as Studio would draw it. */
import '@evalflow/ui/styles.css'
import '@evalflow/editor/styles.css'
import '@evalflow/components/components.css'
import './preview.css'
import { setLanguage, LANGUAGES, Toaster } from '@evalflow/ui'
import type { Decorator, Preview } from '@storybook/react-vite'
import { addons } from 'storybook/preview-api'

const asInStudio: Decorator = (Story, { globals }) => {
  document.documentElement.dataset['theme'] = globals['theme'] === 'dark' ? 'dark' : 'light'
  setLanguage(LANGUAGES.find((language) => language === globals['language']) ?? 'en')
  return (
    <main className="story">
      <Story />
      <Toaster />
    </main>
  )
}

const preview: Preview = {
  decorators: [asInStudio],
  parameters: { layout: 'fullscreen', controls: { disable: true }, actions: { disable: true } },
  globalTypes: {
    theme: { toolbar: { title: 'Theme', icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true } },
    language: { toolbar: { title: 'Language', icon: 'globe', items: [...LANGUAGES], dynamicTitle: true } },
  },
  initialGlobals: { theme: 'light', language: 'en' },
}
export default preview

declare global {
  interface Window {
    /** For the test that renders all stories: empty when story and play ended well, else what failed. */
    __storyEnded?: string
  }
}

addons.getChannel().on('storyFinished', ({ status }: { status: string }) => {
  window.__storyEnded ??= status === 'error' ? 'The story or its play function failed.' : ''
})
for (const event of ['playFunctionThrewException', 'storyThrewException', 'storyErrored'])
  addons.getChannel().on(event, (error: { message?: string; description?: string }) => {
    window.__storyEnded = error.message ?? error.description ?? event
  })
