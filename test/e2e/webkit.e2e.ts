/** The main walk in WebKit, where the machine has one: that of GTK, driven over WebDriver. */
import { walkCanvas } from './support/canvas-walk.ts'
import { findWebkit, launchWebkit } from './support/webkit.ts'

walkCanvas({
  name: 'WebKit',
  path: findWebkit(),
  hint: 'apt-get install webkit2gtk-driver xvfb, or set WEBKIT_DRIVER to the path of WebKitWebDriver',
  launch: launchWebkit,
  // WebKitWebDriver 2.50 now and then answers nothing for half a minute and more after a load
  pages: false,
})
