#!/usr/bin/env bash
# Packages the extension for this platform, with the server inside: editors/vscode/package.sh [FOLDER]
#
# The .vsix goes into FOLDER, by default this one, and its path is the last line printed. GREENLIGHT names the binary to
# put inside; without it, a release build is made.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
out=$(realpath "${1:-$here}")

if [[ -z ${GREENLIGHT:-} ]]; then
  cargo build --quiet --release --locked --bin greenlight --manifest-path "$root/Cargo.toml"
  GREENLIGHT=${CARGO_TARGET_DIR:-$root/target}/release/greenlight
  [[ -e $GREENLIGHT ]] || GREENLIGHT=$GREENLIGHT.exe
fi
GREENLIGHT=$(realpath "$GREENLIGHT")

cd "$here"
# The names of the platforms are the marketplace's, which are Node's but for Arm.
target=$(node -p 'process.platform + "-" + (process.arch === "arm" ? "armhf" : process.arch)')
case $target in
  linux-x64 | linux-arm64 | linux-armhf | darwin-x64 | darwin-arm64 | win32-x64 | win32-arm64) ;;
  *)
    echo "editors/vscode/package.sh: VS Code has no extensions for the platform $target" >&2
    exit 1
    ;;
esac

[[ -d node_modules ]] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
npm run --silent build -- --log-level=warning

rm -rf server
mkdir server
trap 'rm -rf "$here/server"' EXIT
executable=server/greenlight
[[ $target != win32-* ]] || executable=server/greenlight.exe
cp "$GREENLIGHT" "$executable"
chmod 755 "$executable"

version=$(node -p 'require("./package.json").version')
vsix=$out/greenlight-$target-$version.vsix
# Everything is in the one file of the bundle, so npm has nothing to say about dependencies.
npx --no-install vsce package --no-dependencies --target "$target" --out "$vsix" >/dev/null
du -h "$vsix" | cut -f1
echo "$vsix"
