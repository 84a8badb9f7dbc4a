/** The main walk in Firefox, where the machine has one: driven as it is installed, over WebDriver BiDi. */
import { walkCanvas } from './support/canvas-walk.ts'
import { findFirefox, launchFirefox } from './support/firefox.ts'

walkCanvas({
  name: 'Firefox',
  path: findFirefox(),
  hint: 'set FIREFOX to its path',
  launch: launchFirefox,
  pages: true,
})
