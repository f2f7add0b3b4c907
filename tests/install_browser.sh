#!/usr/bin/env bash
# Installs what the page tests need where it is missing: Chromium and a Chinese font, from the distribution.
# Run again, it does nothing. Exit code 1: no browser could be installed, and the page tests will be skipped.
set -eu

if command -v chromium >/dev/null && command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .; then
  echo "install_browser: Chromium and a Chinese font are here: $(command -v chromium)"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "install_browser: no apt-get here; install Chromium and a Chinese font by hand" >&2
  exit 1
fi
run=""
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "install_browser: needs root: sudo apt-get install chromium fonts-noto-cjk" >&2
    exit 1
  fi
  run="sudo -n"
fi
echo "install_browser: installing chromium and fonts-noto-cjk with apt-get"
$run apt-get update -qq
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig
echo "install_browser: installed $(command -v chromium)"
