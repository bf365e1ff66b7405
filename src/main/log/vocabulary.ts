/** Words that engines, registries, runtimes and kernels use in their messages: what is not here may be a secret.
 *  Lower case; a word may also come capitalised. A secret that is itself such a word is caught only by what announces it. */
const words = `
a able about above absent accept acceptable accepted access accessible across active actual adapter add adding
additional address addresses after again against agent algorithm alias all allocate allocated allocating
allocation allow allowed already also alternate an and annotation another answer any api apparmor application
applied apply applying architecture are argument arguments as ask asked assertion assign assigned async at
attach attached attaching attempt attempting attempts attestation auth authenticate authenticated
authentication authority authorization authorize authorized automatically available await awaiting away back
backend bad balance base basic be because been before begin being below between bind binding blob blobs block
blocked body both bridge broken buffer build builder building but by bytes cache call called caller calling
can canceled cancelled cannot capabilities capability capacity cause caused certificate certificates chain
change changed channel character check checking checksum child chunk class cleanup clear client close closed
closing code codes collection command commands commit committed communicate communicating compatible complete
completed compressed condition config configuration configure configured conflict conflicting connect
connected connecting connection connections connectivity constraint contain container containers contains
content context continue control controller convert copy copying corrupt corrupted could cpu cpus create
created creating creation credential credentials current currently daemon data date deadline decode decoding
default define defined delete deleted deleting denied deny dependency depth descriptor desktop destination
detach detached detail details detected device devices dial did different digest directories directory
disabled disconnect disk distribution dns do docker does done down download downloaded downloading driver
drivers due duplicate during each early either element elements empty enable enabled encode encoding
encountered end ended endpoint endpoints ends engine enough ensure entries entry entrypoint environment error
errors established even event events exceed exceeded exceeds except exec executable execute executing
execution exist existing exists exit exited expect expected expired expires export exporting exposed exposing
extension external extract extracted extracting extraction failed failing fails failure false fatal feature
fetch fetching field file files filesystem filter finalize find finish finished first flag flags following for
forbid forbidden force forced format forward forwarded found from full function gateway general generate get
getting give given go gone graph group groups had handle handler handling handshake hardware has have having
head header headers health healthcheck healthy helper higher hint hit hook hooks host hostname hosts however
http https id identifier identity if ignored image images implementation implemented import in inactive
incompatible incomplete incorrect index info information init initialization initialize initialized
initializing inode inodes input insecure inside inspect inspecting install installed instance instead
insufficient integer interface internal interrupt interrupted into invalid io ip is isolation issuer it item
its join json kernel key keys kill killed killing known label labels large last layer layers layout lease left
legacy length less level library like limit limited limits link linked list listen listener listening load
loading local locate location lock locked log logged logger logging login logs long longer lookup loop
loopback lower lowercase made main maintenance make making malformed manifest manifests manually many map
mapped mapping mask match matched matches matching maximum may media memory message metadata method minimum
mismatch missing mixed mode module moment more most mount mounted mounting mounts moved ms multiple must name
named names namespace namespaces native need needed needs negotiate network networking networks new next no
node non none nonexistent not nothing notice now null number object occupied occurred of offline offset ok old
on once one only open opening operation operational option options or order origin other out output outside
over overlap overlay override own owner package page parameter parent parse parsed parsing part password path
paths pause paused peer pending per perform period permission permissions permitted persist pid pids pipe
place platform platforms please plugin plugins point pointer policy pool port ports position possible prefix
prepare preparing present previous private privilege privileged privileges problem process processes
processing profile programming progress prohibited protocol provide provided provider proxy prune public pull
pulled pulling push put queue quota range rate reach reached read reader readiness reading ready real reason
rebuild receive received receiving recognized record redirect reduce reference referenced references referring
refuse refused register registered registries registry reject rejected release released releasing remote
removal remove removed removing rename renaming replace reply repository request requested requests require
required requires reserve reserved reset resolution resolve resolved resolver resolving resource resources
respond responding response restart restarted restarting restore result retries retry retrying return returned
reuse root route router routine rule rules run running runtime same save schema scheme scope search second
seconds section security see send sending sent server servers service session set setting settings setup
several sha shim should shutdown shutting sign signal signature signed since size sleep slow small so socket
sockets some something source space specific specification specified stage standard start started starter
starting starts state status stderr stdin stdout step still stop stopped stopping storage store stored stream
string structure subject subnet such support supported switch sync syntax system systems table tag tagged tags
take taken target task tasks temporarily temporary terminated text than that the them then there these they
this those thread threads through time timed timeout timeouts timestamp to token too tool top total trailing
transfer transport tree tried trouble true truncated trust try trying two type types unable unauthorized
unavailable unchanged undefined under underlying unexpected unhealthy unimplemented union unique unit unknown
unless unlink unlock unmarshal unmount unpack unpacking unpause unpaused unreachable unrecognized unrelated
unsigned unsuccessful unsupported until up update updated updating upgrade upload upstream uptime url usage
use used user userland username users uses using valid validate validation value values verification verified
verify verifying version versions via virtual volume volumes wait waiting want wanted warning was way we were
what when where whether which while whole will windows with within without work worker working workspace would
write writing written wrong yes yet you your zero
`

