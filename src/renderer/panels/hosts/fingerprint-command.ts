/** What prints the fingerprint of a server's own key of this type, where OpenSSH keeps it by its defaults. */
export function fingerprintCommand(type: string): string {
  const kind = type.includes('ed25519') ? 'ed25519' : type.includes('ecdsa') ? 'ecdsa' : 'rsa'
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`
}
