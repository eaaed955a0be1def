# Clients and nodes of other people that tests run against (ethers, viem, anvil, lumina), from e2e/.
# npm writes the file looked at last of all, so an installation that was cut short begins again.
install_clients() {
  local here="$METRO_ROOT/e2e" done="$METRO_ROOT/e2e/node_modules/.package-lock.json"
  if [ ! -f "$done" ] || [ "$here/package-lock.json" -nt "$done" ]; then
    (cd "$here" && npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error)
  fi
}
