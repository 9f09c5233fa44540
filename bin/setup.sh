# Sourced by bin/run, bin/test, bin/check and bin/bench: what a bare Debian 12 needs, and the build.
# Nothing here is done twice: a second call finds everything in place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build_packages=(
  g++ cmake ninja-build ccache mold pkg-config git ca-certificates
  libmicrohttpd-dev libsqlite3-dev libpq-dev libboost-json1.81-dev libexpected-dev libicu-dev libsodium-dev
  liboath-dev libcbor-dev libssl-dev libgnutls28-dev libcurl4-openssl-dev libldap-dev
  libpango1.0-dev libcairo2-dev libqrencode-dev fonts-ipaexfont fonts-ipamj-mincho fonts-noto-cjk poppler-data
  libpoppler-cpp-dev poppler-data libtiff-dev libpng-dev libjpeg-dev zlib1g-dev
  python3-zxcvbn # its list of leaked passwords, read when the program is built
)
test_packages=(
  postgresql doctest-dev librapidcheck-dev libzxing-dev chromium poppler-utils sqlite3 curl
  faketime slapd
)
check_packages=(clang clang-format clang-tidy libclang-rt-14-dev llvm)
bench_packages=(curl wrk sqlite3 postgresql)

# install_packages NAME...: those that dpkg does not know as installed, through apt-get.
install_packages() {
  local missing=() name
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii *//p')
  for name in "$@"; do
    grep -qx -- "$name" <<<"$installed" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Installing ${missing[*]} needs root or sudo." >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_node() {
  command -v node >/dev/null && command -v npm >/dev/null || install_packages nodejs npm
  [ -L node_modules ] && return 0 # it belongs to another tree: npm ci would empty that
  # node_modules is complete when its stamp is as new as the lock file.
  if [ ! -e node_modules/.installed ] || [ package-lock.json -nt node_modules/.installed ]; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.installed
  fi
}

# build [--no-tests] PRESET TARGET...: --no-tests configures a new tree without the tests and their
# packages; a later call for the tests adds them to the same tree.
build() {
  local tests=ON
  [ "$1" = --no-tests ] && { tests=OFF; shift; }
  local preset=$1 cache=build/$1/CMakeCache.txt
  shift
  if [ ! -e "build/$preset/build.ninja" ] ||
    { [ $tests = ON ] && grep -q '^KAKEHASHI_TESTS:BOOL=OFF' "$cache"; }; then
    cmake --preset "$preset" -DKAKEHASHI_TESTS=$tests >/dev/null
  fi
  cmake --build "build/$preset" --target "$@" -- --quiet
}
