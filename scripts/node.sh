#!/bin/sh
# Node 24 with the arguments given, after the same set-up as ./causeway: npm scripts work on a fresh clone.
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd) || exit 3
. "$root/scripts/setup.sh"
host_tools_present || install_host_tools
cd "$root" && exec "$node" "$@"
