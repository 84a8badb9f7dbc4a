/** Offers text as a file, as a press on a download link does. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the browser has taken it by the next task
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