/** Names and abbreviations that are written in one way alone, and words that hold signs. */
const exactWords = `
API BIOS CA CLI CNI CPU DHCP DNS EACCES EADDRINUSE EAGAIN EBUSY ECONNABORTED ECONNREFUSED ECONNRESET EEXIST EHOSTUNREACH EINVAL EIO
EISDIR EMFILE ENETUNREACH ENFILE ENOENT ENOEXEC ENOMEM ENOSPC ENOSYS ENOTDIR ENOTEMPTY ENOTFOUND ENOTSOCK EOF EPERM EPIPE EROFS
ETIMEDOUT EXDEV FATAL GET HEAD HTTP HTTPS I/O ID IO IP IPv4 IPv6 JSON MB GB KB KiB MiB GiB kB NAT OCI OOM OS PATH PID POST PUT DELETE
RFC SELinux SIGKILL SIGTERM SIGINT SSL TCP TLS TTY UDP URL UTF UTC WSL Docker Podman Desktop OrbStack Colima containerd runc crun
buildkit moby libnetwork libpod aufs btrfs overlay2 overlayfs zfs vfs devicemapper fuse-overlayfs cgroup cgroups cgroupv2 seccomp
apparmor iptables ip6tables nftables firewalld systemd tmpfs sysfs procfs proc dev mnt rootfs passwd sysctl rlimit rlimits ulimit
tcp tcp4 tcp6 udp udp4 udp6 unix http2 x509 sha256 sha512 linux windows darwin amd64 arm64 arm 386 s390x ppc64le riscv64
linux/amd64 linux/arm64 linux/arm64/v8 linux/arm/v7 linux/386 windows/amd64
toomanyrequests net/http Client.Timeout i/o non-zero up-to-date out-of-memory read-only built-in re-use content-type
rootlessport slirp4netns pasta netavark unmarshalling isn't doesn't can't cannot didn't wasn't don't won't MANIFEST_UNKNOWN
UNAUTHORIZED DENIED NAME_UNKNOWN NAME_INVALID TOOMANYREQUESTS BLOB_UNKNOWN DIGEST_INVALID UNSUPPORTED
`

const general: ReadonlySet<string> = new Set(split(words))
const exact: ReadonlySet<string> = new Set(split(exactWords))

function split(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** Whether a word belongs to the language of engines and registries, and so tells nothing of anybody. */
export function isKnownWord(word: string): boolean {
  if (exact.has(word)) return true
  const isPlain = /^[A-Z]?[a-z]+$/.test(word)
  return isPlain && general.has(word.toLowerCase())
}
