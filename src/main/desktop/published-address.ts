/** Whether a link leads to a port that an app publishes on this machine, as the app's page shows them: the only thing
 *  that the window opens outside itself. */
export function isPublishedAddress(link: string): boolean {
  const url = URL.parse(link)
  if (url === null || url.protocol !== 'http:' || url.username !== '' || url.password !== '') return false
  return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
}
