/** Makes every style that a library adds at run time carry the page's nonce. */

declare global {
  // Read by get-nonce, from which react-remove-scroll (below Mantine's Modal) takes its nonce.
  var __webpack_nonce__: string | undefined
}

export function readNonce(): string {
  const holder = document.querySelector('meta[property="csp-nonce"]')
  return holder instanceof HTMLElement ? holder.nonce : ''
}

export function shareNonce(nonce: string): void {
  if (nonce !== '') globalThis.__webpack_nonce__ = nonce
}
