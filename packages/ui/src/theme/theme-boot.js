/* Blocking script for the head of the page: the theme is set before the first paint. Same rule as theme.ts. */
;(function () {
  var choice = null
  try {
    choice = localStorage.getItem('evalflow.theme')
  } catch {
    /* Storage can be switched off; the system's choice is used then. */
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
