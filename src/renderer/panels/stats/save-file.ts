/** Lets the user keep a text as a file: Electron asks where to, a browser puts it among its downloads. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has taken hold of the content by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
