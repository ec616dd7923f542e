# Sourced by ./causeway and scripts/node.sh: makes a fresh clone ready, and costs a few milliseconds when it is.
# Expects $root, the absolute path of the checkout. Leaves $node, the Node 24 to run with, and a PATH for host tools.
# shellcheck shell=sh disable=SC2154

say() { printf 'causeway: %s\n' "$*" >&2; }

# Exit code 3 is "could not look": nothing was said about any lab.
give_up() {
  say "$1"
  printf '  hint: %s\n' "$2" >&2
  exit 3
}

# npm puts node_modules/.bin before everything else, and AVA brings an unrelated `nft` there: commands run in a lab
# must find nftables. Debian gives ordinary users no sbin, where nft and ip are.
host_path() {
  clean=
  old_ifs=$IFS
  IFS=:
  set -f
  for dir in $PATH /usr/sbin /usr/bin /sbin /bin; do
    case $dir in */node_modules/.bin | */node-gyp-bin) continue ;; esac
    case :$clean: in *":$dir:"*) ;; *) clean=${clean:+$clean:}$dir ;; esac
  done
  set +f
  IFS=$old_ifs
  PATH=$clean
  export PATH
}

# package.json's postinstall writes the stamp as npm's last act, so an install that was cut short leaves none.
packages_current() { cmp -s "$root/package-lock.json" "$root/node_modules/.causeway-lock"; }

install_packages() {
  command -v npm >/dev/null ||
    give_up 'npm is missing' 'install Node.js 18 or newer with its npm; on Debian: sudo apt-get install nodejs npm'
  [ -w "$root" ] ||
    give_up "$root is not set up, and you may not write there" 'run ./causeway there once as its owner, or use a clone of your own'
  # The lock is on a file that is there already and that npm ci leaves alone. Whoever waited finds the work done.
  exec 9<"$root/package-lock.json"
  if command -v flock >/dev/null && ! flock -n 9; then
    say 'another run is setting this checkout up: waiting for it'
    flock 9
  fi
  if ! packages_current; then
    say 'first run here or new packages: fetching what package-lock.json names (npm ci); this takes about 20 seconds'
    output=$(cd "$root" && npm ci --no-progress --loglevel=error 2>&1) || {
      printf '%s\n' "$output" >&2
      give_up 'npm ci failed' 'npm said why above; npm ping tells whether the registry can be reached'
    }
    # With npm's ignore-scripts set, postinstall did not run.
    cp "$root/package-lock.json" "$root/node_modules/.causeway-lock"
  fi
  exec 9<&-
}

# Only where the system keeps them: see host_path.
host_has() {
  for dir in /usr/sbin /usr/bin /sbin /bin; do [ -x "$dir/$1" ] && return; done
  return 1
}

host_tools_present() { host_has nft && host_has ip && host_has unshare && host_has nsenter; }

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@" 2>&1; }

# A host without them is no reason to stop: the program itself says what it cannot do.
install_host_tools() {
  tools='nftables iproute2'
  if ! command -v apt-get >/dev/null; then
    say "nft, ip, unshare or nsenter is missing: install $tools util-linux with your package manager"
  elif [ "$(id -u)" != 0 ]; then
    say 'nft, ip, unshare or nsenter is missing: run'
    printf '  sudo apt-get install %s\n' "$tools" >&2
  else
    say "installing $tools (apt-get)"
    # shellcheck disable=SC2086 # two words
    output=$(apt_install $tools </dev/null) || { apt-get -qq update >/dev/null 2>&1 && output=$(apt_install $tools </dev/null); } || {
      printf '%s\n' "$output" >&2
      say "apt-get could not install $tools"
    }
  fi
}

# The npm packages carry Node itself; anywhere but on Linux the pure verbs run on the user's own.
find_node() {
  for node in "$root"/node_modules/node-linux-*/bin/node; do [ -x "$node" ] && return; done
  node=$(command -v node) || give_up 'there is no Node.js' 'install Node.js 24 or newer'
  case $("$node" --version) in
    v2[4-9].* | v[3-9][0-9].*) ;;
    *) give_up "this machine has Node.js $("$node" --version)" 'install Node.js 24 or newer: only for Linux on x64 and arm64 does npm bring it' ;;
  esac
}

# Compiled code is kept from run to run, types stripped, which halves every start. Beside the packages and not in a
# shared /tmp, for what lies there is run; an ordinary user in somebody else's checkout keeps a cache at home.
compile_cache() {
  NODE_COMPILE_CACHE=$root/node_modules/.cache/causeway
  [ -w "$root/node_modules" ] || NODE_COMPILE_CACHE=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/causeway
  export NODE_COMPILE_CACHE
}

# Two hundred small files take longer to load than a lab takes to build, so a user runs them put together, and anew
# whenever one of them has changed. Where that cannot be written, the files themselves run as well, only slower.
# Names of chunks tell their content, so whoever is running keeps what it may still load.
put_together() {
  program=$root/src/cli.ts
  made=$root/build/cli.js
  if [ -f "$made" ] && [ -z "$(find "$root/src" "$root/package-lock.json" -newer "$made" -print -quit)" ]; then
    program=$made
    return
  fi
  [ -w "$root" ] || return 0
  fresh=$(mktemp -d "$root/build.XXXXXX") || return 0
  : >"$fresh/since"
  if "$root"/node_modules/@esbuild/*/bin/esbuild "$root/src/cli.ts" "$root/src/agent/main.ts" --outdir="$fresh" \
    --bundle --splitting --format=esm --platform=node --target=node24 --external:koffi --log-level=error \
    --banner:js="import{createRequire}from'node:module';const require=createRequire(import.meta.url);"; then
    touch -r "$fresh/since" "$fresh/cli.js"
    mkdir -p "$root/build/agent"
    find "$root/build" -name '*-*.js' -mtime +1 -delete
    find "$fresh" -maxdepth 1 -name '*-*.js' -exec mv {} "$root/build/" ';'
    mv "$fresh/agent/main.js" "$root/build/agent/main.js"
    mv "$fresh/cli.js" "$made" && program=$made
  fi
  rm -rf "$fresh"
}

host_path
packages_current || install_packages
find_node
compile_cache
