/** Where OpenSSH keeps the public key of this type on a server, by its own defaults. */
export function keyFileOf(type: string): string {
  const kind = type.includes('ed25519') ? 'ed25519' : type.includes('ecdsa') ? 'ecdsa' : 'rsa'
  return `/etc/ssh/ssh_host_${kind}_key.pub`
}
